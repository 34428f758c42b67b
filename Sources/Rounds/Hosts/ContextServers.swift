import Fleet
import FoundationEssentials

/// To which API server each context of a folder's pages leads: a file beside them, so that a probe with another
/// kubeconfig finds its clusters again.
struct ContextServers: Equatable {
    private static let file = "servers.json"

    private let servers: [ClusterID: String]

    init(_ servers: [ClusterID: String]) { self.servers = servers }

    /// A file that is not there, or that cannot be read, says nothing.
    init(of folder: String) {
        let data = FileManager.default.contents(atPath: "\(folder)/\(Self.file)")
        servers = data.flatMap { try? JSONDecoder().decode([ClusterID: String].self, from: $0) } ?? [:]
    }

    func write(to folder: String) {
        guard self != ContextServers(of: folder), let data = try? JSONEncoder().encode(servers) else { return }
        try? data.write(to: URL(filePath: "\(folder)/\(Self.file)"), options: .atomic)
    }

    /// For each of the others' clusters, the contexts here that lead to the same server.
    func contexts(with others: [ClusterID: String]) -> [ClusterID: Set<ClusterID>] {
        let here = Dictionary(grouping: servers.keys) { servers[$0] ?? "" }
        return others.compactMapValues { server in here[server].map(Set.init) }
    }
}
