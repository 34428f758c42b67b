import Console
import Fleet
import FoundationEssentials
import Reports

/// A policy with every default: `agentctl.policy.show/v2`. Lengths of time are seconds.
struct PolicyItem: Encodable {
    struct Clusters: Encodable {
        /// Names and globs; nil for any name.
        let names: [String]?
        /// All of them must be there; nil for none.
        let labels: [String: String]?

        init(_ selector: ClusterSelector) {
            names = selector.names
            labels = selector.labels.isEmpty ? nil : selector.labels
        }
    }

    struct Rule: Encodable {
        /// Counted from 1, as decisions name it.
        let rule: Int
        let causes: [Cause]
        let clusters: Clusters
        let mode: PolicyMode
        let after: EvidenceThreshold
        let windows: [String]
        let blackouts: [String]
    }

    struct Freeze: Encodable {
        let clusters: Clusters
        let since: Date
        let until: Date?
        let reason: String
    }

    /// nil where agent.yaml names none.
    let file: String?
    let mode: PolicyMode
    let rules: [Rule]
    let limits: PolicyLimits
    let freezes: [Freeze]

    init(_ policy: Policy, file: String?) {
        self.file = file
        mode = policy.mode
        rules = policy.rules.enumerated().map { number, rule in
            Rule(
                rule: number + 1, causes: rule.causes.sorted { $0.rawValue < $1.rawValue },
                clusters: Clusters(rule.clusters),
                mode: rule.mode, after: rule.after,
                windows: rule.windows.map(\.text), blackouts: rule.blackouts.map(\.text))
        }
        limits = policy.limits
        freezes = policy.freezes.map {
            Freeze(clusters: Clusters($0.clusters), since: $0.from, until: $0.until, reason: $0.reason)
        }
    }

    static func listing(_ item: PolicyItem) -> Listing<PolicyItem> {
        Listing("agentctl.policy.show/v2", [], [item]) { _ in [] }
    }
}
