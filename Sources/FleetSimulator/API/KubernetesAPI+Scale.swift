extension KubernetesAPI {
    func scale(_ path: ResourcePath) -> Reply {
        guard let name = path.name, let object = store.object(.deployments, name, namespace: path.namespace) else {
            return Failure.notFound(ObjectKind.deployments.resource, name: path.name ?? "")
        }
        return .object(scaleObject(object))
    }

    /// The Deployment as its subresource `scale` shows it (Scale of autoscaling/v1).
    func scaleObject(_ deployment: JSON) -> JSON {
        var metadata: JSON = [:]
        for field in ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"] {
            metadata[field] = deployment[["metadata", field]]
        }
        var scale: JSON = ["kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": metadata, "spec": [:]]
        if deployment[["spec", "replicas"]] != 0 { scale[["spec", "replicas"]] = deployment[["spec", "replicas"]] }
        let labels = deployment[["spec", "selector", "matchLabels"]]?.strings ?? [:]
        let selector = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
        scale["status"] = ["replicas": deployment[["status", "replicas"]] ?? 0, "selector": .string(selector)]
        return scale
    }
}
