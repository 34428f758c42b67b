import Control
import Fleet
import FoundationEssentials
import Reports

/// A run as the agent gives it, with the names that commands take: `agentctl.remediate.run/v2`.
struct RunItem: Encodable {
    let run: RunReply

    static func text(_ run: RunReply) throws -> String {
        try JSONDocument(schema: "agentctl.remediate.run/v2", items: [RunItem(run: run)]).text()
    }

    private enum CodingKeys: CodingKey { case run, plan, incident }

    func encode(to encoder: any Encoder) throws {
        try run.encode(to: encoder)
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(HistoryName.run(run.id), forKey: .run)
        try fields.encodeIfPresent(run.plan.map { HistoryName.plan($0) }, forKey: .plan)
        try fields.encodeIfPresent(run.incident.map { HistoryName.incident($0) }, forKey: .incident)
    }
}
