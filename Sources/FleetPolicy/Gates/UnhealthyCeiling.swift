import FleetWords

/// The most of a fleet that may be failing for the agent to act: beyond it the fault is likelier one of all than one of
/// each.
package struct UnhealthyCeiling: Sendable {
    private let fraction: Double

    package init(_ limits: PolicyLimits) { fraction = limits.unhealthyCeiling }

    /// The fraction, rounded down, and at least one; none of no clusters.
    package func most(of watched: Int) -> Int {
        guard watched > 0, fraction.isFinite else { return 0 }
        // 29 % of 100 is 28.999999999999996 in binary.
        let share = (fraction * Double(watched) + 1e-9).rounded(.down)
        return max(1, Int(min(max(0, share), Double(watched))))
    }

    func gate(_ fleet: FleetCounts) -> GateVerdict {
        guard fleet.watched > 0 else { return Gate.ceiling.refuses(PolicyStatement.nothingWatched()) }
        let most = most(of: fleet.watched)
        return Gate.ceiling.decides(
            fleet.failing <= most,
            PolicyStatement.failingShare([
                .failing: fleet.failing, .watched: fleet.watched, .most: most, .share: percent,
            ]))
    }

    private var percent: String {
        let value = (fraction * 1000).rounded() / 10
        return value == value.rounded() ? "\(Int(value)) %" : "\(value) %"
    }
}
