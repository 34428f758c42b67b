import Control
import Fleet
import FoundationEssentials
import Store

/// What the agent knows of its history's state: when it was rolled up last, and whether rounds can be recorded.
struct HistoryKeeper: Sendable {
    let rules: RetentionRules
    private var isRetaining = false
    private var retainedHour: Int?
    private var lastRetention: AgentState.Retention?
    private var trouble: AgentState.Trouble?

    init(rules: RetentionRules) { self.rules = rules }

    /// Once an hour, and once at a time: what is due moves by hours.
    mutating func beginsRetention(at now: Date) -> Bool {
        let hour = Int(saturating: now.timeIntervalSince1970 / 3600)
        guard !isRetaining, hour != retainedHour else { return false }
        (isRetaining, retainedHour) = (true, hour)
        return true
    }

    mutating func endsRetention() { isRetaining = false }

    mutating func retained(_ report: RetentionReport, at now: Date) {
        lastRetention = .init(
            endedAt: now, rolledUp: report.rolledUp, removed: report.removed, longestHold: report.longestHold,
            isOverBound: report.isOverBound)
    }

    /// - Returns: whether this is another trouble than the last one.
    mutating func notRecorded(_ error: any Error, at now: Date) -> Bool {
        let code = (error as? StoreError)?.code.rawValue ?? "unexpected"
        let isNew = trouble?.code != code
        trouble = .init(
            since: trouble?.since ?? now, code: code, message: "\(error)", rounds: (trouble?.rounds ?? 0) + 1)
        return isNew
    }

    /// - Returns: the trouble that is over with this round.
    mutating func recorded() -> AgentState.Trouble? {
        defer { trouble = nil }
        return trouble
    }

    func state(size: StoreSize) -> AgentState.Store {
        AgentState.Store(
            databaseBytes: size.database, logBytes: size.writeAheadLog, rawDays: rules.rawDays,
            hourlyDays: rules.hourlyDays,
            totalDays: rules.totalDays, maxBytes: rules.maxBytes, lastRetention: lastRetention, trouble: trouble)
    }
}
