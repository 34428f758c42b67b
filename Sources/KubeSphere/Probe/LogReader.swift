package import Fleet
import KubeSphereConfig
import KubeSphereLogs
package import Kubernetes

/// Reads the new log lines of every replica, streamed and counted as they come.
package struct LogReader: Sendable {
    /// How much of one container's log a probe reads at most.
    package static let bytesPerContainer = 16 << 20
    /// How far back the first probe of a cluster looks, seconds.
    package static let firstLookBack = 3600

    let reader: any ClusterReader

    package init(reader: any ClusterReader) { self.reader = reader }

    /// - Parameters:
    ///   - version: the cluster's, for pods whose own image says none.
    ///   - layout: of its configuration, for images whose tag is no version.
    ///   - cursors: where the last reading stopped; empty on first contact.
    ///   - ownFailures: what probes left in the logs since then.
    ///   - sentTokens: what probes may have left there.
    ///   - clock: nanoseconds since 1970 on the log's clock when the reading begins.
    ///   - backends: where the services are that ks-apiserver may not have reached.
    ///   - pace: how fast the logs grew so far; brought up to date.
    /// - Returns: the reading, and what it has accounted for, unless a replica's log could not be read: all own
    ///   failures, and of the tokens those whose failure was found and those whose time was over.
    package func read(
        _ workload: Workload, version: KubeSphereVersion? = nil, layout: ConfigLayout? = nil, cursors: [LogCursor],
        ownFailures: [FailureCause: Int],
        sentTokens: [SentToken] = [], clock: Int64 = .max, backends: BackendAddresses = BackendAddresses(),
        pace: inout LogPace
    ) async -> (reading: LogReading, subtracted: [FailureCause: Int], settled: [SentToken]) {
        var reading = LogReading(isFirst: cursors.isEmpty)
        var moments: [FailureMoment] = []
        let arrival = LogArrival(ForeignTime(nanoseconds: clock))
        for pod in workload.pods where pod.hasRun {
            let known = LogClassifier.Counting(version: pod.version ?? version ?? workload.version, layout: layout)
            let (counting, tail) = (pace.counting(pod.uid, known), pace.tail(pod.uid))
            let outcome = await ofOneRun(pod, container: workload.container) { pod in
                let log = PodLog(
                    reader: reader, pod: pod, container: workload.container, counting: counting, tail: tail,
                    sentTokens: sentTokens, arrival: arrival, backends: backends)
                return await log.read(from: cursors.first { $0.podUID == pod.uid }, firstContact: cursors.isEmpty)
            }
            outcome.add(to: &reading)
            moments += outcome.moments
            if let classifier = outcome.latest { pace.note(pod.uid, classifier) }
        }
        reading.failures = OwnFailures.bounded(reading.failures)
        pace.forget(except: Set(workload.pods.map(\.uid)))
        guard reading.unread.isEmpty else { return (reading, [:], []) }
        let found = OwnFailures.found(for: sentTokens, among: moments)
        reading.failures = OwnFailures.subtract(
            ownFailures, from: OwnFailures.removing(found.map(\.moment), from: reading.failures))
        let over = sentTokens.filter { token in token.isOver(at: clock) && !found.contains { $0.token == token } }
        return (reading, ownFailures, found.map(\.token) + over)
    }

    /// How often a container may restart while its log is read.
    private static let mostRestarts = 3

    /// The API does not say which run a log is of. One that begins anew may be of a container that has restarted since
    /// its pod was listed, after lines that nobody has read yet: then its pod is looked at once more, and where it has
    /// restarted, the reading is made once more as well.
    private func ofOneRun(_ pod: Workload.Pod, container: String, read: (Workload.Pod) async -> PodLogOutcome) async
        -> PodLogOutcome
    {
        var pod = pod
        for _ in 0..<Self.mostRestarts {
            let outcome = await read(pod)
            guard outcome.unread == nil, !outcome.isOfKnownRun, let now = await again(pod, container),
                now.restarts != pod.restarts
            else { return outcome }
            pod = now
        }
        return PodLogOutcome(unread: Fault(.notAttempted, "its container restarts faster than its log can be read"))
    }

    private func again(_ pod: Workload.Pod, _ container: String) async -> Workload.Pod? {
        let path = Names.podPath(pod.name)
        let now = await reader.get(path).decoded(Pod.self, asked: "GET \(path)").value.map {
            WorkloadFacts.pod($0, container: container)
        }
        return now?.uid == pod.uid ? now : nil
    }
}

extension Workload.Pod {
    /// A container that never ran has no log.
    fileprivate var hasRun: Bool { startedAt != nil || restarts > 0 || lastEnd != nil }
}

/// What the reading of one pod's log gave.
struct PodLogOutcome {
    var failures: [FailureCount] = []
    /// Of the failures at the times that tokens are about, each by itself.
    var moments: [FailureMoment] = []
    var cursor: LogCursor?
    var bytes = 0
    var cut = false
    var gaps = 0
    var unread: Fault?
    /// Whether it goes on after the line that was read last: then it is of that line's run, which the pod's status
    /// named.
    var isOfKnownRun = false
    /// The classifier of the log that goes on.
    var latest: LogClassifier?

    func add(to reading: inout LogReading) {
        reading.failures = OwnFailures.merge(reading.failures, failures)
        reading.cursors += cursor.map { [$0] } ?? []
        reading.bytes += bytes
        reading.cut = reading.cut || cut
        reading.gaps += gaps
        reading.unread += unread.map { [$0] } ?? []
    }
}
