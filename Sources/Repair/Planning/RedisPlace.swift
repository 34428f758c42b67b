package import Fleet
import KubeSphere
package import Kubernetes

/// What the API server tells of the Redis that a document names: its Service's ready endpoints, or its pods.
package struct RedisPlace: Sendable {
    private let reader: any ClusterReader

    package init(reader: any ClusterReader) { self.reader = reader }

    /// - Parameter host: `redis.host` or `cache.options.host`; nil where the document names none.
    package func state(host: String?) async -> RedisState {
        guard let host else { return await usualPods(otherwise: "the document names no host of its Redis") }
        guard let shown = ConfigDocument.shown(host: host) else {
            return await usualPods(otherwise: "the document names no host of its Redis that is one")
        }
        switch ClusterHostName(host, from: Names.namespace) {
        case .elsewhere:
            return .unknown(
                "Redis is at \(shown), which is no Service of the cluster: whether it answers cannot be seen from here")
        case .service(let name, let namespace): return await service(name, namespace, shown)
        }
    }

    // MARK: By its Service

    private func service(_ name: String, _ namespace: String, _ host: String) async -> RedisState {
        switch await reader.read(Service.self, Names.servicePath(name, namespace: namespace)) {
        case .failed(let fault) where fault.kind == .notFound:
            return await usualPods(
                otherwise:
                    """
                    the document names \(host), and there is no Service \(name) in \(namespace): Redis is outside of \
                    the cluster
                    """
            )
        case .failed(let fault):
            return await usualPods(
                otherwise:
                    "Service \(name) in \(namespace), which the document names, could not be read: \(fault.message)")
        case .value(let service):
            if let other = service.spec.externalName {
                return .unknown("Service \(name) stands for \(printable(other, limit: 100)), outside of the cluster")
            }
            guard let selector = service.spec.selector, !selector.isEmpty else {
                return .unknown(
                    "Service \(name) has no selector: its endpoints are kept by hand, and nothing checks them")
            }
            return await endpoints(name, namespace, selector)
        }
    }

    private func endpoints(_ name: String, _ namespace: String, _ selector: [String: String]) async -> RedisState {
        let query = [(name: "labelSelector", value: "kubernetes.io/service-name=\(name)")]
        let slices = await reader.read(
            ObjectList<EndpointSlice>.self, Names.endpointSlicesPath(namespace: namespace), query: query)
        guard case .value(let list) = slices else { return await pods(selector, namespace) }
        let endpoints = list.items.flatMap { $0.endpoints ?? [] }
        let ready = endpoints.count { $0.conditions?.ready != false }
        return ready > 0
            ? .answers("\(ready) of \(endpoints.count) endpoints of Service \(name) are ready")
            : .silent("no endpoint of Service \(name) in \(namespace) is ready")
    }

    // MARK: By its pods

    private func pods(_ selector: [String: String], _ namespace: String) async -> RedisState {
        let labels = selector.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
        switch await reader.read(
            ObjectList<Pod>.self, Names.podsPath(namespace: namespace), query: [("labelSelector", labels)])
        {
        case .failed(let fault): return .unknown("the pods of Redis could not be listed: \(fault.message)")
        case .value(let list): return Self.state(of: list.items, labels)
        }
    }

    /// ks-installer's own: `redis`, and `redis-ha` where it was installed for high availability.
    private static let usualLabels = "app in (redis,redis-ha)"

    private func usualPods(otherwise why: String) async -> RedisState {
        switch await reader.read(ObjectList<Pod>.self, Names.podsPath, query: [("labelSelector", Self.usualLabels)]) {
        case .failed(let fault): .unknown("\(why); the pods of Redis could not be listed either: \(fault.message)")
        case .value(let list) where list.items.isEmpty: .unknown(why)
        case .value(let list): Self.state(of: list.items, "app=redis or app=redis-ha")
        }
    }

    private static func state(of pods: [Pod], _ labels: String) -> RedisState {
        let ready = pods.first { $0.isReady }
        return ready.map { .answers("pod \($0.metadata.name ?? "redis") is ready") }
            ?? .silent("no pod of Redis (\(labels)) is ready")
    }
}

extension Pod {
    fileprivate var isReady: Bool {
        metadata.deletionTimestamp == nil && status?.containerStatuses?.isEmpty == false
            && status?.containerStatuses?.allSatisfy(\.ready) == true
    }
}
