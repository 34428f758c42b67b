import ChildPrograms
import FleetSimulator
import Foundation
import Testing

@Suite("The control socket of a running agent, from outside", .serialized, .timeLimit(.minutes(5)))
struct ControlSocketTests {
    private func with(_ body: (Scene) async throws -> Void) async throws {
        try await Scene.with(.scene([("m1", .v3_4, nil)])) { scene in
            try scene.configure(policy: TestPolicy.observe)
            let stopped = try await scene.withAgent { try await body(scene) }
            #expect(stopped.status == 0, "\(stopped)")
            #expect(try await scene.agentctl("journal", "verify").status == 0)
        }
    }

    private func rounds(_ scene: Scene) async throws -> Int {
        try #require(try await scene.items("agent").first?["rounds"] as? Int)
    }

    @Test("ten thousand requests, half of them bad, are answered while rounds go on; a few refusals are journaled")
    func tenThousand() async throws {
        try await with { scene in
            let before = try await rounds(scene)
            let good = "GET /v1/breaker HTTP/1.1\r\nHost: x\r\n\r\n"
            let bad = "POST /v1/freezes HTTP/1.1\r\nHost: x\r\nContent-Length: 12\r\n\r\n{\"reason\": 7"
            let end = "GET /v1/end HTTP/1.1\r\nHost: x\r\n\r\n"
            let answered = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<10 {
                    group.addTask {
                        var answers = 0
                        for _ in 0..<20 {
                            // A connection that rests between two bundles, on a busy machine, would be shown out.
                            let client = try RawClient(scene.path("agent.sock"))
                            client.send(String(repeating: good + bad, count: 25) + end)
                            answers +=
                                await client.read(until: "/v1/end here").components(separatedBy: "HTTP/1.1 ").count - 2
                        }
                        return answers
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(answered == 10_000)
            try await scene.eventually { try await rounds(scene) > before + 1 }
            let refused = try await scene.items("journal").filter { $0["phase"] as? String == "refused" }
            #expect((1...20).contains(refused.count))
            #expect(try await scene.agentctl("freeze", "list").errors.contains("nothing is frozen"))
        }
    }

    @Test(
        """
        clients that send drop by drop, or a body without an end, are shown out, and do not keep anybody else from \
        being served
        """
    )
    func slowAndLarge() async throws {
        try await with { scene in
            let socket = scene.path("agent.sock")
            let slow = try (0..<20).map { number in
                let client = try RawClient(socket)
                client.send(
                    number % 2 == 0
                        ? "GET /v1/state HTTP/1.1\r\nHost:"
                        : "POST /v1/freezes HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
                return client
            }
            let huge = try RawClient(socket)
            huge.send("POST /v1/freezes HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = "10000\r\n" + String(repeating: "x", count: 0x10000) + "\r\n"
            for _ in 0..<64 where huge.send(chunk) {}
            #expect(await huge.read().hasPrefix("HTTP/1.1 413"))
            #expect(try await scene.agentctl("agent").status == 0)
            // Each of them ends because the agent ends it.
            for (number, client) in slow.enumerated() {
                let said = await client.read()
                #expect(number % 2 == 0 ? said.isEmpty : said.hasPrefix("HTTP/1.1 408"), "\(said)")
            }
            #expect(try await scene.agentctl("agent").status == 0)
        }
    }

    @Test("32 readers of events at a time: the next is told so, and is served once one has gone")
    func streams() async throws {
        try await with { scene in
            let socket = scene.path("agent.sock")
            func stream() throws -> RawClient {
                let client = try RawClient(socket)
                client.send("GET /v1/events HTTP/1.1\r\nHost: x\r\n\r\n")
                return client
            }
            var readers: [RawClient] = []
            for _ in 0..<32 {
                let reader = try stream()
                #expect(await reader.read(until: "\"kind\"").hasPrefix("HTTP/1.1 200"))
                readers.append(reader)
            }
            let refused = try await scene.curl("http://localhost/v1/events")
            #expect(refused.output.contains("\"busy\""), "\(refused)")
            readers.removeLast()
            try await scene.eventually { await (try stream()).read(until: "\"schema\"").hasPrefix("HTTP/1.1 200") }
            #expect(try await scene.agentctl("agent").status == 0)
            withExtendedLifetime(readers) {}
        }
    }

    @Test("more connections than the agent takes wait, and are served when others end")
    func connections() async throws {
        try await with { scene in
            let socket = scene.path("agent.sock")
            // They say nothing, and hold all the places until the agent shows them out.
            let idle = try (0..<64).map { _ in try RawClient(socket) }
            let late = try RawClient(socket)
            late.send("GET /v1/state HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            #expect(await late.read().hasPrefix("HTTP/1.1 200"))
            withExtendedLifetime(idle) {}
        }
    }
}
