import Fleet
import KubeSphereConfig
import KubeSphereLogs
import Kubernetes

/// One container's log over its runs, read on from where the last reading stopped: nothing twice, and nothing left out
/// that is still there.
///
/// A reading asks for the log's tail and goes on after the line that it saw last, wherever times say that line stands:
/// `sinceTime` would leave out what a node wrote after its clock was set back. Only where the tail does not reach back
/// that far is `sinceTime` asked.
struct PodLog {
    let reader: any ClusterReader
    let pod: Workload.Pod
    let container: String
    let counting: LogClassifier.Counting
    /// Lines of the first request.
    let tail: Int
    let sentTokens: [SentToken]
    let arrival: LogArrival
    let backends: BackendAddresses

    private enum Part {
        case whole, lastHour
        case tail(Int)
        case since(String)
    }

    private struct Streamed {
        let classifier: LogClassifier
        let wasLimited: Bool
    }

    func read(from cursor: LogCursor?, firstContact: Bool) async -> PodLogOutcome {
        var outcome = PodLogOutcome(cursor: cursor)
        switch cursor {
        case nil where firstContact:
            await take(.lastHour, into: &outcome)
            // Nothing was counted that could count again, whichever run it is of.
            outcome.isOfKnownRun = outcome.failures.isEmpty
        case nil:
            // A pod that is new to us and has restarted since: its run before belongs to it as well.
            if isRunning, pod.restarts > 0 { await takePrevious(nil, into: &outcome) }
            await take(.whole, into: &outcome)
        case let cursor? where cursor.restarts == pod.restarts: await goOn(from: cursor, into: &outcome)
        case let cursor?: await followRestart(cursor, into: &outcome)
        }
        return outcome
    }

    /// A container that waits for its next start shows the log of the run that ended (the kubelet's `logs`).
    private var isRunning: Bool { pod.startedAt != nil }

    // MARK: Across a restart

    private func followRestart(_ cursor: LogCursor, into outcome: inout PodLogOutcome) async {
        // The kubelet keeps the run before the latest one, and while a container waits, the latest one only.
        let oldest = isRunning ? pod.restarts - 1 : pod.restarts
        if cursor.restarts < oldest { outcome.gaps += 1 }
        if isRunning { await takePrevious(cursor.restarts == oldest ? cursor : nil, into: &outcome) }
        // What was counted of the run before must not be read again, whatever becomes of this one.
        outcome.cursor = LogCursor(podUID: pod.uid, restarts: pod.restarts, timestamp: "")
        await take(.whole, into: &outcome)
    }

    /// The log of the run before, on from the cursor where that run is the cursor's. It may be gone: that costs its
    /// lines and nothing else.
    private func takePrevious(_ cursor: LogCursor?, into outcome: inout PodLogOutcome) async {
        guard case .value(let streamed) = await stream(.whole, after: cursor, previous: true, into: &outcome) else {
            outcome.gaps += 1
            return
        }
        count(streamed, after: cursor, into: &outcome)
    }

    // MARK: The run that goes on

    private func goOn(from cursor: LogCursor, into outcome: inout PodLogOutcome) async {
        guard !cursor.timestamp.isEmpty else { return await take(.whole, into: &outcome) }
        // Older versions took the first word of a kubelet's error for a time. Where to go on is not known then, and
        // what is old is not counted again.
        guard cursor.position.isTimed else {
            outcome.gaps += 1
            return await take(.tail(1), into: &outcome)
        }
        // A cursor of an older version knows no line, only a time.
        guard cursor.timestamp.contains("#") else {
            return await take(.since(cursor.timestamp), after: cursor, into: &outcome)
        }
        switch await stream(.tail(tail), after: cursor, into: &outcome) {
        case .failed(let fault): outcome.unread = fault
        case .value(let streamed):
            // A tail that is shorter than was asked for is the whole log: the line is gone from it.
            let isWhole = streamed.classifier.lines < tail && !streamed.wasLimited
            guard streamed.classifier.isAnchored || isWhole else {
                return await take(.since(cursor.timestamp), after: cursor, into: &outcome)
            }
            accept(streamed, after: cursor, into: &outcome)
        }
    }

    private func take(_ part: Part, after cursor: LogCursor? = nil, into outcome: inout PodLogOutcome) async {
        switch await stream(part, after: cursor, into: &outcome) {
        case .failed(let fault): outcome.unread = fault
        case .value(let streamed): accept(streamed, after: cursor, into: &outcome)
        }
    }

    private func accept(_ streamed: Streamed, after cursor: LogCursor?, into outcome: inout PodLogOutcome) {
        count(streamed, after: cursor, into: &outcome)
        outcome.latest = streamed.classifier
        outcome.isOfKnownRun = cursor != nil && streamed.classifier.isAnchored
        guard let position = streamed.classifier.position else { return }
        outcome.cursor = LogCursor(podUID: pod.uid, restarts: pod.restarts, timestamp: position)
    }

    private func count(_ streamed: Streamed, after cursor: LogCursor?, into outcome: inout PodLogOutcome) {
        outcome.failures = OwnFailures.merge(outcome.failures, streamed.classifier.failures)
        outcome.moments += streamed.classifier.moments
        outcome.cut = outcome.cut || streamed.wasLimited
        if cursor != nil, !streamed.classifier.isAnchored { outcome.gaps += 1 }
    }

    // MARK: Requests

    private func stream(
        _ part: Part, after cursor: LogCursor?, previous: Bool = false, into outcome: inout PodLogOutcome
    ) async -> Reading<Streamed> {
        let limit = LogReader.bytesPerContainer
        let initial = LogClassifier(
            timestamped: true, after: cursor?.timestamp, counting: counting, sentTokens: sentTokens, arrival: arrival,
            backends: backends)
        let answer = await reader.stream(
            Names.logPath(pod: pod.name), query: query(part, previous), limit: limit, into: initial
        ) { classifier, span in
            span.withUnsafeBytes { classifier.consume($0) }
        }
        switch answer {
        case .failed(let fault): return .failed(fault)
        case .value(let streamed):
            outcome.bytes += streamed.bytes
            var classifier = streamed.state
            // A last line without its end was cut by the limit; it comes whole the next time.
            if case .complete = streamed.end, streamed.bytes < limit { classifier.finish() }
            // Broken off before the line that was read last came: what was seen may be old.
            if case .broken(let fault) = streamed.end, !classifier.isAnchored { return .failed(fault) }
            if let fault = Self.noLog(classifier) { return .failed(fault) }
            return .value(
                Streamed(classifier: classifier, wasLimited: streamed.end == .limitReached || streamed.bytes >= limit))
        }
    }

    /// A kubelet answers 200 before it looks for the log, and then writes its own error as the body
    /// (kubernetes#142258). Each line of a log was asked for with its timestamp: a body without any is none, and one
    /// that ends so and does not reach back to the line that was read last is no whole one.
    private static func noLog(_ classifier: LogClassifier) -> Fault? {
        let isNone = classifier.unstamped > 0 && classifier.position == nil
        let isBrokenOff = classifier.endsStray && !classifier.isAnchored
        guard isNone || isBrokenOff else { return nil }
        let words = printable(String(decoding: classifier.strayWords, as: UTF8.self), limit: 200)
        return Fault(
            .malformedAnswer,
            "answered 200 with a line that is none of the log, without the timestamp that was asked for: \(words)",
            status: 200)
    }

    private func query(_ part: Part, _ previous: Bool) -> [QueryItem] {
        let common: [QueryItem] = [
            ("container", container), ("timestamps", "true"), ("limitBytes", String(LogReader.bytesPerContainer)),
        ]
        let own: [QueryItem] =
            switch part {
            case .whole: []
            case .lastHour: [("sinceSeconds", String(LogReader.firstLookBack))]
            case .tail(let lines): [("tailLines", String(lines))]
            case .since(let position): [("sinceTime", Self.wholeSecond(position))]
            }
        return common + (previous ? [("previous", "true")] : []) + own
    }

    /// `sinceTime` is a metav1.Time: whole seconds. The lines of that second come again, and the classifier passes over
    /// them.
    static func wholeSecond(_ position: String) -> String {
        let timestamp = position.prefix { $0 != "#" }
        guard let point = timestamp.firstIndex(of: ".") else { return String(timestamp) }
        let zone = timestamp[point...].drop { $0 == "." || $0.isNumber }
        return String(timestamp[..<point] + zone)
    }
}

extension LogCursor {
    fileprivate var position: LogPosition { LogPosition(text: timestamp) }
}
