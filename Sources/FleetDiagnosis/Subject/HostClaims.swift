package import FleetModel
package import FleetWords

/// Which of the watched clusters call themselves the host, where nobody has named one.
///
/// Every plain 4.x installation does (v4.1.3 config/ks-core/templates/_helpers.tpl, `multicluster.role`), so a word of
/// their own does not tell whose members the others are: with more than one such cluster nobody signs, and nothing is
/// judged.
package struct HostClaims: Equatable, Sendable {
    /// Clusters whose own configuration says `host`, one context of each, by name.
    package let claimants: [ClusterID]
    /// Contexts that were never read, any of which may be a host, by name.
    package let unread: [ClusterID]

    package init(claimants: [ClusterID] = [], unread: [ClusterID] = []) {
        self.claimants = claimants.sorted()
        self.unread = unread.sorted()
    }

    package var isContested: Bool { claimants.count > 1 }

    /// The finding of every cluster of a round in which nobody signs; nil where there is one host, or none.
    var finding: Finding? {
        guard isContested else { return nil }
        return Finding(
            .severalHosts, .warning,
            evidence: [
                MembershipStatement.severalHosts([
                    .count: claimants.count, .clusters: claimants.map(\.rawValue),
                ])
            ],
            nextStep:
                """
                name the host of this fleet in agent.yaml (host: NAME) or with --host NAME, and watch the other fleet \
                with an agent of its own
                """
        )
    }

    /// Why a cluster that refuses the signature of the only known host is not judged: one that was never read may be
    /// its host. nil where all were.
    func doubt(of cluster: ClusterID, host: ClusterID) -> Finding? {
        let others = unread.filter { $0 != cluster }
        guard !others.isEmpty else { return nil }
        return Finding(
            .severalHosts, .warning,
            evidence: [
                MembershipStatement.maybeOfAnotherHost([.host: host, .clusters: others.map(\.rawValue)])
            ],
            nextStep: "name the host of this fleet in agent.yaml (host: NAME) or with --host NAME")
    }

    /// - Parameter named: the host by name, of agent.yaml or the command line.
    package func gate(named: ClusterID?) -> GateVerdict {
        if let named { return Gate.hostIsCertain.passes(RegisterStatement.hostNamed([.host: named])) }
        if let finding {
            return Gate.hostIsCertain.refuses(RegisterStatement.nameOneHost([.said: finding.evidence[0]]))
        }
        guard unread.isEmpty else {
            return Gate.hostIsCertain.cannotBeEvaluated(
                RegisterStatement.mayBeHosts([.clusters: unread.map(\.rawValue)]))
        }
        guard let host = claimants.first else { return Gate.hostIsCertain.refuses(RegisterStatement.noClaimant()) }
        return Gate.hostIsCertain.passes(RegisterStatement.onlyClaimant([.host: host]))
    }
}
