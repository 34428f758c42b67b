import Testing

@testable import FleetSimulator

/// Replays one version's recorded run: substitutes names and tokens, and does between requests what the recording did.
struct Replay {
    let session: ClusterSession
    let recording: Recording
    private var versionBeforePatch = ""
    private var versionBeforeRollout = ""
    private var podName = ""

    init(session: ClusterSession, recording: Recording) {
        self.session = session
        self.recording = recording
    }

    private var version: SimulatedVersion { session.cluster.version }
    private var isRecordedWithRedis: Bool { version != .v4_1 }

    /// Brings the history of the objects to where the recording began.
    mutating func prepare() async throws {
        guard version == .v3_4 else { return }
        // This member had been repaired and restarted before, by hand and by kubectl.
        let text = try Recording.text(in: recording.exchanges, "03")
        try await write(try recording.brokenText())
        try await write(text)
        try await restart(query: "?fieldManager=kubectl-rollout")
        try await restart()
        _ = try await session.ask({ try await session.probe(nil) }) { $0.status == 200 }
    }

    /// Sends the request, and says where the answer differs from the recorded one.
    mutating func run(_ exchange: RecordedExchange) async throws -> [String] {
        try await arrange(before: exchange.number)
        let answer = try await send(exchange)
        try await afterwards(exchange.number)
        if answer.status != exchange.answer.status {
            return [
                "status: recorded \(exchange.answer.status), simulated \(answer.status): \(answer.text.prefix(300))"
            ]
        }
        return compare(exchange, answer)
    }

    private mutating func arrange(before number: Int) async throws {
        podName = try await session.cluster.podNames().first ?? podName
        switch number {
        case 15:
            try await write(try recording.brokenText())
            try await restart()
            podName = try await session.cluster.podNames().first ?? ""
            _ = try await session.ask({ try await session.probe(nil) }) { $0.status == 200 }
        case 16:
            // The recorder asked seven times in all.
            for _ in 0..<6 {
                _ = try await session.probe(TokenKind.preRegistration.text(secret: try recording.secret()))
            }
        case 23 where isRecordedWithRedis: try await session.cluster.setRedis(isUp: false)
        case 24:
            try await session.cluster.setRedis(isUp: true)
            versionBeforePatch = try await listVersion()
        case 35: versionBeforeRollout = try await listVersion()
        case 38: _ = try await session.rolledOut()
        case 39: _ = try await session.ask({ try await session.probe(nil) }) { $0.status == 200 }
        case 45, 47:
            try await restart()
            _ = try await session.ask({ try await session.probe(nil) }) { $0.status == 200 }
        case 50: try await session.cluster.killContainers()
        case 51: _ = try await session.ask({ try await session.probe(nil) }) { $0.status == 200 }
        case 52:
            try await scale(to: 0)
            _ = try await session.ask({ try await session.get(Path.system + "/pods") }) {
                $0.json?["items"]?.array?.isEmpty == true
            }
            _ = try await session.rolledOut()
        case 58:
            try await scale(to: 1)
            _ = try await session.ask({ try await session.probe(nil) }) { $0.status == 200 }
        case 62: try await session.cluster.expireWatches()
        default: break
        }
    }

    private func afterwards(_ number: Int) async throws {
        if number == 63 { _ = try await session.rolledOut() }
    }

    private func listVersion() async throws -> String {
        let list = try await session.get(Path.system + "/configmaps").json
        return try #require(list?[["metadata", "resourceVersion"]]?.string)
    }

    // Without a User-Agent, as the recorder's own changes were made: the manager is "unknown".
    private func write(_ text: String) async throws {
        let answer = try await session.patch(
            Path.configMap, "merge-patch", ["data": ["kubesphere.yaml": .string(text)]])
        #expect(answer.status == 200)
    }

    private func restart(query: String = "") async throws {
        let stamp = JSON.string("restart \(Int.random(in: 0..<Int.max))")
        let patch: JSON = [
            "spec": ["template": ["metadata": ["annotations": ["kubectl.kubernetes.io/restartedAt": stamp]]]]
        ]
        let answer = try await session.patch(Path.deployment(session.cluster) + query, "strategic-merge-patch", patch)
        #expect(answer.status == 200)
        _ = try await session.rolledOut()
    }

    private func scale(to replicas: Int) async throws {
        let path = Path.deployment(session.cluster) + "/scale"
        let answer = try await session.patch(path, "merge-patch", ["spec": ["replicas": .number(String(replicas))]])
        #expect(answer.status == 200)
    }

    private func send(_ exchange: RecordedExchange) async throws -> Answer {
        var headers = exchange.headers
        if let token = kubernetesToken(exchange) { headers.append(("Authorization", "Bearer \(token)")) }
        if let kind = try kubeSphereToken(exchange) {
            headers.append(("X-KubeSphere-Authorization", "Bearer \(kind.text(secret: try recording.secret()))"))
        }
        return try await session.client.send(exchange.method, path(exchange), headers: headers, body: exchange.body)
    }

    private func kubernetesToken(_ exchange: RecordedExchange) -> String? {
        switch exchange.number {
        case 56: "a token that nobody knows"
        case 57: nil
        case 32, 58...61: session.cluster.tokens.nobody
        default: session.cluster.tokens.fleet
        }
    }

    private func kubeSphereToken(_ exchange: RecordedExchange) throws -> TokenKind? {
        guard exchange.name.contains("accept"), ![13, 50, 55].contains(exchange.number) else { return nil }
        switch exchange.number {
        case 45: return .misSigned
        case 47: return .expired
        case 48: return .future
        case 49: return .ghost
        default: return .preRegistration
        }
    }

    private func path(_ exchange: RecordedExchange) -> String {
        let now = WallClock.seconds
        var path = exchange.path
            .replacing(#/pods\/(ks-apiserver|ks-agent)-[a-z0-9]{8,10}-[a-z0-9]{5}/#, with: "pods/\(podName)")
        switch exchange.number {
        case 18: path.replace(#/sinceTime=[^&]+/#, with: "sinceTime=\(RFC3339.escaped(now + 3_600))")
        case 17, 46: path.replace(#/sinceTime=[^&]+/#, with: "sinceTime=\(RFC3339.escaped(now - 3_600))")
        case 40: path.replace(#/resourceVersion=\d+/#, with: "resourceVersion=\(versionBeforePatch)&timeoutSeconds=1")
        case 41, 42:
            path.replace(#/resourceVersion=\d+/#, with: "resourceVersion=\(versionBeforeRollout)&timeoutSeconds=1")
        case 44: path.replace(#/resourceVersion=\d+/#, with: "resourceVersion=\(versionBeforeRollout)")
        default: break
        }
        return path
    }
}

extension Replay {
    private func compare(_ exchange: RecordedExchange, _ answer: Answer) -> [String] {
        if exchange.name.contains("-log-"), exchange.answer.status == 200 { return compareLogs(exchange, answer) }
        if exchange.name.contains("watch") { return compareEvents(exchange, answer) }
        guard var recorded = exchange.answer.json, var simulated = answer.json else {
            return exchange.answer.text == answer.text
                ? [] : ["text: recorded \(exchange.answer.text), simulated \(answer.text)"]
        }
        if exchange.number == 37 {
            // How far the controller has come at this moment is a race in the recording, too.
            (recorded["status"], simulated["status"]) = (nil, nil)
            for path in [["metadata", "managedFields"]] { (recorded[path], simulated[path]) = (nil, nil) }
        }
        return Normalization.differences(
            recorded: Normalization.json(recorded), simulated: Normalization.json(simulated))
    }

    private func compareLogs(_ exchange: RecordedExchange, _ answer: Answer) -> [String] {
        // A cut by bytes falls into the middle of a line.
        if exchange.number == 19 {
            return answer.body.count == exchange.answer.body.count ? [] : ["bytes: \(answer.body.count)"]
        }
        let recorded = Normalization.log(exchange.answer.body)
        var simulated = Normalization.log(answer.body)
        // The second that the recorder asked for began amid the start-up lines.
        if [17, 46].contains(exchange.number) { simulated = simulated.suffix(recorded.count) }
        return recorded == simulated ? [] : ["log: recorded \(recorded), simulated \(simulated)"]
    }

    private func compareEvents(_ exchange: RecordedExchange, _ answer: Answer) -> [String] {
        let recorded = events(exchange.answer)
        let simulated = events(answer)
        guard recorded.map(\.title) == simulated.map(\.title) else {
            return ["events: recorded \(recorded.map(\.title)), simulated \(simulated.map(\.title))"]
        }
        return zip(recorded, simulated).enumerated().flatMap { index, pair in
            Normalization.differences(recorded: pair.0.object, simulated: pair.1.object, at: "event \(index)")
        }
    }

    private func events(_ answer: Answer) -> [(title: String, object: JSON)] {
        answer.body.split(separator: 0x0A).compactMap { line in
            guard let event = try? JSON(parsing: Array(line)), let object = event["object"] else { return nil }
            return ("\(event["type"]?.string ?? "") \(object["kind"]?.string ?? "")", Normalization.json(object))
        }
    }
}

enum RFC3339 {
    /// The time with its colons escaped, as in a query.
    static func escaped(_ seconds: Int) -> String {
        Timestamp(seconds: seconds).rfc3339.replacing(":", with: "%3A")
    }
}
