/// A watch to begin: what has happened already, and which events are to follow.
struct WatchRequest {
    let kind: ObjectKind
    let filter: ObjectFilter
    let initial: [[UInt8]]
    /// Whether the initial lines are all: an expired version ends the watch at once.
    let isOver: Bool
    let seconds: Int
    var asTable = false

    func line(_ event: WatchEvent) -> [UInt8] { KubernetesAPI.line(event.type, shown(event.object, event.version)) }

    func shown(_ object: JSON, _ version: Int) -> JSON {
        asTable ? Table(kind, [object], version: version).json : object
    }
}

extension KubernetesAPI {
    func watch(_ request: HTTPRequest, _ options: ListOptions, _ kind: ObjectKind, _ filter: ObjectFilter) -> Outcome {
        let seconds = request.query["timeoutSeconds"].flatMap { Int($0) } ?? 1_800
        func begin(_ initial: [[UInt8]], isOver: Bool = false) -> Outcome {
            .watch(
                WatchRequest(
                    kind: kind, filter: filter, initial: initial, isOver: isOver, seconds: isOver ? 0 : seconds,
                    asTable: request.wantsTable))
        }
        let form = WatchRequest(
            kind: kind, filter: filter, initial: [], isOver: false, seconds: 0, asTable: request.wantsTable)
        guard let version = Int(request.query["resourceVersion"] ?? "0"), version != 0 else {
            let objects = store.list(kind, filter).map {
                KubernetesAPI.line("ADDED", form.shown($0, store.resourceVersion))
            }
            return begin(
                objects + (options.wantsInitialEvents && options.wantsBookmarks ? [endOfInitialEvents(kind)] : []))
        }
        guard let missed = store.events(after: version, kind, filter) else {
            // An expired version is HTTP 200 with one ERROR event.
            let status = Failure.status(410, "Expired", "too old resource version: \(version) (\(store.oldestVersion))")
            return begin([KubernetesAPI.line("ERROR", status)], isOver: true)
        }
        return begin(missed.map(form.line))
    }

    /// The bookmark after which a client of `sendInitialEvents` knows that it has seen all that was there.
    private func endOfInitialEvents(_ kind: ObjectKind) -> [UInt8] {
        let metadata: JSON = [
            "resourceVersion": .string(String(store.resourceVersion)),
            "annotations": ["k8s.io/initial-events-end": "true"],
        ]
        return KubernetesAPI.line(
            "BOOKMARK", ["kind": .string(kind.kind), "apiVersion": .string(kind.apiVersion), "metadata": metadata])
    }

    static func line(_ type: String, _ object: JSON) -> [UInt8] {
        JSON.object(["type": .string(type), "object": object]).bytes + [0x0A]
    }
}
