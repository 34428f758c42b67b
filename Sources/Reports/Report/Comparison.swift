import Fleet
import FoundationEssentials

/// One figure beside that of the period before.
package struct Comparison: Encodable, Sendable {
    package enum Measure: String, Encodable, Sendable, CaseIterable {
        case availability, timeFailing = "time-failing", failures, incidents, recovery, changes, repairs
    }

    package enum Direction: String, Encodable, Sendable { case up, down, same, unknown }

    /// Whether the change is one to be glad of; `neutral` where neither more nor less is better.
    package enum Verdict: String, Encodable, Sendable { case better, worse, same, neutral, unknown }

    package let measure: Measure
    /// A share for availability, seconds for times, else a count. Absent where there is none.
    package let now: Double?
    package let before: Double?
    package let direction: Direction
    package let verdict: Verdict

    init(_ measure: Measure, now: Double?, before: Double?) {
        self.measure = measure
        self.now = now
        self.before = before
        guard let now, let before else {
            direction = .unknown
            verdict = .unknown
            return
        }
        direction = now == before ? .same : now > before ? .up : .down
        verdict =
            direction == .same
            ? .same : measure.isNeutral ? .neutral : (direction == .up) == measure.moreIsBetter ? .better : .worse
    }

    /// Nothing is compared with a period of which nothing was seen: its zeros would be those of a history that had not
    /// begun.
    static func all(_ source: ReportSource, now: Glance, _ recovery: Recovery) -> [Comparison] {
        let time = source.clusters.reduce(into: WatchedTime()) { $0 += $1.before }
        guard time.watched > 0 else { return [] }
        let start = source.since.addingTimeInterval(-Double(source.buckets.seconds))
        let incidents = source.incidentsBefore.map { IncidentLine($0, until: source.since) }
        let before = Recovery(incidents, since: start)
        let failures = source.failuresBefore.reduce(0) { $0 + $1.count }
        let repairs = RepairLine.all(source.repairsBefore, until: source.since).count { $0.isAttempt }
        return [
            Comparison(.availability, now: now.availability, before: time.availability),
            Comparison(.timeFailing, now: now.time.failing, before: time.failing),
            Comparison(.failures, now: Double(now.failures), before: Double(failures)),
            Comparison(.incidents, now: Double(recovery.opened), before: Double(before.opened)),
            Comparison(.recovery, now: recovery.mean, before: before.mean),
            Comparison(.changes, now: Double(now.changes), before: Double(source.changesBefore)),
            Comparison(.repairs, now: Double(now.repairs), before: Double(repairs)),
        ]
    }
}

extension Comparison.Measure {
    fileprivate var moreIsBetter: Bool { self == .availability }
    fileprivate var isNeutral: Bool { self == .changes || self == .repairs }

    package var name: String {
        switch self {
        case .availability: "Availability"
        case .timeFailing: "Time failing"
        case .failures: "Failed authentications"
        case .incidents: "Incidents opened"
        case .recovery: "Mean time to recovery"
        case .changes: "Configuration changes"
        case .repairs: "Repairs"
        }
    }

    package func text(_ value: Double?) -> String {
        guard let value else { return "none" }
        return switch self {
        case .availability: shareText(value)
        case .timeFailing, .recovery: elapsedText(value)
        default: countText(Int(value))
        }
    }
}
