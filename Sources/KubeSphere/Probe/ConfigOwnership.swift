package import Fleet
package import Kubernetes

/// Who wrote the ConfigMap and who renders it, from its metadata (kubesphere.md D).
package enum ConfigOwnership {
    static func owner(_ metadata: ObjectMeta) -> ConfigOwner {
        let labels = metadata.labels ?? [:]
        let annotations = metadata.annotations ?? [:]
        let managers = Set((metadata.managedFields ?? []).compactMap(\.manager))
        if annotations.keys.contains(where: { $0.hasPrefix("argocd.argoproj.io/") }) || managers.contains("argocd-controller") { return .argoCD }
        if labels["app.kubernetes.io/managed-by"] == "Helm" || annotations["meta.helm.sh/release-name"] != nil { return .helm }
        // ks-installer renders the file and runs kubectl apply, which leaves this annotation.
        if annotations["kubectl.kubernetes.io/last-applied-configuration"] != nil { return .installer }
        return .nobody
    }

    /// The latest write that touched the document's own key.
    package static func lastWrite(_ metadata: ObjectMeta) -> ConfigWriter? {
        (metadata.managedFields ?? [])
            .filter { $0.dataKeys.contains(Names.configKey) }
            .compactMap { entry in entry.time.map { ConfigWriter(manager: entry.manager ?? "unknown", time: $0) } }
            .max { $0.time < $1.time }
    }
}
