import Fleet

/// The report in a few words and one of four states.
package struct Verdict: Encodable, Sendable {
    package enum State: String, Encodable, Sendable {
        /// Every cluster accepted the host's tokens at the period's end, and nothing critical is open.
        case healthy
        /// Something could not be checked, the objective was missed, or something critical is open.
        case degraded
        /// A cluster was failing at the period's end.
        case failing
        /// Nothing could be checked.
        case unknown
    }

    package let state: State
    package let headline: String

    init(_ glance: Glance, _ objective: Objective?, _ topics: [AttentionTopic]) {
        let critical = topics.filter { $0.severity == .critical }.reduce(0) { $0 + $1.total }
        state = Self.state(glance, objective, critical: critical)
        headline =
            switch state {
            case .failing: Self.failing(glance)
            case .unknown: glance.clusters == 0 ? "Nothing is known of this period" : "No cluster could be checked"
            case .healthy: Self.accepting(glance)
            case .degraded: Self.degraded(glance, objective, critical: critical)
            }
    }

    private static func state(_ glance: Glance, _ objective: Objective?, critical: Int) -> State {
        if glance.failing > 0 { return .failing }
        if glance.unknown == glance.clusters { return .unknown }
        let isWell = glance.unknown == 0 && objective?.state != .missed && critical == 0
        return isWell ? .healthy : .degraded
    }

    private static func failing(_ glance: Glance) -> String {
        if glance.clusters == 1 { return "The only cluster is failing" }
        if glance.failing == glance.clusters { return "All \(countText(glance.clusters)) clusters are failing" }
        return
            """
            \(countText(glance.failing)) of \(countText(glance.clusters)) clusters \
            \(glance.failing == 1 ? "is" : "are") failing
            """
    }

    private static func accepting(_ glance: Glance) -> String {
        glance.clusters == 1
            ? "The only cluster accepts the host's tokens"
            : "All \(countText(glance.clusters)) clusters accept the host's tokens"
    }

    private static func degraded(_ glance: Glance, _ objective: Objective?, critical: Int) -> String {
        if glance.unknown > 0 {
            return "\(countText(glance.unknown)) of \(countText(glance.clusters)) clusters could not be checked"
        }
        if objective?.state == .missed { return accepting(glance) + ", but the objective was missed" }
        return accepting(glance)
            + """
            , but \(critical == 1 ? "one critical item needs" : "\(countText(critical)) critical items need") \
            attention
            """
    }
}

extension Verdict.State {
    /// A sign that says the same as the colour, and the word for who sees neither.
    package var sign: (symbol: String, ascii: String, word: String) {
        switch self {
        case .healthy: ("✔", "+", "OK")
        case .degraded: ("!", "!", "Attention")
        case .failing: ("✖", "x", "Failing")
        case .unknown: ("?", "?", "Unknown")
        }
    }
}
