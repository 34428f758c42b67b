package import FleetModel
import FleetText
import FleetWords

/// All clusters that are watched, whether or not this round asks them: who they are, as far as it was ever read.
package struct Census: Sendable {
    private let uids: Set<String>
    /// Contexts whose UID was never read.
    private let unidentified: Set<ClusterID>
    private let names: Set<String>

    /// - Parameters:
    ///   - contexts: every watched context.
    ///   - uids: the UIDs of kube-system that are known.
    ///   - names: what clusters are called by their host, beside the contexts' own names.
    package init(contexts: [ClusterID] = [], uids: [ClusterID: String] = [:], names: [String] = []) {
        self.uids = Set(uids.values)
        unidentified = Set(contexts.filter { uids[$0] == nil })
        self.names = Set(contexts.map(\.rawValue)).union(names)
    }

    /// Members of the host that no context watches. A cluster that was never asked who it is may be any of them: as
    /// many as there are of those are left out of account.
    func unwatched(_ register: FleetRegister) -> (members: [RegisteredCluster], doubtful: Int)? {
        let missing = register.clusters.filter { !$0.isHost && !isWatched($0) }
        let named = Set(register.clusters.map(\.name))
        let doubtful = unidentified.count { !named.contains($0.rawValue) }
        return missing.count > doubtful ? (missing, doubtful) : nil
    }

    private func isWatched(_ entry: RegisteredCluster) -> Bool {
        if let uid = entry.uid { return uids.contains(uid) || unidentified.contains(ClusterID(entry.name)) }
        return names.contains(entry.name)
    }

    /// The finding on the host; nil where every member is watched, or where that cannot be told.
    func finding(host: Observation) -> Finding? {
        guard let register = host.surroundings.register.register, !names.isEmpty,
            let (members, doubtful) = unwatched(register)
        else { return nil }
        let total = register.clusters.count { !$0.isHost }
        var evidence = [
            MembershipStatement.membersUnwatched([
                .count: members.count, .members: total, .clusters: members.map(\.name),
            ])
        ]
        if doubtful > 0 { evidence.append(MembershipStatement.contextsUnasked([.contexts: doubtful])) }
        return Finding(
            .memberNotWatched, .warning, evidence: evidence,
            nextStep: NextStep(
                "add a context for each to the kubeconfig; this is the host's list",
                command: "kubectl --context \(shellWord(host.cluster.rawValue)) get clusters.cluster.kubesphere.io"))
    }
}
