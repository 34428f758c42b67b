package import ConfigurationFiles
package import Fleet
package import Kubernetes
import Linux
package import NIOCore

/// The clusters that a configuration names, each with a client that is kept from round to round, or the reason why
/// there is none.
package struct Roster: Sendable {
    package enum Entry: Sendable {
        case client(APIClient)
        case unusable(Fault)
    }

    package let clusters: [ClusterID]
    package let entries: [ClusterID: Entry]
    /// The files it was read from, as they were.
    let sources: FileStamps
    /// What the kubeconfigs say without a mistake, and yet hardly as it was meant.
    package let warnings: [KubeconfigWarning]

    /// - Throws: `KubeconfigError` where no kubeconfig can be read at all; one broken context is an entry, not an
    ///   error.
    package static func load(_ configuration: AgentConfiguration, eventLoopGroup: any EventLoopGroup)
        throws(KubeconfigError) -> Roster
    {
        // Before they are read: a change while they are being read is seen the next time.
        let stamps = FileStamps(configuration.kubeconfigPaths)
        let kubeconfig = try Kubeconfig.load(paths: configuration.kubeconfigPaths)
        let wanted = configuration.watchedContexts(of: kubeconfig)
        // Those of contexts that cannot be used among them: once they are in order, the context can be.
        let files = FileStamps(Array(Set(wanted.flatMap { kubeconfig.files(ofContext: $0) })))
        // A host that is not there would leave every member unjudged, and nobody would know why.
        if let host = configuration.host, !wanted.contains(host.rawValue) {
            _ = try kubeconfig.endpoint(forContext: host.rawValue, allowing: configuration.allowance).get()
        }
        let limits = RequestLimits(
            connect: .seconds(min(5, configuration.requestTimeout)), request: .seconds(configuration.requestTimeout))
        var entries: [ClusterID: Entry] = [:]
        var endpoints: [APIEndpoint] = []
        for context in wanted {
            switch kubeconfig.endpoint(forContext: context, allowing: configuration.allowance) {
            case .success(let endpoint):
                endpoints.append(endpoint)
                entries[ClusterID(context)] = .client(
                    APIClient(endpoint: endpoint, eventLoopGroup: eventLoopGroup, limits: limits))
            case .failure(let error): entries[ClusterID(context)] = .unusable(error.fault)
            }
        }
        return Roster(
            clusters: wanted.map { ClusterID($0) }, entries: entries, sources: stamps.adding(files),
            warnings: kubeconfig.warnings + KubeconfigWarning.servers(of: endpoints))
    }

    /// The API server of each context that can be used.
    var servers: [ClusterID: String] {
        entries.compactMapValues { entry in
            guard case .client(let client) = entry else { return nil }
            return client.endpoint.server.description
        }
    }

    /// Whether a kubeconfig, or a certificate or key that one names, is another file than it was.
    package var isOutdated: Bool { sources.haveChanged }

    /// The same roster, outdated only by what changes from now on.
    func asSeenNow() -> Roster {
        Roster(clusters: clusters, entries: entries, sources: sources.now, warnings: warnings)
    }

    /// The same roster, where the contexts that cannot be used go on as they did before; and which they are, with what
    /// is wrong with each.
    func keeping(_ old: Roster) -> (roster: Roster, kept: [ClusterID: Fault]) {
        var (entries, kept) = (entries, [ClusterID: Fault]())
        for case (let cluster, .unusable(let fault)) in self.entries {
            guard case .client(let client) = old.entries[cluster] else { continue }
            (entries[cluster], kept[cluster]) = (.client(client), fault)
        }
        return (Roster(clusters: clusters, entries: entries, sources: sources, warnings: warnings), kept)
    }

    /// The contexts in the order in which one of several that lead to one cluster is preferred.
    ///
    /// - Parameter host: it is asked whatever else leads to it.
    package func preferred(host: ClusterID?) -> [ClusterID] {
        clusters.filter { $0 == host } + clusters.filter { $0 != host }
    }

    package func client(_ cluster: ClusterID) -> Reading<APIClient> {
        switch entries[cluster] {
        case .client(let client): .value(client)
        case .unusable(let fault): .failed(fault)
        case nil: .failed(Fault(.kubeconfig, "no context of this name is watched"))
        }
    }

    /// - Parameter kept: contexts whose clients go on in another roster.
    package func shutdown(except kept: Set<ClusterID> = []) async {
        await withTaskGroup { group in
            for case (let cluster, .client(let client)) in entries where !kept.contains(cluster) {
                group.addTask { await client.shutdown() }
            }
        }
    }
}
