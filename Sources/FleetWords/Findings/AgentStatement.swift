/// What is found of the agent's own machine: its clock and its network.
package enum AgentStatement: String, StatementCode {
    case clockOff = "agent.clock-off"
    case tokensOfAnotherTime = "agent.tokens-of-another-time"
    case noneReachable = "agent.none-reachable"
    case lostAtOnce = "agent.lost-at-once"
    case noAnswer = "agent.no-answer"

    package func english(_ v: Wording) -> String {
        switch self {
        case .clockOff:
            """
            this machine's clock is \(v[.offset]) (\(v[.seconds]) s) \(v.has(.isAhead) ? "ahead of" : "behind") \
            those of \(v[.agreeing]) of \(v[.asked]) clusters, by the Date of their answers
            """
        case .tokensOfAnotherTime:
            """
            tokens that are signed here are of another time, so nothing follows from their refusal
            """
        case .noneReachable:
            """
            none of \(v[.clusters]) clusters is reachable: suspect this machine's network before \(v[.clusters]) \
            clusters
            """
        case .lostAtOnce:
            """
            \(v[.lost]) of \(v[.clusters]) clusters that answered in the last round were lost at once: the next \
            round looks again before it blames them
            """
        case .noAnswer: "no answer"
        }
    }
}
