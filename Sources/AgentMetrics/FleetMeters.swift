package import Control
package import Fleet
package import FoundationEssentials
package import KubeSphere
package import Store
import Synchronization

/// What is counted for `/metrics` while the agent runs: every recorded probe, and how repairs ended. Counters begin at
/// zero with the process, as Prometheus expects of them.
package final class FleetMeters: Sendable {
    enum Transition: String, CaseIterable { case opened, closed, reopened }

    /// What the last probe of one cluster gave, and what was counted of it.
    struct Cluster {
        var health = Health.unknown
        var causes: [Cause] = []
        var lastAnswer: Date?
        /// Seconds.
        var elapsed = 0.0
        var expiry: Date?
        var failures: [FailureCause: Int] = [:]
    }

    package struct Figures {
        var clusters: [ClusterID: Cluster] = [:]
        var probes: [Health: Int] = [:]
        var failures: [FailureCause: Int] = [:]
        var transitions: [Cause: [Transition: Int]] = [:]
        var repairs: [RunOutcome: Int] = [:]
        var rounds = DurationHistogram()
        var unrecorded = 0
        var lastRecorded: Date?
    }

    private let figures = Mutex(Figures())

    package init() {}

    package var current: Figures { figures.withLock { $0 } }

    /// Takes a round in that is in the history. One that is not is read again, and would be counted twice.
    package func record(
        _ outcomes: [ClusterID: ProbeOutcome], _ diagnoses: [ClusterID: Diagnosis], _ events: [IncidentEvent],
        at: Date = Date()
    ) {
        figures.withLock { figures in
            for (id, outcome) in outcomes { figures.take(id, outcome.observation, diagnoses[id]) }
            for event in events {
                figures.transitions[event.incident.cause, default: [:]][Transition(event.kind), default: 0] += 1
            }
            figures.lastRecorded = at
        }
    }

    /// - Parameter elapsed: seconds; of the rounds over the fleet, not of single probes beside them.
    package func roundMade(elapsed: Double) { figures.withLock { $0.rounds.observe(elapsed) } }

    package func roundNotRecorded() { figures.withLock { $0.unrecorded += 1 } }

    package func record(_ event: AgentEvent) {
        guard event.kind == .runEnded, let outcome = event.outcome.flatMap(RunOutcome.init) else { return }
        figures.withLock { $0.repairs[outcome, default: 0] += 1 }
    }
}

extension FleetMeters.Figures {
    fileprivate mutating func take(_ id: ClusterID, _ observation: Observation, _ diagnosis: Diagnosis?) {
        var cluster = clusters[id] ?? .init()
        cluster.health = diagnosis?.health ?? .unknown
        cluster.causes = Set(diagnosis?.findings.map(\.cause) ?? []).sorted()
        cluster.elapsed = observation.elapsed
        if observation.identity.fault?.isAnswer != false { cluster.lastAnswer = observation.at }
        // A probe that got no answer saw no certificate: what was seen before still ends when it ends.
        cluster.expiry = observation.expiries.map(\.notAfter).min() ?? cluster.expiry
        for failure in observation.logs.value?.failures ?? [] {
            cluster.failures[failure.cause, default: 0] += failure.count
            failures[failure.cause, default: 0] += failure.count
        }
        probes[cluster.health, default: 0] += 1
        clusters[id] = cluster
    }
}

extension FleetMeters.Transition {
    fileprivate init(_ kind: IncidentEvent.Kind) {
        self =
            switch kind {
            case .opened: .opened
            case .closed: .closed
            case .reopened: .reopened
            }
    }
}

/// Durations in the buckets of a Prometheus histogram.
struct DurationHistogram: Sendable {
    /// Upper bounds, seconds: a fleet of ten answers in the first of them, two thousand clusters with a few silent ones
    /// in the last.
    static let bounds = [0.25, 0.5, 1, 2.5, 5, 10, 20, 30, 60]

    private var counts = [Int](repeating: 0, count: bounds.count)
    private var sum = 0.0
    private var count = 0

    mutating func observe(_ seconds: Double) {
        for (index, bound) in Self.bounds.enumerated() where seconds <= bound { counts[index] += 1 }
        sum += seconds
        count += 1
    }

    var samples: [MetricFamily.Sample] {
        let buckets = zip(Self.bounds.map { "\($0)" } + ["+Inf"], counts + [count])
        return buckets.map { .init(suffix: "_bucket", labels: [("le", $0)], value: Double($1)) }
            + [.init(suffix: "_sum", value: sum), .init(suffix: "_count", value: Double(count))]
    }
}
