import Control
import Fleet

/// What the agent says of itself, with the names that commands take: `agentctl.agent.show/v2`.
struct AgentItem: Encodable {
    let state: AgentState

    private enum CodingKeys: CodingKey { case waiting, running }

    func encode(to encoder: any Encoder) throws {
        try state.encode(to: encoder)
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encodeIfPresent(state.waiting.map { $0.map(Waiting.init) }, forKey: .waiting)
        try fields.encodeIfPresent(state.running.map { $0.map { HistoryName.run($0) } }, forKey: .running)
    }

    private struct Waiting: Encodable {
        let waiting: AgentState.Waiting

        private enum CodingKeys: CodingKey { case plan }

        func encode(to encoder: any Encoder) throws {
            try waiting.encode(to: encoder)
            var fields = encoder.container(keyedBy: CodingKeys.self)
            try fields.encode(HistoryName.plan(waiting.plan), forKey: .plan)
        }
    }
}
