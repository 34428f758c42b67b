import Synchronization

/// Whether the rounds go on. Each step says until when the next one must have come; a step that never ends lets that
/// moment pass.
///
/// No fixed time would do: a round over two silent thousands takes minutes, and an interval may be a day.
package final class Pulse: Sendable {
    private let due: Mutex<ContinuousClock.Instant>

    /// - Parameter within: seconds for the first beat.
    package init(within seconds: Double = 60) { due = Mutex(.now + .seconds(seconds)) }

    /// It never takes back what another step has said: probes beside the rounds end while the rounds sleep through a
    /// long interval.
    ///
    /// - Parameter within: seconds in which the next beat comes, whatever happens.
    package func beat(within seconds: Double) { due.withLock { $0 = max($0, .now + .seconds(seconds)) } }

    /// Seconds since the next beat should have come; nil while all is well.
    package func overdue(at now: ContinuousClock.Instant = .now) -> Double? {
        let late = due.withLock { $0.duration(to: now) }
        return late > .zero ? late / .seconds(1) : nil
    }
}
