package import Fleet
import FoundationEssentials
import KubeSphereConfig
package import Kubernetes

/// Who wrote the ConfigMap and who renders it, from its metadata (kubesphere.md D).
package enum ConfigOwnership {
    static func owner(_ metadata: ObjectMeta) -> ConfigOwner {
        let labels = metadata.labels ?? [:]
        let annotations = metadata.annotations ?? [:]
        let managers = Set((metadata.managedFields ?? []).compactMap(\.manager))
        if annotations.keys.contains(where: { $0.hasPrefix("argocd.argoproj.io/") })
            || managers.contains("argocd-controller")
        {
            return .argoCD
        }
        if labels["app.kubernetes.io/managed-by"] == "Helm" || annotations["meta.helm.sh/release-name"] != nil {
            return .helm
        }
        // ks-installer renders the file and runs kubectl apply, which leaves this annotation.
        if annotations[lastApplied] != nil { return .installer }
        return .nobody
    }

    private static let lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

    /// What kubectl apply wrote last, from the annotation that it leaves, which holds the whole document (kubesphere.md
    /// M8).
    static func applied(_ metadata: ObjectMeta, key: FingerprintKey) -> AppliedConfig? {
        struct Applied: Decodable { let data: [String: String]? }
        guard let text = metadata.annotations?[lastApplied],
            let applied = try? JSONDecoder().decode(Applied.self, from: Data(text.utf8)),
            let document = applied.data?[Names.configKey].flatMap({ try? ConfigDocument(parsing: $0) })
        else { return nil }
        return AppliedConfig(maxAge: document.maxAge, secret: document.jwtSecret.map { Fingerprint(of: $0, key: key) })
    }

    /// The latest write that touched the document's own key.
    package static func lastWrite(_ metadata: ObjectMeta) -> ConfigWriter? {
        (metadata.managedFields ?? [])
            .filter { $0.dataKeys.contains(Names.configKey) }
            .compactMap { entry in entry.time.map { ConfigWriter(manager: entry.manager ?? "unknown", time: $0) } }
            .max { $0.time < $1.time }
    }
}
