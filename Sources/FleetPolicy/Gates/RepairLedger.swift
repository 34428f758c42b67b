package import FleetRepair

/// All that the history says about repairs, as `decide()` needs it: read in one transaction.
package struct RepairLedger: Hashable, Sendable {
    package var attempts: [RepairAttempt]
    package var breaker: BreakerState
    package var freezes: [Freeze]

    package init(attempts: [RepairAttempt] = [], breaker: BreakerState = BreakerState(), freezes: [Freeze] = []) {
        self.attempts = attempts
        self.breaker = breaker
        self.freezes = freezes
    }
}
