import FleetRepair
import FleetText
import FoundationEssentials

/// Which past attempts on a cluster belong to the problem that it has now.
///
/// They do where they answered the same incident, or where the failure began within an hour of their end: a failure
/// later than that is a new problem (Node Healthcheck Operator). Whatever the cause: a cluster that changes from one to
/// another after each repair is not cured.
struct ProblemAttempts {
    /// Seconds after a repair's end in which a failure is the same problem again.
    static let sameProblemWithin = 3600.0

    let count: Int
    /// The automatic attempts since a person last repaired the cluster: that begins a new count.
    let sinceReset: [RepairAttempt]

    init(_ own: [RepairAttempt], incident: Int64?, failingSince: Date, cooldown: Double) {
        let reset = own.last { !$0.automatic && $0.outcome == .proved }?.lastMoment
        sinceReset = own.filter { attempt in attempt.automatic && reset.map { attempt.startedAt > $0 } ?? true }
        var counted = 0
        var began: Date? = failingSince
        for attempt in sinceReset.sorted(by: { $0.startedAt > $1.startedAt }) {
            let answersIncident = incident != nil && attempt.incident == incident
            let follows = began.map { $0.timeIntervalSince(attempt.lastMoment) <= Self.sameProblemWithin } ?? false
            if answersIncident || follows { counted += 1 }
            // That attempt's own failure began before it, by the cooldown that it may have waited for.
            began = follows ? began.map { min($0, attempt.startedAt.addingTimeInterval(-cooldown)) } : nil
        }
        count = counted
    }
}
