/// The options of `pods/log`, as `PodLogOptions` names them.
struct LogOptions {
    let timestamps: Bool
    private let since: Timestamp?
    private let tailLines: Int?
    private let limitBytes: Int?

    init(_ query: [String: String], now: Timestamp = .now) {
        timestamps = HTTPRequest.flag(query["timestamps"])
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
        let text =
            "I1124 00:30:07.980319   10906 filters.go:96] 10.233.64.17 - \"GET /kapis/version HTTP/1.1\" 200 141 1ms"
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

extension LogOptions {
    /// Refuses what the server does not take, before it looks for the pod (k8s.io/kubernetes, `ValidatePodLogOptions`).
    static func check(_ query: [String: String], pod: String) throws(Refusal) {
        for name in ["tailLines", "limitBytes", "sinceSeconds"] { try ListOptions.integer(query[name]) }
        if let problem = query["sinceTime"].flatMap(Timestamp.problem(rfc3339:)) {
            throw Refusal(Failure.badRequest(problem))
        }
        let problems = Self.problems(query)
        guard problems.isEmpty else {
            let details: JSON = ["name": .string(pod), "kind": "PodLogOptions"]
            throw Refusal(Failure.invalid("PodLogOptions", name: pod, problems, details: details))
        }
    }

    private static func problems(_ query: [String: String]) -> [FieldProblem] {
        func least(_ name: String, _ bound: Int, _ text: String) -> [FieldProblem] {
            guard let value = query[name].flatMap({ Int($0) }), value < bound else { return [] }
            return [.invalid(name, String(value), text)]
        }
        let both = query["sinceTime"] != nil && query["sinceSeconds"] != nil
        return least("tailLines", 0, "must be greater than or equal to 0")
            + least("limitBytes", 1, "must be greater than 0")
            + (both ? [.forbidden("[]", "at most one of `sinceTime` or `sinceSeconds` may be specified")] : [])
            + (both ? [] : least("sinceSeconds", 1, "must be greater than 0"))
            + (query["stream"] == nil ? [] : [.forbidden("stream", "may not be specified")])
    }
}
