package import FleetDiagnosis

/// The probes of one cluster, oldest first, as time: what a probe saw holds until the next one.
///
/// By time and not by number, because a cluster that does not answer is probed ever more rarely: counted, its outage
/// would weigh less.
package struct WatchTally: Sendable {
    /// Seconds for which a probe speaks where none follows: longer than the longest interval and the longest backoff of
    /// an agent (10 min).
    package static let longestHold: Int64 = 900

    package let buckets: TimeBuckets
    private var times: [WatchedTime]
    /// Probes in a row that saw the same: from the first to the last. Only its end costs more than a comparison.
    private var run: (from: Int64, last: Int64, health: Health)?

    package init(_ buckets: TimeBuckets) {
        self.buckets = buckets
        times = Array(repeating: WatchedTime(), count: buckets.count)
    }

    /// The first second whose probe can matter to the period.
    package static func firstSecond(of buckets: TimeBuckets) -> Int64 { buckets.since - longestHold }

    /// One probe. Of two in one second, and after a clock was set back, the later one says what holds from the earlier
    /// one's time on.
    package mutating func add(at: Int64, _ health: Health) {
        guard let last = run else { return run = (at, at, health) }
        if last.health == health, at - last.last <= Self.longestHold {
            run?.last = max(at, last.last)
        } else if at <= last.last {
            hold(last.health, from: last.from, to: last.last)
            run = (last.last, last.last, health)
        } else {
            hold(last.health, from: last.from, to: min(at, last.last + Self.longestHold))
            run = (at, at, health)
        }
    }

    /// Probes in a row that saw the same, in order and with no gap longer than `longestHold` between two: as good as
    /// each of them.
    package mutating func add(from first: Int64, to last: Int64, _ health: Health) {
        add(at: first, health)
        if let run, run.health == health { self.run?.last = max(run.last, last) }
    }

    /// Probes of an hour or a day that were counted before: each kind has the share of the time that it has of the
    /// probes.
    package mutating func add(healthy: Int, failing: Int, unknown: Int, from: Int64, to: Int64) {
        let all = Double(healthy + failing + unknown)
        var at = max(from, buckets.since)
        while all > 0, at < min(to, buckets.until), let index = buckets.index(of: at) {
            let next = min(to, buckets.end(of: index))
            let seconds = Double(next - at)
            times[index] += WatchedTime(
                healthy: seconds * Double(healthy) / all, failing: seconds * Double(failing) / all,
                unknown: seconds * Double(unknown) / all)
            at = next
        }
    }

    /// The time of each piece; what no probe speaks for is unwatched.
    package func finished() -> [WatchedTime] {
        var tally = self
        if let run { tally.hold(run.health, from: run.from, to: run.last + Self.longestHold) }
        return tally.times.enumerated().map { index, time in
            var time = time
            time.unwatched = max(0, buckets.length(of: index) - time.watched)
            return time
        }
    }

    private mutating func hold(_ health: Health, from: Int64, to: Int64) {
        var at = max(from, buckets.since)
        let end = min(to, buckets.until)
        while at < end, let index = buckets.index(of: at) {
            let next = min(end, buckets.end(of: index))
            times[index].add(Double(next - at), health)
            at = next
        }
    }
}
