package import Fleet
package import FoundationEssentials

/// One repair that was begun, or the undo of one. Only a run is a repair: neither a plan, nor a freeze, nor a request
/// that was refused.
package struct RepairLine: Encodable, Sendable {
    package enum Outcome: String, Encodable, Sendable, CaseIterable {
        /// The member accepts the host's tokens, and a mis-signed one was refused.
        case proved
        /// It was ended before its proof, and the cluster is as it was.
        case stopped
        case rolledBack = "rolled-back"
        /// Somebody else writes the same document: nothing was forced.
        case contested
        case failed
        /// It was under way at the period's end, or its process was killed.
        case unfinished
    }

    package let run: HistoryName
    package let cluster: ClusterID
    package let cause: Cause
    /// The run that it takes back.
    package let undoes: HistoryName?
    /// Whether the policy began it.
    package let automatic: Bool
    package let proposedBy: String
    /// Who approved its plan, and why; absent where nobody was asked.
    package let approvedBy: String?
    package let approvalReason: String?
    /// Who began it, and why: a person, or the policy.
    package let startedBy: String
    package let startReason: String
    package let startedAt: Date
    /// Absent while it has no end.
    package let endedAt: Date?
    package let outcome: Outcome
    /// The gates that a person let pass: each with who and why. Absent for none.
    package let waived: [String]?
    /// What was said of it at its end; absent while it has none.
    package let summary: String?

    /// Whether it counts as a repair: one that was stopped changed nothing in the end, and an undo repairs nothing.
    package var isAttempt: Bool { outcome != .stopped && undoes == nil }

    /// The newest first.
    static func all(_ repairs: [ReportSource.Repair], until: Date) -> [RepairLine] {
        repairs.sorted { ($1.startedAt, $0.run) < ($0.startedAt, $1.run) }.map { RepairLine($0, until: until) }
    }

    private init(_ repair: ReportSource.Repair, until: Date) {
        run = .run(repair.run)
        cluster = repair.cluster
        cause = repair.cause
        undoes = repair.undoes.map { .run($0) }
        automatic = repair.automatic
        proposedBy = personName(ofActor: repair.proposedBy)
        approvedBy = repair.approval.map { personName(ofActor: $0.by) }
        approvalReason = repair.approval?.reason
        startedBy = personName(ofActor: repair.startedBy)
        startReason = repair.startReason
        startedAt = repair.startedAt
        waived =
            repair.waivers.isEmpty
            ? nil : repair.waivers.map(\.words)
        // What ended after the period was under way in it. A period that ends now ends on the whole second before.
        let end = repair.end.flatMap { $0.at < until + 1 ? $0 : nil }
        endedAt = end?.at
        outcome = end.map { Outcome($0.outcome) } ?? .unfinished
        summary = end.map { printable($0.summary, limit: 300) }
    }

    /// Whose act it is: who approved it, or who began it.
    package var by: String {
        let who = automatic ? "policy" : startedBy
        guard let approvedBy, approvedBy != who else { return who }
        return "\(who), approved by \(approvedBy)"
    }

    /// The reason that this person gave, and what else a person answers for.
    package var reason: String {
        let approval = approvedBy == nil ? nil : approvalReason
        let given = automatic ? [approval ?? startReason] : [startReason, approval == startReason ? nil : approval]
        return (given.compactMap(\.self) + (waived ?? [])).joined(separator: "; ")
    }

    /// What is repaired.
    package var what: String { undoes == nil ? cause.rawValue : "undo of \(cause.rawValue)" }

    /// `8 repairs: 6 proved, 1 rolled-back, 1 failed; 1 stopped; 2 undos: 2 proved.`: the repairs are those of the
    /// figures above.
    package static func outcomes(of lines: [RepairLine], total: Int) -> String {
        let undos = lines.filter { $0.undoes != nil }
        let stopped = lines.count { $0.undoes == nil && $0.outcome == .stopped }
        let parts = [
            counted("repair", lines.filter(\.isAttempt)), stopped > 0 ? "\(countText(stopped)) stopped" : nil,
            counted("undo", undos),
        ]
        let newest = lines.count < total ? " (of the newest \(countText(lines.count)) of \(countText(total)))" : ""
        return parts.compactMap(\.self).joined(separator: "; ") + newest + "."
    }

    private static func counted(_ what: String, _ lines: [RepairLine]) -> String? {
        guard !lines.isEmpty else { return nil }
        let counts = Outcome.allCases.compactMap { outcome in
            let count = lines.count { $0.outcome == outcome }
            return count > 0 ? "\(countText(count)) \(outcome.rawValue)" : nil
        }
        return "\(countText(lines.count)) \(what)\(lines.count == 1 ? "" : "s"): \(counts.joined(separator: ", "))"
    }
}

extension RepairLine.Outcome {
    fileprivate init(_ outcome: RepairAttempt.Outcome) {
        switch outcome {
        case .proved: self = .proved
        case .stopped: self = .stopped
        case .rolledBack: self = .rolledBack
        case .contested: self = .contested
        case .failed: self = .failed
        }
    }
}
