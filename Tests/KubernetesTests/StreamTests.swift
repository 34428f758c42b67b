import Fleet
import Kubernetes
import Testing

@Suite("Streamed bodies", .timeLimit(.minutes(10)))
struct StreamTests {
    private struct Seen: Sendable, Equatable {
        var text = ""
        var chunks = 0
    }

    private func read(_ client: APIClient, limit: Int = 1_000_000) async -> Reading<Streamed<Seen>> {
        await client.reader.stream("/log", query: [("follow", "false")], limit: limit, into: Seen()) { seen, span in
            seen.text += span.withUnsafeBytes { String(decoding: $0, as: UTF8.self) }
            seen.chunks += 1
        }
    }

    @Test("Chunks are folded in order, and the body is not collected first")
    func chunks() async throws {
        let lines = (0..<200).map { "line \($0) \(String(repeating: "x", count: 1_000))\n" }
        try await withCluster(script: { _ in .chunks(lines) }) { client, server in
            let streamed = try #require(await read(client).value)
            #expect(streamed.state.text == lines.joined())
            #expect(streamed.state.chunks > 1)
            #expect(streamed.bytes == lines.joined().utf8.count)
            #expect(streamed.end == .complete)
            #expect(server.requests.map(\.uri) == ["/log?follow=false"])
        }
    }

    @Test("An empty body is a complete one")
    func empty() async throws {
        try await withCluster(script: { _ in .answer(200) }) { client, _ in
            let streamed = try #require(await read(client).value)
            #expect(streamed.bytes == 0)
            #expect(streamed.end == .complete)
        }
    }

    @Test(
        "What is beyond the limit is left out to the byte",
        arguments: [(99, false), (100, true), (101, true), (50, false)])
    func limit(limit: Int, isComplete: Bool) async throws {
        let chunks = Array(repeating: String(repeating: "x", count: 10), count: 10)
        try await withCluster(script: { _ in .chunks(chunks) }) { client, _ in
            let streamed = try #require(await read(client, limit: limit).value)
            #expect(streamed.bytes == min(limit, 100))
            #expect(streamed.state.text.count == min(limit, 100))
            #expect(streamed.end == (isComplete ? .complete : .limitReached))
        }
    }

    @Test(
        "A stream that breaks keeps what had come",
        arguments: [
            (TestReply.cut(after: "first\n"), Fault.Kind.connectionLost), (.stall(after: "first\n"), .timeout),
        ])
    func broken(reply: TestReply, kind: Fault.Kind) async throws {
        // Long enough for the first chunk on a busy machine; only the stalled case waits for it.
        try await withCluster(limits: RequestLimits(request: .seconds(4)), script: { _ in reply }) { client, _ in
            let streamed = try #require(await read(client).value)
            #expect(streamed.state.text == "first\n")
            guard case .broken(let fault) = streamed.end else {
                Issue.record("the stream is said to be \(streamed.end)")
                return
            }
            #expect(fault.kind == kind)
        }
    }

    @Test("A refusal is a fault with the server's words, and nothing of it is folded")
    func refused() async throws {
        let body = #"{"kind":"Status","message":"container nope is not valid","reason":"BadRequest","code":400}"#
        try await withCluster(script: { _ in .answer(400, body: body) }) { client, _ in
            let fault = try #require(await read(client).fault)
            #expect(fault.kind == .badRequest)
            #expect(fault.message == "GET /log: 400: BadRequest: container nope is not valid")
        }
    }

    @Test("A connection that is lost before the body is a fault")
    func lost() async throws {
        try await withCluster(script: { _ in .close }) { client, _ in
            #expect(await read(client).fault?.kind == .connectionLost)
        }
    }
}
