import ConfigurationFiles
package import Fleet
import FoundationEssentials
import KubeSphere
import Store

/// What a round knows of its host before it begins.
enum HostChoice: Equatable {
    /// By agent.yaml or the command line: nobody else is asked.
    case named(ClusterID)
    /// By an earlier round: it holds until another cluster calls itself the host.
    case found(ClusterID)
    /// Nothing: the only cluster that calls itself the host is it, once every cluster has been read.
    case open
    /// More than one cluster has called itself the host: nobody signs.
    case contested([ClusterID])

    var cluster: ClusterID? {
        switch self {
        case .named(let cluster), .found(let cluster): cluster
        case .open, .contested: nil
        }
    }

    init(_ configuration: AgentConfiguration, _ claims: HostClaims) {
        if let host = configuration.host, !configuration.hostIsFound {
            self = .named(host)
        } else if claims.isContested {
            self = .contested(claims.claimants)
        } else if let host = configuration.host {
            self = .found(host)
        } else {
            self = .open
        }
    }
}

extension HostClaims {
    /// What the watched clusters last said of themselves. Of several contexts of one cluster one counts; what
    /// agent.yaml says of a context's role comes before the cluster's own word.
    init(_ memories: [ClusterID: ProbeMemory], watched: [ClusterID], _ configuration: AgentConfiguration) {
        var uids: Set<String> = []
        var claimants: [ClusterID] = []
        var unread: [ClusterID] = []
        for cluster in watched {
            if let uid = memories[cluster]?.uid, !uids.insert(uid).inserted { continue }
            let said = configuration.contexts[cluster]?.role.map { $0 == .host } ?? memories[cluster]?.callsItselfHost
            switch said {
            case true?: claimants.append(cluster)
            case false?: break
            case nil: unread.append(cluster)
            }
        }
        self.init(claimants: claimants, unread: unread)
    }
}

extension AgentConfiguration {
    /// Takes the one cluster of these that is a host for the host, unless one is named.
    package mutating func findHost(among roles: [ClusterID: ClusterRole]) {
        let hosts = roles.filter { $0.value == .host }.keys
        guard host == nil, hosts.count == 1 else { return }
        host = hosts.first
        hostIsFound = true
    }
}

extension HistoryReader {
    /// The role that each cluster last showed.
    package func roles() async throws -> [ClusterID: ClusterRole] {
        let rows = try await status(now: Date()).compactMap { row in row.role.map { (row.cluster, $0) } }
        return Dictionary(rows) { first, _ in first }
    }
}
