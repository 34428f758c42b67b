import Fleet
import Foundation
import KubeSphere
import NIOCore
import NIOHTTP1

@testable import Kubeconfig
@testable import Kubernetes

/// A container's log as a kubelet serves it: the current file of the latest run, and that of the run before.
final class KubeletLog: ClusterReader, @unchecked Sendable {
    struct Line {
        /// Nanoseconds since 1970.
        let time: Int64
        let text: String
    }

    /// The file that `pods/log` reads: a rotation begins it anew.
    private(set) var current: [Line] = []
    private(set) var previous: [Line]?
    private(set) var restarts = 0
    private(set) var requests = 0
    var isRunning = true
    /// What a kubelet answers in place of the log, with 200 and without a newline; in place of the run before; and
    /// after the lines.
    var kubeletError: String?
    var previousError: String?
    var kubeletTail: String?
    /// Restarts that fall between a request for the pod and the next one for its log, which has the new run's first
    /// line then.
    var restartsToCome = 0

    func append(_ text: String, at time: Int64) { current.append(Line(time: time, text: text)) }

    func rotate() { current = [] }

    func restart() {
        previous = current
        current = []
        restarts += 1
    }

    /// The pod as the API shows it.
    var workload: Workload {
        let pod = Workload.Pod(
            name: "ks-apiserver-0", uid: "pod-0", ready: isRunning, startedAt: isRunning ? .distantPast : nil,
            restarts: restarts,
            waiting: isRunning ? nil : "CrashLoopBackOff", lastEnd: restarts > 0 ? "Error, exit code 1" : nil)
        return Workload(
            name: "ks-apiserver", container: "ks-apiserver", version: nil, resourceVersion: "1", replicas: 1,
            rolloutComplete: true, restartIsOutage: true,
            overrides: [], pods: [pod])
    }

    func get(_ path: String, query: [QueryItem], headers: [HeaderField]) async -> Reading<Answer> {
        guard path == Names.podPath("ks-apiserver-0") else { return .failed(Fault(.notFound, path)) }
        requests += 1
        let state =
            isRunning
            ? #"{"running": {"startedAt": "2026-11-24T12:00:00Z"}}"# : #"{"waiting": {"reason": "CrashLoopBackOff"}}"#
        let pod = """
            {"metadata": {"name": "ks-apiserver-0", "uid": "pod-0"}, "spec": {"containers": [{"name": "ks-apiserver"}]},
             "status": {"containerStatuses": [{"name": "ks-apiserver", "ready": \(isRunning), "restartCount": \
            \(restarts), "state": \(state)}]}}
            """
        return .value(Answer(status: 200, headers: [:], body: ByteBuffer(string: pod), credentials: CredentialsInUse()))
    }

    func stream<State: Sendable>(
        _ path: String, query: [QueryItem], limit: Int, into initial: State,
        fold: @escaping @Sendable (inout State, RawSpan) -> Void
    ) async -> Reading<Streamed<State>> {
        requests += 1
        if restartsToCome > 0 {
            restartsToCome -= 1
            restart()
            append(Self.firstLine, at: (previous?.last?.time ?? Self.noon) + 1)
        }
        var options: [String: String] = [:]
        for (name, value) in query { options[name] = value }
        guard let lines = options["previous"] == nil ? current : previous else {
            return .failed(Fault(.badRequest, "previous terminated container not found"))
        }
        // The kubelet takes the tail first, and leaves out each line that is older than `sinceTime` then.
        var chosen = options["tailLines"].flatMap { Int($0) }.map { Array(lines.suffix($0)) } ?? lines
        if let since = options["sinceTime"].flatMap(Self.nanoseconds) { chosen = chosen.filter { $0.time >= since } }
        let error = options["previous"] == nil ? kubeletError : previousError
        let bytes = Array(
            (error ?? chosen.map { "\(Self.stamp($0.time)) \($0.text)\n" }.joined() + (kubeletTail ?? "")).utf8)
        var state = initial
        // Chunks of an odd length: lines are cut anywhere.
        var rest = bytes[...]
        while !rest.isEmpty {
            let chunk = Array(rest.prefix(257))
            fold(&state, chunk.span.bytes)
            rest = rest.dropFirst(257)
        }
        return .value(Streamed(state: state, bytes: bytes.count, end: .complete))
    }

    static func stamp(_ time: Int64) -> String {
        let seconds = time / 1_000_000_000
        let fraction = String(time % 1_000_000_000)
        let day = seconds / 86_400
        // All tests stay on one day: 2026-11-24.
        precondition(day == 20_781)
        let clock = [seconds % 86_400 / 3_600, seconds % 3_600 / 60, seconds % 60].map {
            ($0 < 10 ? "0" : "") + String($0)
        }.joined(separator: ":")
        return "2026-11-24T\(clock).\(String(repeating: "0", count: 9 - fraction.count))\(fraction)Z"
    }

    private static func nanoseconds(_ text: String) -> Int64? {
        let parts = text.dropFirst(11).dropLast().split(separator: ":").compactMap { Int64($0) }
        guard parts.count == 3 else { return nil }
        return (20_781 * 86_400 + parts[0] * 3_600 + parts[1] * 60 + parts[2]) * 1_000_000_000
    }

    /// Of a process that starts.
    static let firstLine = "I1124 12:00:00.000000       1 apiserver.go:227] Start listening on :9090"

    static let noon: Int64 = (20_781 * 86_400 + 12 * 3_600) * 1_000_000_000
}
