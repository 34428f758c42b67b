import Fleet
import Yams

extension PolicyReader {
    /// nil where it has a mistake.
    mutating func readRule(_ node: Node, number: Int) -> PolicyRule? {
        let before = mistakes.count
        var rule = PolicyRule(causes: [], mode: .observe)
        let given = entries(
            node, known: ["causes", "clusters", "mode", "after", "windows", "blackouts"], of: "rule \(number)")
        for (key, value) in given {
            switch key {
            case "causes": rule.causes = causes(value)
            case "clusters": rule.clusters = selector(value) ?? rule.clusters
            case "mode": rule.mode = mode(value) ?? rule.mode
            case "after": rule.after = evidence(value)
            case "windows": rule.windows = windows(value)
            default: rule.blackouts = windows(value)
            }
        }
        for key in ["causes", "mode"] where !given.contains(where: { $0.0 == key }) && node.mapping != nil {
            add(
                "rule \(number) says no \(key)"
                    + (key == "mode" ? ": one of \(Self.modes)" : ": which ones it is for, of \(Self.repairable)"),
                at: node)
        }
        if node.mapping == nil, node.null != nil { add("rule \(number) is empty", at: node) }
        return mistakes.count == before ? rule : nil
    }

    private static var modes: String { PolicyMode.allCases.map(\.rawValue).joined(separator: ", ") }
    private static var repairable: String { Cause.repairable.map(\.rawValue).sorted().joined(separator: ", ") }

    mutating func mode(_ node: Node) -> PolicyMode? {
        guard let text = text(node) else { return nil }
        guard let mode = PolicyMode(rawValue: text) else {
            add(
                """
                unknown mode \(printable(text, limit: 60))\(near(text, PolicyMode.allCases.map(\.rawValue)) ?? ""); \
                one of \(Self.modes)
                """,
                at: node)
            return nil
        }
        return mode
    }

    private mutating func causes(_ node: Node) -> Set<Cause> {
        if let sequence = node.sequence, sequence.isEmpty { add("an empty list of causes matches nothing", at: node) }
        guard let sequence = node.sequence else {
            add("a list of causes is expected, such as [token-not-in-cache]", at: node)
            return []
        }
        return Set(Array(sequence).compactMap { cause($0) })
    }

    private mutating func cause(_ node: Node) -> Cause? {
        guard let text = text(node) else { return nil }
        guard let cause = Cause(rawValue: text) else {
            add(
                """
                unknown cause \(printable(text, limit: 60))\(near(text, Cause.allCases.map(\.rawValue)) ?? ""); a rule \
                may name \(Self.repairable)
                """,
                at: node)
            return nil
        }
        guard Cause.repairable.contains(cause) else {
            add("\(text) is diagnosed and never repaired: a rule may name \(Self.repairable)", at: node)
            return nil
        }
        return cause
    }

    private func near(_ word: String, _ words: [String]) -> String? {
        Spelling.nearest(to: word, among: words).map { "; did you mean \($0)?" }
    }

    // MARK: Evidence and windows

    private mutating func evidence(_ node: Node) -> EvidenceThreshold {
        var threshold = EvidenceThreshold()
        for (key, value) in entries(node, known: ["probes", "lasting"], of: "after") {
            if key == "probes" {
                threshold.probes = integer(value, 1...1000) ?? threshold.probes
            } else {
                threshold.lasting = seconds(value, 0...604_800) ?? threshold.lasting
            }
        }
        return threshold
    }

    private mutating func windows(_ node: Node) -> [MaintenanceWindow] {
        if let sequence = node.sequence, sequence.isEmpty {
            add("an empty list of windows: leave the key out for any time", at: node)
        }
        guard let sequence = node.sequence else {
            add("a list of windows is expected, such as [\"Mon-Fri 09:00-17:00 Asia/Shanghai\"]", at: node)
            return []
        }
        return Array(sequence).compactMap { window($0) }
    }

    private mutating func window(_ node: Node) -> MaintenanceWindow? {
        guard let text = text(node) else { return nil }
        do {
            let window = try MaintenanceWindow(text)
            if case .failure(let fault) = zones.zone(window.zone) {
                add(fault.message(window.zone), at: node)
                return nil
            }
            return window
        } catch {
            add(error.message, at: node)
            return nil
        }
    }
}
