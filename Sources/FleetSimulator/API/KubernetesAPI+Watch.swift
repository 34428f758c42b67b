/// A watch to begin: what has happened already, and which events are to follow.
struct WatchRequest {
    let kind: ObjectKind
    let filter: ObjectFilter
    let initial: [[UInt8]]
    /// Whether the initial lines are all: an expired version ends the watch at once.
    let isOver: Bool
    let seconds: Int
}

extension KubernetesAPI {
    func watch(_ request: HTTPRequest, _ kind: ObjectKind, _ filter: ObjectFilter) -> Outcome {
        let seconds = request.query["timeoutSeconds"].flatMap { Int($0) } ?? 1_800
        guard let version = Int(request.query["resourceVersion"] ?? "0"), version != 0 else {
            let initial = store.list(kind, filter).map { KubernetesAPI.line("ADDED", $0) }
            return .watch(WatchRequest(kind: kind, filter: filter, initial: initial, isOver: false, seconds: seconds))
        }
        guard let missed = store.events(after: version, kind, filter) else {
            // An expired version is HTTP 200 with one ERROR event.
            let status = Failure.status(410, "Expired", "too old resource version: \(version) (\(store.oldestVersion))")
            let line = KubernetesAPI.line("ERROR", status)
            return .watch(WatchRequest(kind: kind, filter: filter, initial: [line], isOver: true, seconds: 0))
        }
        let initial = missed.map { KubernetesAPI.line($0.type, $0.object) }
        return .watch(WatchRequest(kind: kind, filter: filter, initial: initial, isOver: false, seconds: seconds))
    }

    static func line(_ type: String, _ object: JSON) -> [UInt8] {
        JSON.object(["type": .string(type), "object": object]).bytes + [0x0A]
    }
}
