import Fleet
import FoundationEssentials
import Yams

/// Reads `policy.yaml` strictly; all mistakes are collected.
struct PolicyReader: StrictReader {
    var mistakes: [ConfigurationError.Mistake] = []
    let zones: ZoneFiles
    private(set) var policy = Policy()
    /// Where each rule and each freeze begins, for the warnings.
    private var rulePlaces: [Mark?] = []
    private var places: [String: Mark?] = [:]

    private init(zones: ZoneFiles) { self.zones = zones }

    static func read(_ text: String, file: String, zones: ZoneFiles, watched: [ClusterID: [String: String]]?)
        throws(ConfigurationError) -> PolicyDocument
    {
        var reader = PolicyReader(zones: zones)
        if let root = reader.root(of: text) { reader.readRoot(root) }
        guard reader.mistakes.isEmpty else { throw ConfigurationError(file: file, mistakes: reader.mistakes) }
        let warnings = policyWarnings(reader.policy, watched: watched).map { warning in
            let place =
                warning.rule.map { reader.rulePlaces[$0 - 1] } ?? warning.key.flatMap { reader.places[$0] } ?? nil
            return ConfigurationError.Mistake(
                line: place?.line ?? 0, column: place?.column ?? 0, message: warning.message)
        }
        return PolicyDocument(policy: reader.policy, zones: zones.table(for: reader.policy), warnings: warnings)
    }

    private mutating func readRoot(_ root: Node) {
        for (key, value) in entries(root, known: ["mode", "rules", "limits", "freeze"], of: "policy.yaml") {
            switch key {
            case "mode": policy.mode = mode(value) ?? policy.mode
            case "rules": readRules(value)
            case "limits": readLimits(value)
            default: readFreezes(value)
            }
        }
    }

    private mutating func readRules(_ node: Node) {
        for rule in items(node, of: "rules", example: "- {causes: [token-not-in-cache], mode: suggest}") {
            rulePlaces.append(rule.mark)
            if let rule = readRule(rule, number: rulePlaces.count) { policy.rules.append(rule) }
        }
    }

    private mutating func readLimits(_ node: Node) {
        let known = [
            "concurrent", "unhealthyCeiling", "cooldown", "attempts", "attemptsPerDay", "stormCooldown",
            "approvalExpiresAfter", "soak",
        ]
        for (key, value) in entries(node, known: known, of: "limits") {
            places[key] = value.mark
            switch key {
            case "concurrent": policy.limits.concurrent = integer(value, 1...100) ?? policy.limits.concurrent
            case "unhealthyCeiling": policy.limits.unhealthyCeiling = fraction(value) ?? policy.limits.unhealthyCeiling
            case "cooldown": policy.limits.cooldown = seconds(value, 60...604_800) ?? policy.limits.cooldown
            case "attempts": policy.limits.attempts = integer(value, 1...10) ?? policy.limits.attempts
            case "attemptsPerDay": policy.limits.attemptsPerDay = integer(value, 1...24) ?? policy.limits.attemptsPerDay
            case "stormCooldown":
                policy.limits.stormCooldown = seconds(value, 0...86_400) ?? policy.limits.stormCooldown
            case "approvalExpiresAfter":
                policy.limits.approvalExpiresAfter =
                    seconds(value, 60...2_592_000) ?? policy.limits.approvalExpiresAfter
            default: policy.limits.soak = seconds(value, 0...3600) ?? policy.limits.soak
            }
        }
    }

    private mutating func readFreezes(_ node: Node) {
        for freeze in items(
            node, of: "freeze", example: "- {from: 2026-12-24T00:00:00Z, until: 2027-01-02T00:00:00Z, reason: holidays}"
        ) {
            if let freeze = readFreeze(freeze) { policy.freezes.append(freeze) }
        }
    }

    private mutating func readFreeze(_ node: Node) -> Freeze? {
        var clusters: ClusterSelector? = .all
        var (from, until, reason): (Date?, Date?, String?) = (Date(timeIntervalSince1970: 0), nil, nil)
        for (key, value) in entries(node, known: ["clusters", "from", "until", "reason"], of: "a freeze") {
            switch key {
            case "clusters": clusters = selector(value)
            case "from": from = time(value)
            case "until": until = time(value)
            default: reason = text(value)
            }
        }
        if reason == nil { add("a freeze needs a reason: whoever is held up by it will ask", at: node) }
        if let from, let until, until <= from { add("until is not after from: this freeze would never hold", at: node) }
        guard let clusters, let from, let reason else { return nil }
        return Freeze(clusters: clusters, from: from, until: until, reason: reason, by: "policy.yaml")
    }

    /// `20%`, `20 %` or `0.2`.
    private mutating func fraction(_ node: Node) -> Double? {
        let text = node.scalar?.string ?? ""
        let value = text.hasSuffix("%") ? Double(text.dropLast().filter { $0 != " " }).map { $0 / 100 } : node.float
        guard let value, value > 0, value <= 1 else {
            add("a share of the fleet is expected, more than 0 and at most all of it, such as 20% or 0.2", at: node)
            return nil
        }
        return value
    }

    private mutating func time(_ node: Node) -> Date? {
        guard let text = text(node) else { return nil }
        guard let time = RFC3339.parse(text) else {
            add(
                "a time with its offset is expected, such as 2026-12-24T00:00:00Z or 2026-12-24T00:00:00+01:00",
                at: node)
            return nil
        }
        return time
    }

    /// The elements of a list of mappings; at most a thousand of them.
    private mutating func items(_ node: Node, of place: String, example: String) -> [Node] {
        guard node.null == nil || node.sequence != nil else { return [] }
        guard let sequence = node.sequence, sequence.count <= 1000 else {
            add("\(place) must be a list of at most 1000, such as \(example)", at: node)
            return []
        }
        return Array(sequence)
    }
}
