package import Fleet
package import FoundationEssentials

/// One run of a repair, as its rows of the journal tell it.
package struct RepairLine: Encodable, Sendable {
    package enum Outcome: String, Encodable, Sendable, CaseIterable {
        /// The member accepts the host's tokens, and a mis-signed one was refused.
        case proved
        /// Only the dry run was asked for.
        case rehearsed
        /// A gate or the first look said no: nothing was written.
        case refused
        case rolledBack = "rolled-back"
        /// Somebody else writes the same document: nothing was forced.
        case contested
        case failed
        /// No last row: it was under way at the period's end, or its process was killed.
        case unfinished
    }

    package let run: String
    package let cluster: ClusterID
    package let actor: String
    package let startedAt: Date
    /// Absent while it has no end.
    package let endedAt: Date?
    package let outcome: Outcome
    /// The last thing that the journal says of it.
    package let summary: String

    /// Whether something was to be written: neither a rehearsal nor a refusal.
    package var isAttempt: Bool { outcome != .rehearsed && outcome != .refused }

    /// The newest first.
    static func all(_ journal: [JournalEntry]) -> [RepairLine] {
        Dictionary(grouping: journal, by: \.run).values.compactMap(RepairLine.init).sorted {
            ($1.startedAt, $0.run) < ($0.startedAt, $1.run)
        }
    }

    private init?(_ rows: [JournalEntry]) {
        let sorted = rows.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(\.element)
        guard let first = sorted.first, let last = sorted.last else { return nil }
        run = first.run
        cluster = first.cluster
        actor = first.actor
        startedAt = first.at
        let closing = sorted.last { $0.step == RepairStep.close.rawValue } ?? sorted.last { $0.phase == .refused }
        endedAt = closing?.at
        outcome = closing.map(Self.outcome) ?? .unfinished
        summary = printable((closing ?? last).detail, limit: 300)
    }

    private static let endings: [(beginning: String, outcome: Outcome)] = [
        ("rolled back", .rolledBack), ("contested", .contested), ("not finished", .unfinished),
    ]

    /// The sentence that closes a run begins with its outcome (`RepairOutcome.summary`).
    private static func outcome(_ row: JournalEntry) -> Outcome {
        switch row.phase {
        case .refused: .refused
        case .done: row.detail.hasPrefix("dry run") ? .rehearsed : .proved
        case .failed: endings.first { row.detail.hasPrefix($0.beginning) }?.outcome ?? .failed
        case .intended: .unfinished
        }
    }
}
