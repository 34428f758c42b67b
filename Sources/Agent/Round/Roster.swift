package import Fleet
package import Kubernetes
package import NIOCore

/// The clusters that a configuration names, each with a client that is kept from round to round, or the reason why there is none.
package struct Roster: Sendable {
    package enum Entry: Sendable {
        case client(APIClient)
        case unusable(Fault)
    }

    package let clusters: [ClusterID]
    package let entries: [ClusterID: Entry]

    /// - Throws: `KubeconfigError` where no kubeconfig can be read at all; one broken context is an entry, not an error.
    package static func load(_ configuration: AgentConfiguration, eventLoopGroup: any EventLoopGroup) throws(KubeconfigError) -> Roster {
        let kubeconfig = try Kubeconfig.load(paths: configuration.kubeconfigPaths)
        let wanted = configuration.watchedContexts(of: kubeconfig)
        // A host that is not there would leave every member unjudged, and nobody would know why.
        if let host = configuration.host, !wanted.contains(host.rawValue) { _ = try kubeconfig.endpoint(forContext: host.rawValue).get() }
        let limits = RequestLimits(connect: .seconds(min(5, configuration.requestTimeout)), request: .seconds(configuration.requestTimeout))
        var entries: [ClusterID: Entry] = [:]
        for context in wanted {
            switch kubeconfig.endpoint(forContext: context) {
            case .success(let endpoint): entries[ClusterID(context)] = .client(APIClient(endpoint: endpoint, eventLoopGroup: eventLoopGroup, limits: limits))
            case .failure(let error): entries[ClusterID(context)] = .unusable(error.fault)
            }
        }
        return Roster(clusters: wanted.map { ClusterID($0) }, entries: entries)
    }

    package func client(_ cluster: ClusterID) -> Reading<APIClient> {
        switch entries[cluster] {
        case .client(let client): .value(client)
        case .unusable(let fault): .failed(fault)
        case nil: .failed(Fault(.kubeconfig, "no context of this name is watched"))
        }
    }

    package func shutdown() async {
        await withTaskGroup { group in
            for case .client(let client) in entries.values { group.addTask { await client.shutdown() } }
        }
    }
}
