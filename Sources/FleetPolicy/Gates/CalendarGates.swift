package import CivilTime
package import FleetDiagnosis
package import FleetModel
import FleetRepair
import FleetText
package import FleetWords
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
        guard let ledger else { return Gate.freeze.cannotBeEvaluated(LedgerStatement.unread()) }
        guard let freeze = policy.holdingFreezes(cluster, labels, ledger, at: now).first else {
            return Gate.freeze.passes(
                CalendarStatement.noFreeze([.freezes: policy.freezes.count + ledger.freezes.count]))
        }
        let code: CalendarStatement = freeze.id == 0 ? .frozenByPolicy : .frozen
        return Gate.freeze.refuses(
            code([
                .freeze: freeze.id, .person: personName(ofActor: freeze.by), .reason: freeze.reason,
                .since: freeze.from, .until: freeze.until,
            ]),
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
            if inside { return Gate.window.refuses(place(.inBlackout, blackout)) }
        }
        var open: [Statement] = []
        for windows in standing.windows {
            let states = windows.map { (window: $0, inside: contains($0)) }
            if let inside = states.first(where: { $0.inside == true }) {
                open.append(place(.inWindow, inside.window))
            } else if let unknown = states.first(where: { $0.inside == nil }) {
                return unevaluable(unknown.window)
            } else {
                let closed = windows.map { place(.windowNow, $0) }
                return Gate.window.refuses(CalendarStatement.outside([.windows: closed]))
            }
        }
        return Gate.window.passes(
            open.isEmpty ? CalendarStatement.noWindow() : CalendarStatement.inWindows([.windows: open]))
    }

    private func place(_ code: CalendarStatement, _ window: MaintenanceWindow) -> Statement {
        code([.window: window.text, .clock: clock(window.zone)])
    }

    private func contains(_ window: MaintenanceWindow) -> Bool? {
        zones[window.zone].flatMap { window.contains(now, in: $0) }
    }

    private func clock(_ zone: String) -> String { zones[zone]?.wallClock(at: now)?.text ?? "?" }

    private func unevaluable(_ window: MaintenanceWindow) -> GateVerdict {
        Gate.window.cannotBeEvaluated(CalendarStatement.zoneUnknown([.zone: printable(window.zone, limit: 60)]))
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
            standing.mode >= .approve, PolicyStatement.modeNow([.mode: standing.mode]))
        return [mode, calendar.window, breaker].first { !$0.passed } ?? calendar.window
    }
}
