package import Fleet
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
    ///   - cursors: where the last reading stopped; empty on first contact.
    ///   - ownFailures: what probes left in the logs since then.
    ///   - claims: what probes may have left there.
    /// - Returns: the reading, and which own failures and claims it has accounted for: all of them, unless a replica's log could not be read.
    package func read(
        _ workload: Workload, cursors: [LogCursor], ownFailures: [FailureCause: Int], claims: [OwnClaim] = []
    ) async -> (reading: LogReading, subtracted: [FailureCause: Int], settled: [OwnClaim]) {
        var reading = ClaimedReading(claims: claims)
        for pod in workload.pods where pod.startedAt != nil || pod.restarts > 0 {
            let cursor = cursors.first { $0.podUID == pod.uid }
            await read(pod, workload.container, cursor, firstContact: cursors.isEmpty, into: &reading)
        }
        guard reading.logs.unread.isEmpty else { return (reading.logs, [:], []) }
        let claimed = OwnFailures.found(for: claims, among: reading.moments)
        reading.logs.failures = OwnFailures.subtract(ownFailures, from: OwnFailures.removing(claimed, from: reading.logs.failures))
        return (reading.logs, ownFailures, claims)
    }

    /// What was read so far; and of the failures at the times that claims are about, each by itself.
    private struct ClaimedReading {
        let claims: [OwnClaim]
        var logs = LogReading()
        var moments: [FailureMoment] = []
    }

    private func read(_ pod: Workload.Pod, _ container: String, _ cursor: LogCursor?, firstContact: Bool, into reading: inout ClaimedReading) async {
        // After a restart the old process's last lines are in the previous log; what it says from the cursor on was not counted yet.
        let restarted = cursor.map { $0.restarts < pod.restarts } ?? false
        if restarted, let cursor { _ = await stream(pod, container, since: cursor, previous: true, into: &reading) }
        guard pod.startedAt != nil else { return keep(cursor, pod, nil, &reading.logs) }
        let last = await stream(pod, container, since: restarted ? nil : cursor, firstContact: firstContact, into: &reading)
        keep(cursor, pod, last, &reading.logs)
    }

    private func keep(_ cursor: LogCursor?, _ pod: Workload.Pod, _ last: String?, _ reading: inout LogReading) {
        if let last {
            reading.cursors.append(LogCursor(podUID: pod.uid, restarts: pod.restarts, timestamp: last))
        } else if let cursor {
            reading.cursors.append(cursor)
        }
    }

    /// Streams one log; returns the timestamp of its last line.
    private func stream(
        _ pod: Workload.Pod, _ container: String, since cursor: LogCursor?, previous: Bool = false, firstContact: Bool = false,
        into reading: inout ClaimedReading
    ) async -> String? {
        let query = query(container, since: cursor, previous: previous, firstContact: firstContact)
        let initial = LogClassifier(timestamped: true, after: cursor?.timestamp, claims: reading.claims)
        let answer = await reader.stream(Names.logPath(pod: pod.name), query: query, limit: Self.bytesPerContainer, into: initial) { classifier, span in
            span.withUnsafeBytes { classifier.consume($0) }
        }
        switch answer {
        case .failed(let fault):
            // The previous container's log may be gone already: that costs its lines and nothing else.
            if !previous { reading.logs.unread.append(fault) }
            return nil
        case .value(let streamed):
            var classifier = streamed.state
            if case .complete = streamed.end { classifier.finish() }
            reading.logs.bytes += streamed.bytes
            reading.logs.cut = reading.logs.cut || streamed.end == .limitReached || streamed.bytes >= Self.bytesPerContainer
            reading.logs.failures = OwnFailures.merge(reading.logs.failures, classifier.failures)
            reading.moments += classifier.moments
            return classifier.lastTimestamp
        }
    }

    private func query(_ container: String, since cursor: LogCursor?, previous: Bool, firstContact: Bool) -> [QueryItem] {
        var query: [QueryItem] = [("container", container), ("timestamps", "true"), ("limitBytes", String(Self.bytesPerContainer))]
        if previous { query.append(("previous", "true")) }
        if let cursor {
            query.append(("sinceTime", Self.wholeSecond(cursor.timestamp)))
        } else if firstContact {
            query.append(("sinceSeconds", String(Self.firstLookBack)))
        }
        return query
    }

    /// `sinceTime` is a metav1.Time: whole seconds. The lines of that second come again, and the classifier passes over them.
    static func wholeSecond(_ timestamp: String) -> String {
        guard let point = timestamp.firstIndex(of: ".") else { return timestamp }
        let zone = timestamp[point...].drop { $0 == "." || $0.isNumber }
        return String(timestamp[..<point] + zone)
    }
}
