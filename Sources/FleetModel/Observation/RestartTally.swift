import CivilTime
package import FoundationEssentials

/// How often a container has restarted lately: a process that ends again and again and happens to be up at each look.
package struct RestartTally: Hashable, Codable, Sendable {
    package let count: Int
    /// When the first of them had not happened yet.
    package let since: Date

    package init(count: Int, since: Date) {
        self.count = count
        self.since = since
    }

    /// Fewer than this in `window` are no pattern: somebody deletes a pod, a node runs short of memory once.
    private static let least = 3

    /// Whether that many restarts are a pattern.
    package var isPattern: Bool { count >= Self.least }
}

/// What the looks at a workload's pods saw of their restart counts.
package struct RestartHistory: Sendable {
    private struct Look {
        let at: Date
        let restarts: Int
    }

    private var looks: [String: [Look]] = [:]

    /// Seconds within which restarts count.
    private static let window = 3_600.0
    /// Looks that are kept of a pod: one of each change.
    private static let most = 64

    package init() {}

    /// Takes a look in, and says of each pod how often it has restarted in the last hour. Where none was seen the pod's
    /// own status has to do: a container that ended a moment ago, and that has restarted once an hour or more often
    /// since the pod was made.
    package mutating func look(at pods: [Workload.Pod], at now: Date) -> [String: RestartTally] {
        looks = looks.filter { uid, _ in pods.contains { $0.uid == uid } }
        var tallies: [String: RestartTally] = [:]
        for pod in pods {
            tallies[pod.uid] = tally(pod, now)
        }
        return tallies
    }

    private mutating func tally(_ pod: Workload.Pod, _ now: Date) -> RestartTally? {
        var known = (looks[pod.uid] ?? []).filter {
            abs(now.timeIntervalSince($0.at)) <= Self.window && $0.restarts <= pod.restarts
        }
        // A count that stays needs no second look, but the last moment of it is what restarts are counted from.
        if known.count > 1, known[known.count - 1].restarts == pod.restarts,
            known[known.count - 2].restarts == pod.restarts
        {
            known.removeLast()
        }
        known.append(Look(at: now, restarts: pod.restarts))
        looks[pod.uid] = Array(known.suffix(Self.most))
        if let first = known.first, pod.restarts > first.restarts {
            return RestartTally(count: pod.restarts.saturatingSubtract(first.restarts), since: first.at)
        }
        return Self.firstLook(pod, now)
    }

    private static func firstLook(_ pod: Workload.Pod, _ now: Date) -> RestartTally? {
        guard pod.restarts > 0, let ended = pod.lastEndedAt, abs(now.timeIntervalSince(ended)) < window,
            let made = pod.createdAt
        else { return nil }
        let hours = max(now.timeIntervalSince(made) / window, 1)
        return Double(pod.restarts) / hours >= 1 ? RestartTally(count: pod.restarts, since: made) : nil
    }
}
