/// Why a kubelet has no log to give.
enum LogFailure {
    /// Its serving certificate is not approved: kube-apiserver cannot speak to it.
    case certificate
    /// The container is gone: the kubelet says so in the body of a 200.
    case container
}

/// A log to follow: what is there already and the run of the container that goes on writing.
struct FollowRequest {
    let log: ContainerLog
    let initial: [UInt8]
    let timestamps: Bool
}

extension KubernetesAPI {
    func log(_ request: HTTPRequest, _ path: ResourcePath) -> Outcome {
        guard let name = path.name, path.namespace == "kubesphere-system", let pod = workload.pods.first(where: { $0.name == name }) else {
            return .reply(Failure.notFound(ObjectKind.pods.resource, name: path.name ?? ""))
        }
        switch source(pod, request) {
        case .failure(let problem): return .reply(problem.reply)
        case .success(let log):
            let options = LogOptions(request.query)
            if let logFailure { return .reply(logFailure.reply(pod: name)) }
            if floodsLogs { return .reply(Reply(status: 200, contentType: "text/plain", body: options.flood())) }
            let text = options.select(log.entries)
            if request.flag("follow"), !log.isClosed {
                return .follow(FollowRequest(log: log, initial: text, timestamps: options.timestamps))
            }
            return .reply(Reply(status: 200, contentType: "text/plain", body: text))
        }
    }

    private struct Problem: Error { let reply: Reply }

    private func source(_ pod: Pod, _ request: HTTPRequest) -> Result<ContainerLog, Problem> {
        func problem(_ message: String) -> Result<ContainerLog, Problem> { .failure(Problem(reply: Failure.badRequest(message))) }
        let names = pod.containerNames
        guard let container = request.query["container"] ?? (names.count == 1 ? names[0] : nil) else {
            let choices = names.joined(separator: " ")
            return problem("a container name must be specified for pod \(pod.name), choose one of: [\(choices)]")
        }
        guard names.contains(container) else { return problem("container \(container) is not valid for pod \(pod.name)") }
        if case .creating = pod.state {
            return problem("container \"\(container)\" in pod \"\(pod.name)\" is waiting to start: ContainerCreating")
        }
        if pod.isWaitingForImage {
            return problem("container \"\(container)\" in pod \"\(pod.name)\" is waiting to start: trying and failing to pull image")
        }
        let isServer = container == "ks-apiserver"
        if request.flag("previous") {
            guard isServer, let log = pod.previousLog else {
                return problem("previous terminated container \"\(container)\" in pod \"\(pod.name)\" not found")
            }
            return .success(log)
        }
        return .success(isServer ? pod.log : pod.controllerManagerLog ?? pod.log)
    }
}

/// The options of `pods/log`, as `PodLogOptions` names them.
struct LogOptions {
    let timestamps: Bool
    private let since: Timestamp?
    private let tailLines: Int?
    private let limitBytes: Int?

    init(_ query: [String: String], now: Timestamp = .now) {
        timestamps = ["1", "true"].contains(query["timestamps"])
        tailLines = query["tailLines"].flatMap { Int($0) }
        limitBytes = query["limitBytes"].flatMap { Int($0) }
        if let time = query["sinceTime"] {
            since = Timestamp(rfc3339: time)
        } else {
            since = query["sinceSeconds"].flatMap { Int($0) }.map { now.advanced(bySeconds: -$0) }
        }
    }

    /// The lines' text: the tail first, then the time, then the limit in bytes, as the kubelet does it.
    func select(_ entries: [ContainerLog.Entry]) -> [UInt8] {
        var output: [UInt8] = []
        for entry in tailLines.map({ entries.suffix(max(0, $0)) }) ?? entries[...] {
            if let since, entry.time < since { continue }
            output += LogOptions.line(entry, timestamps: timestamps)
            if let limitBytes, output.count >= limitBytes { return Array(output.prefix(limitBytes)) }
        }
        return output
    }

    /// 32 MiB of access lines of this moment, up to the limit in bytes.
    func flood() -> [UInt8] {
        let text = "I1124 00:30:07.980319   10906 filters.go:96] 10.233.64.17 - \"GET /kapis/version HTTP/1.1\" 200 141 1ms"
        let line = LogOptions.line(ContainerLog.Entry(time: .now, text: text), timestamps: timestamps)
        let length = min(limitBytes ?? .max, 32 << 20, (tailLines ?? .max / 1_024) * line.count)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(length + line.count)
        while bytes.count < length { bytes += line }
        return Array(bytes.prefix(length))
    }

    static func line(_ entry: ContainerLog.Entry, timestamps: Bool) -> [UInt8] {
        Array((timestamps ? "\(entry.time.rfc3339Nano) \(entry.text)\n" : "\(entry.text)\n").utf8)
    }
}

extension LogFailure {
    /// As reported: kubeadm#591, and kubernetes#142258 for the 200.
    func reply(pod: String) -> Reply {
        switch self {
        case .certificate:
            let address = "https://10.0.0.12:10250/containerLogs/kubesphere-system/\(pod)/ks-apiserver"
            return Failure.reply(500, "InternalError", "Get \"\(address)\": remote error: tls: internal error")
        case .container:
            let id = String(repeating: "0", count: 62) + "aa"
            return Reply(status: 200, contentType: "text/plain", body: Array("unable to retrieve container logs for containerd://\(id)".utf8))
        }
    }
}
