import Fleet
import FoundationEssentials

/// The policies under which the simulated agents run: each forbids something that the month will bring about.
enum MonthPolicies {
    static let interval = 240.0

    static func random(_ random: inout SplitMix64) -> Policy {
        var limits = PolicyLimits()
        limits.concurrent = Int.random(in: 1...4, using: &random)
        limits.unhealthyCeiling = [0.2, 0.3, 0.5].randomElement(using: &random) ?? 0.2
        limits.attempts = Int.random(in: 1...3, using: &random)
        let evidence = EvidenceThreshold(probes: Int.random(in: 2...4, using: &random), lasting: 300)
        let berlin = [MaintenanceWindow(days: Set(1...7), start: 60, end: 1380, zone: "Europe/Berlin")]
        let night = MaintenanceWindow(days: [6, 7], start: 120, end: 180, zone: "Europe/Berlin")
        return Policy(
            mode: .observe,
            rules: [
                PolicyRule(
                    causes: Cause.repairable, clusters: ClusterSelector(names: ["m-*"]), mode: .auto, after: evidence,
                    windows: berlin, blackouts: [night]),
                PolicyRule(causes: Cause.repairable, clusters: ClusterSelector(names: ["host"]), mode: .auto),
                PolicyRule(
                    causes: [.secretMismatch], clusters: ClusterSelector(names: nil, labels: ["environment": "prod"]),
                    mode: .approve, after: evidence),
                PolicyRule(causes: [.staleProcess], clusters: ClusterSelector(names: ["m-1"]), mode: .suggest),
                // Names nothing: it must not mean everything.
                PolicyRule(causes: Cause.repairable, clusters: ClusterSelector(names: []), mode: .auto),
            ], limits: limits)
    }
}
