package import FleetModel

/// What a policy allows to be written and its writer likely did not mean.
package struct PolicyWarning: Hashable, Sendable {
    /// The rule it is about, counted from 1.
    package let rule: Int?
    /// The limit it is about, by its key.
    package let key: String?
    package let message: String

    fileprivate init(rule: Int? = nil, key: String? = nil, _ message: String) {
        self.rule = rule
        self.key = key
        self.message = message
    }
}

/// - Parameter watched: the clusters with their labels; nil where they are not known.
package func policyWarnings(_ policy: Policy, watched: [ClusterID: [String: String]]? = nil) -> [PolicyWarning] {
    let pairs = policy.rules.enumerated().map { (number: $0.offset + 1, rule: $0.element) }
    let shadowed = pairs.compactMap { pair -> PolicyWarning? in
        guard let other = pairs.first(where: { $0.number != pair.number && $0.rule.shadows(pair.rule) }) else {
            return nil
        }
        return PolicyWarning(
            rule: pair.number,
            """
            rule \(pair.number) (\(pair.rule.mode.rawValue)) never takes effect: rule \(other.number) \
            (\(other.rule.mode.rawValue)) matches all that it matches, 
            """
                + "and the most restrictive mode holds")
    }
    return shadowed + unmatched(policy, watched) + doubtfulLimits(policy.limits)
}

/// A rule without names is one for nothing, and was said to be; a fleet that is not known says nothing of any.
private func unmatched(_ policy: Policy, _ watched: [ClusterID: [String: String]]?) -> [PolicyWarning] {
    guard let watched, !watched.isEmpty else { return [] }
    return policy.rules.enumerated().compactMap { index, rule in
        guard !watched.contains(where: { rule.clusters.matches($0.key, labels: $0.value) }) else { return nil }
        return PolicyWarning(
            rule: index + 1,
            "rule \(index + 1) (\(rule.mode.rawValue)) matches none of the \(watched.count) watched clusters")
    }
}

private func doubtfulLimits(_ limits: PolicyLimits) -> [PolicyWarning] {
    var warnings: [PolicyWarning] = []
    let largest = RepairWaves.sizes.max() ?? 1
    if limits.concurrent > largest {
        warnings.append(
            PolicyWarning(
                key: "concurrent", "concurrent: \(limits.concurrent) is never reached: a wave takes \(largest) at most")
        )
    }
    if limits.unhealthyCeiling > 0.5 {
        warnings.append(
            PolicyWarning(
                key: "unhealthyCeiling",
                """
                with more than half of the fleet failing the fault is likelier one of all: a ceiling above 50% hardly \
                ever holds anything up
                """
            ))
    }
    if limits.cooldown < 600 {
        warnings.append(
            PolicyWarning(
                key: "cooldown",
                """
                a cooldown under ten minutes is shorter than most owners take to put a setting back: a fight would not \
                be seen
                """
            ))
    }
    return warnings
}

extension PolicyRule {
    /// Matches all that `other` matches, and is more restrictive: then `other` changes nothing.
    fileprivate func shadows(_ other: PolicyRule) -> Bool {
        mode < other.mode && causes.isSuperset(of: other.causes) && clusters.includes(other.clusters)
    }
}

extension ClusterSelector {
    /// Whether it matches all that `other` matches, as far as that can be told without knowing the clusters.
    fileprivate func includes(_ other: ClusterSelector) -> Bool {
        guard labels.allSatisfy({ other.labels[$0.key] == $0.value }) else { return false }
        guard let names, !names.contains("*") else { return true }
        return other.names?.allSatisfy { name in
            names.contains { $0 == name || (!Glob.isPattern(name) && Glob.matches($0, name)) }
        } ?? false
    }
}
