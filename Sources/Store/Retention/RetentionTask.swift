import FoundationEssentials
import GRDB

/// One kind of row that gets old, and what is then done to it; a bounded number of rows at a time.
enum RetentionTask: CaseIterable {
    case rollUpProbes, rollUpProbeHours, packFailures, rollUpFailureMinutes, rollUpFailureHours
    case removeProbes, removeProbeHours, removeProbeDays, removeFailures, removeFailureMinutes, removeFailureHours,
        removeFailureDays
    case removeIncidents, removeConfigChanges, removeSnapshots

    static let rollUps: [RetentionTask] = [
        .rollUpProbes, .rollUpProbeHours, .packFailures, .rollUpFailureMinutes, .rollUpFailureHours,
    ]
    static let removals = allCases.filter { !$0.isRollUp }
    /// What `agentctl store prune --keep` removes: incidents and configurations stay.
    static let countRemovals: [RetentionTask] = [
        .removeProbes, .removeProbeHours, .removeProbeDays, .removeFailures, .removeFailureMinutes, .removeFailureHours,
        .removeFailureDays,
    ]

    var isRollUp: Bool { Self.rollUps.contains(self) }

    /// What one step did.
    struct Step: Hashable {
        /// Rows that it changed: at most as many as it was allowed.
        var rows = 0
        /// Where the next step goes on; nil where nothing is left.
        var next: Int64?
    }

    /// Does at most `limit` rows, from the place where the last step stopped; the first begins at 0.
    func step(_ db: Database, _ horizon: RetentionHorizon, from: Int64, limit: Int) throws -> Step {
        switch self {
        case .rollUpProbes: try ProbeRetention.rollUpProbes(db, before: horizon.hours, limit: limit)
        case .rollUpProbeHours: try ProbeRetention.rollUpHours(db, before: horizon.days, limit: limit)
        case .packFailures: try FailureRetention.pack(db, before: horizon.packing, from: from, limit: limit)
        case .rollUpFailureMinutes:
            try FailureRetention.rollUp(.minutes, to: .hours, db, before: horizon.hours, limit: limit)
        case .rollUpFailureHours: try FailureRetention.rollUp(.hours, to: .days, db, before: horizon.days, limit: limit)
        case .removeProbes: try ProbeRetention.removeProbes(db, before: horizon.removal, limit: limit)
        case .removeProbeHours: try ProbeRetention.remove(.hours, db, before: horizon.removal, from: from, limit: limit)
        case .removeProbeDays: try ProbeRetention.remove(.days, db, before: horizon.removal, from: from, limit: limit)
        case .removeFailures: try FailureRetention.removeSingle(db, before: horizon.removal, from: from, limit: limit)
        case .removeFailureMinutes:
            try FailureRetention.remove(.minutes, db, before: horizon.removal, from: from, limit: limit)
        case .removeFailureHours:
            try FailureRetention.remove(.hours, db, before: horizon.removal, from: from, limit: limit)
        case .removeFailureDays:
            try FailureRetention.remove(.days, db, before: horizon.removal, from: from, limit: limit)
        case .removeIncidents: try RecordRetention.incidents.step(db, before: horizon.removal, from: from, limit: limit)
        case .removeConfigChanges:
            try RecordRetention.configChanges.step(db, before: horizon.removal, from: from, limit: limit)
        case .removeSnapshots: try RecordRetention.snapshots.step(db, before: horizon.removal, from: from, limit: limit)
        }
    }
}
