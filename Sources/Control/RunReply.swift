package import Fleet
package import FoundationEssentials

/// How a run ended, or a dry run: a closed set, so that no label of a metric grows.
package enum RunOutcome: String, CaseIterable, Sendable {
    case proved, rehearsed, stopped
    case rolledBack = "rolled-back"
    case contested, failed
    /// It stays open, and is taken up later.
    case unfinished
}

/// A repair that was begun: `GET /v1/runs/ID`, and each item of `GET /v1/runs`, there without its steps.
package struct RunReply: Codable, Equatable, Sendable {
    package static let listSchema = "ksfleet.runs/v1"

    /// One row of the journal.
    package struct Step: Codable, Equatable, Sendable {
        /// The row's number in the journal.
        package var sequence: Int64
        package var at: Date
        package var step: String
        /// `intended`, `done`, `failed`, `refused`.
        package var phase: String
        package var detail: String
        /// Of a step that waits for a rollout: its pods, as they stand while it is under way, and as they stood last.
        /// Absent of an agent that was started since.
        package var rollout: RolloutState?

        package init(sequence: Int64, at: Date, step: String, phase: String, detail: String) {
            self.sequence = sequence
            self.at = at
            self.step = step
            self.phase = phase
            self.detail = detail
        }
    }

    package var schema = "ksfleet.run/v1"
    package var id: String
    package var cluster: String
    package var cause: String?
    package var plan: Int64?
    package var incident: Int64?
    package var startedAt: Date
    /// Absent while it is under way.
    package var endedAt: Date?
    /// `proved`, `rehearsed`, `stopped`, `rolled-back`, `contested`, `failed`; absent while it is under way.
    package var outcome: String?
    /// One sentence.
    package var summary: String?
    package var automatic: Bool
    /// Whether it changed a document that can be put back.
    package var canBeUndone: Bool?
    /// The gates that a person let pass; an undo needs the same word again. Absent for none.
    package var waived: [String]?
    package var steps: [Step]?

    package init(id: String, cluster: String, startedAt: Date, automatic: Bool) {
        self.id = id
        self.cluster = cluster
        self.startedAt = startedAt
        self.automatic = automatic
    }

    package var isOver: Bool { outcome != nil }

    /// nil while it is under way, and for what a later agent calls otherwise.
    package var end: RunOutcome? { outcome.flatMap(RunOutcome.init) }
}
