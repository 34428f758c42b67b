package import Fleet
import KubeSphere
package import Kubernetes

/// What the API server tells of the Redis that a document names: its Service's ready endpoints, or its pods.
package struct RedisPlace: Sendable {
    private let reader: any ClusterReader

    package init(reader: any ClusterReader) { self.reader = reader }

    /// - Parameter host: `redis.host` or `cache.options.host`; nil where the document names none.
    package func state(host: String?) async -> RedisState {
        guard let host else { return await usualPods(otherwise: RedisStatement.hostNotNamed()) }
        guard let shown = ConfigDocument.shown(host: host) else {
            return await usualPods(otherwise: RedisStatement.hostIsNone())
        }
        switch ClusterHostName(host, from: Names.namespace) {
        case .elsewhere:
            return .unknown(RedisStatement.outside([.host: shown]))
        case .service(let name, let namespace): return await service(name, namespace, shown)
        }
    }

    // MARK: By its Service

    private func service(_ name: String, _ namespace: String, _ host: String) async -> RedisState {
        switch await reader.read(Service.self, Names.servicePath(name, namespace: namespace)) {
        case .failed(let fault) where fault.kind == .notFound:
            return await usualPods(
                otherwise: RedisStatement.serviceMissing([.host: host, .service: name, .namespace: namespace]))
        case .failed(let fault):
            return await usualPods(
                otherwise: RedisStatement.serviceUnread([
                    .service: name, .namespace: namespace, .message: fault.message,
                ]))
        case .value(let service):
            if let other = service.spec.externalName {
                return .unknown(RedisStatement.serviceIsAlias([.service: name, .host: printable(other, limit: 100)]))
            }
            guard let selector = service.spec.selector, !selector.isEmpty else {
                return .unknown(RedisStatement.serviceHasNoSelector([.service: name]))
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
            ? .answers(
                RedisStatement.endpointsReady([.ready: ready, .endpoints: endpoints.count, .service: name]))
            : .silent(RedisStatement.noEndpointReady([.service: name, .namespace: namespace]))
    }

    // MARK: By its pods

    private func pods(_ selector: [String: String], _ namespace: String) async -> RedisState {
        let labels = selector.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
        switch await reader.read(
            ObjectList<Pod>.self, Names.podsPath(namespace: namespace), query: [("labelSelector", labels)])
        {
        case .failed(let fault): return .unknown(RedisStatement.podsUnread([.message: fault.message]))
        case .value(let list): return Self.state(of: list.items, labels)
        }
    }

    /// ks-installer's own: `redis`, and `redis-ha` where it was installed for high availability.
    private static let usualLabels = "app in (redis,redis-ha)"

    private func usualPods(otherwise why: Statement) async -> RedisState {
        switch await reader.read(ObjectList<Pod>.self, Names.podsPath, query: [("labelSelector", Self.usualLabels)]) {
        case .failed(let fault): .unknown(RedisStatement.podsUnreadEither([.why: why, .message: fault.message]))
        case .value(let list) where list.items.isEmpty: .unknown(why)
        case .value(let list): Self.state(of: list.items, "app=redis or app=redis-ha")
        }
    }

    private static func state(of pods: [Pod], _ labels: String) -> RedisState {
        let ready = pods.first { $0.isReady }
        return ready.map { .answers(RedisStatement.podReady([.pod: $0.metadata.name ?? "redis"])) }
            ?? .silent(RedisStatement.noPodReady([.labels: labels]))
    }
}

extension Pod {
    fileprivate var isReady: Bool {
        metadata.deletionTimestamp == nil && status?.containerStatuses?.isEmpty == false
            && status?.containerStatuses?.allSatisfy(\.ready) == true
    }
}
