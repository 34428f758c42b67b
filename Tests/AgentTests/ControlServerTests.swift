import ChildPrograms
import Control
import ControlServer
import Fleet
import Foundation
import Linux
import Logging
import Synchronization
import Testing

@Suite("The control socket", .serialized, .timeLimit(.minutes(10)))
struct ControlServerTests {
    @Test("what is asked comes to the agent with the peer's own name, and comes back")
    func asks() async throws {
        try await ControlScene.with { scene in
            let freeze = try await scene.client.post(
                FreezeReply.self, ControlPath.freezes, FreezeRequest(clusters: ["edge-*"], reason: "  a   change "))
            #expect(freeze.id == 1 && freeze.clusters == ["edge-*"])
            #expect(freeze.by.hasPrefix("uid \(getuid()) gid \(getgid()) ("), "\(freeze.by)")
            #expect(freeze.reason == "a change")
            #expect(try await scene.client.state().rounds == 3)
        }
    }

    @Test(
        "what is no request of this API is refused in the one envelope, and the server goes on",
        arguments: [
            ("/v1/freezes", "{", 400, "not valid JSON"), ("/v1/freezes", "{}", 400, "no reason"),
            ("/v1/freezes", #"{"reason":7}"#, 400, "reason is of the wrong type"),
            ("/v1/freezes", #"{"reason":"  "}"#, 400, "reason is empty"),
            ("/v1/freezes", #"{"reason":"x","clusters":[]}"#, 400, "clusters is empty"),
            ("/v1/freezes", #"{"reason":"x","until":"tomorrow"}"#, 400, "until is not valid"),
            ("/v1/plans/x/approve", #"{"reason":"x"}"#, 404, "no number of a plan"),
            ("/v1/nowhere", "{}", 404, "there is no /v1/nowhere here"),
            ("/v1/state", "{}", 404, "not with this method"),
            ("/v1/probe", #"{"clusters":[]}"#, 400, "clusters is empty"),
            ("/v1/plans/7/apply", #"{"reason":"x","dryrun":true}"#, 400, "unknown field dryrun"),
            ("/v1/freezes", #"{"reason":"x","cluster":"m1"}"#, 400, "unknown field cluster"),
            ("/v1/freezes", "[]", 400, "no JSON object"),
            ("/v1/mutes", #"{"reason":"x","cause":"version-skew"}"#, 400, "no until"),
            ("/v1/mutes/x/end", #"{"reason":"x"}"#, 404, "no number of a mute"),
            (
                "/v1/mutes", #"{"reason":"x","cause":"version-skew","clusters":[],"until":"2026-12-27T08:00:00Z"}"#,
                400, "clusters is empty"
            ),
        ])
    func badRequests(bad: (path: String, body: String, status: Int, words: String)) async throws {
        try await ControlScene.with { scene in
            let client = try RawClient(scene.socket)
            client.post(bad.path, bad.body, headers: "Connection: close\r\n")
            let answer = await client.read(until: "\"schema\"")
            #expect(
                answer.hasPrefix("HTTP/1.1 \(bad.status)") && answer.contains("ksfleet.error/v1")
                    && answer.contains(bad.words), "\(answer)")
            #expect(try await scene.client.state().rounds == 3)
            #expect(scene.operations.refusals.withLock { $0.count } == 1)
        }
    }

    @Test("a body that is too large is refused before it is read, said or not")
    func largeBodies() async throws {
        var limits = ControlLimits()
        // A busy machine may take its time over what is to be refused for its size.
        (limits.headerTime, limits.bodyTime) = (120, 100)
        try await ControlScene.with(limits) { scene in
            let said = try RawClient(scene.socket)
            said.send("POST /v1/freezes HTTP/1.1\r\nHost: x\r\nContent-Length: 10000000\r\n\r\n")
            #expect(await said.read().hasPrefix("HTTP/1.1 413"))
            let chunked = try RawClient(scene.socket)
            chunked.send("POST /v1/freezes HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = "1000\r\n" + String(repeating: "x", count: 0x1000) + "\r\n"
            for _ in 0..<64 where chunked.send(chunk) {}
            let answer = await chunked.read()
            #expect(answer.hasPrefix("HTTP/1.1 413"), "\(answer)")
            let header = try RawClient(scene.socket)
            header.send("GET /v1/state HTTP/1.1\r\nHost: x\r\nX: " + String(repeating: "x", count: 40_000) + "\r\n\r\n")
            #expect(await !header.read().contains("200 OK"))
            #expect(try await scene.client.state().rounds == 3)
        }
    }

    @Test("whoever sends a header or a body drop by drop is shown out, and others are served meanwhile")
    func slowClients() async throws {
        var limits = ControlLimits()
        (limits.headerTime, limits.bodyTime) = (3, 0.3)
        try await ControlScene.with(limits) { scene in
            let slowHeader = try RawClient(scene.socket)
            slowHeader.send("GET /v1/state HTTP/1.1\r\nHost:")
            let slowBody = try RawClient(scene.socket)
            slowBody.send("POST /v1/freezes HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
            #expect(try await scene.client.state().rounds == 3)
            // Both end because the server ends them: nothing more is sent.
            #expect(await slowHeader.read().isEmpty)
            #expect(await slowBody.read().hasPrefix("HTTP/1.1 408"))
        }
    }

    @Test("whoever may not operate the agent reads nothing, and is recorded once a minute")
    func strangers() async throws {
        try await ControlScene.with(rule: { OperatorRule(agentUID: .max - 1, group: nil, admitsRoot: false) }) {
            scene in
            for path in [ControlPath.state, ControlPath.plans, ControlPath.events, ControlPath.policy, "/v1/nowhere"] {
                let problem = await #expect(throws: ControlProblem.self) {
                    try await scene.client.get(AgentState.self, path)
                }
                #expect(problem?.code == .forbidden && problem?.hint?.contains("group ksfleet") == true)
            }
            let refused = scene.operations.refusals.withLock { $0 }
            #expect(refused.count == 1 && refused[0].contains("uid \(getuid())"), "\(refused)")
        }
    }

    @Test("ten thousand requests, good and bad, are answered; of the bad ones a few are recorded")
    func manyRequests() async throws {
        try await ControlScene.with { scene in
            let socket = scene.socket
            let counts = try await withThrowingTaskGroup(of: Int.self) { group in
                for client in 0..<10 {
                    group.addTask {
                        let raw = try RawClient(socket)
                        var answered = 0
                        for _ in 0..<20 {
                            // Fifty at a time on one connection.
                            for number in 0..<50 {
                                if (number + client) % 2 == 0 {
                                    raw.send("GET /v1/state HTTP/1.1\r\nHost: x\r\n\r\n")
                                } else {
                                    raw.post("/v1/freezes", "{")
                                }
                            }
                            raw.send("GET /v1/end HTTP/1.1\r\nHost: x\r\n\r\n")
                            answered +=
                                await raw.read(until: "/v1/end here").components(separatedBy: "HTTP/1.1 ").count - 2
                        }
                        return answered
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(counts == 10_000)
            #expect(scene.operations.refusals.withLock { $0.count } <= 4)
            #expect(try await scene.client.state().rounds == 3)
        }
    }

    @Test("events are replayed from an id, then come as they happen, and a reader that does not read is dropped")
    func events() async throws {
        var limits = ControlLimits()
        (limits.heartbeat, limits.backlog) = (0.2, 50)
        try await ControlScene.with(limits) { scene in
            let first = await scene.events.post(AgentEvent(.started, "one"))
            let second = await scene.events.post(AgentEvent(.round, "two"))
            let seen = Mutex<[AgentEvent]>([])
            try await scene.client.events(after: first.id, follow: true) { event in
                seen.withLock { $0.append(event) }
                return seen.withLock { $0.filter { $0.kind == .heartbeat }.count } < 3
            }
            #expect(seen.withLock { $0.filter { $0.id > 0 }.map(\.id) } == [second.id])

            let deaf = try RawClient(scene.socket)
            deaf.send("GET /v1/events HTTP/1.1\r\nHost: x\r\n\r\n")
            _ = await deaf.read(until: "connected")
            // More than its queue and the kernel's buffers hold.
            for number in 0..<20_000 {
                await scene.events.post(AgentEvent(.round, "\(number) " + String(repeating: "x", count: 400)))
            }
            let rest = await deaf.read()
            #expect(!rest.contains("19999 "))
            #expect(try await scene.client.state().rounds == 3)
        }
    }

    @Test("connections that arrive as the server is cancelled are closed; they do not end the process")
    func arrivalsAtTheEnd() async throws {
        for _ in 0..<50 {
            let arrivals = Mutex<[RawClient]>([])
            try await ControlScene.with { scene in
                for _ in 0..<20 {
                    arrivals.withLock { $0.append(contentsOf: [try? RawClient(scene.socket)].compactMap { $0 }) }
                }
            }
            // Without a request, only a server that goes away ends them.
            for arrival in arrivals.withLock({ $0 }) { #expect(await arrival.read().isEmpty) }
        }
    }

    @Test("a gap in what is held is said")
    func gap() async {
        let log = EventLog(capacity: 10)
        let first = await log.post(AgentEvent(.started, "start"))
        for number in 0..<30 { await log.post(AgentEvent(.round, "\(number)")) }
        let events = await log.events(after: first.id)
        #expect(events.first?.kind == .gap && events.count <= 11)
        #expect(await log.events(after: events.last?.id ?? 0).isEmpty)
    }
}
