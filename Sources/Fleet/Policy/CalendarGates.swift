package import FoundationEssentials

/// The gates that only the calendar, a person's freeze and the breaker decide: asked before a repair, and again before
/// each write of it.
struct CalendarGates {
    let policy: Policy
    let standing: PolicyStanding
    let cluster: ClusterID
    let labels: [String: String]
    let ledger: RepairLedger?
    let now: Date
    let zones: ZoneTable

    var freeze: GateVerdict {
        guard let ledger else { return Gate.freeze.cannotBeEvaluated("the history of repairs was not read") }
        guard let freeze = policy.holdingFreezes(cluster, labels, ledger, at: now).first else {
            return Gate.freeze.passes(
                "none of \(policy.freezes.count + ledger.freezes.count) freezes holds for it now")
        }
        let name =
            freeze.id == 0 ? "a freeze of the policy" : "freeze/\(freeze.id) by \(personName(ofActor: freeze.by))"
        return Gate.freeze.refuses(
            """
            \(name) (\(freeze.reason)) holds since \(freeze.from.rfc3339) until \
            \(freeze.until?.rfc3339 ?? "somebody ends it")
            """,
            until: freeze.until)
    }

    /// With the moment at which it opens, where it is closed.
    var window: GateVerdict {
        let gate = windowNow
        guard gate.verdict == .refused else { return gate }
        return Gate.window.refuses(gate.compared, until: opening)
    }

    var windowNow: GateVerdict {
        for blackout in standing.blackouts {
            guard let inside = contains(blackout) else { return unevaluable(blackout) }
            if inside { return Gate.window.refuses("\(clock(blackout.zone)) lies in blackout \(blackout.text)") }
        }
        var open: [String] = []
        for windows in standing.windows {
            let states = windows.map { (window: $0, inside: contains($0)) }
            if let inside = states.first(where: { $0.inside == true }) {
                open.append("\(clock(inside.window.zone)) lies in \(inside.window.text)")
            } else if let unknown = states.first(where: { $0.inside == nil }) {
                return unevaluable(unknown.window)
            } else {
                return Gate.window.refuses(
                    "outside of "
                        + windows.map { "\($0.text) (now \(clock($0.zone)) there)" }.joined(separator: " and "))
            }
        }
        return Gate.window.passes(open.isEmpty ? "no window is set: at any time" : open.joined(separator: "; "))
    }

    private func contains(_ window: MaintenanceWindow) -> Bool? {
        zones[window.zone].flatMap { window.contains(now, in: $0) }
    }

    private func clock(_ zone: String) -> String { zones[zone]?.wallClock(at: now)?.text ?? "?" }

    private func unevaluable(_ window: MaintenanceWindow) -> GateVerdict {
        Gate.window.cannotBeEvaluated("the rules of time zone \(printable(window.zone, limit: 60)) are not known")
    }
}

extension Policy {
    /// Whether the next write of a repair that is under way may be made: freeze, window, breaker, and that the policy
    /// still lets it act. Proof and rollback are not asked about: they are always allowed.
    ///
    /// - Parameters:
    ///   - ledger: read just now; nil refuses.
    ///   - byHand: a person carries it out: only a freeze holds that up.
    package func mayWrite(
        _ cluster: ClusterID, labels: [String: String], cause: Cause, at now: Date, ledger: RepairLedger?,
        zones: ZoneTable, byHand: Bool = false
    ) -> GateVerdict {
        let standing = standing(of: cluster, labels: labels, cause: cause)
        let calendar = CalendarGates(
            policy: self, standing: standing, cluster: cluster, labels: labels, ledger: ledger, now: now, zones: zones)
        guard calendar.freeze.passed, !byHand else { return calendar.freeze }
        let breaker = LedgerGates(limits: limits, ledger: ledger, cluster: cluster, cause: cause, now: now).breaker
        let mode = Gate.mode.decides(
            standing.mode >= .approve, "\(standing.mode.rawValue) is what the policy says now")
        return [mode, calendar.window, breaker].first { !$0.passed } ?? calendar.window
    }
}
