import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import NIOHTTP1

extension ControlClient {
    /// Reads events until `body` says that it is enough, or the agent ends the stream.
    ///
    /// - Parameters:
    ///   - after: only events with a greater id; nil for what comes from now on.
    ///   - follow: false ends after what is held now.
    ///   - body: given every event, heartbeats and gaps included; false ends the reading.
    /// - Throws: `ControlError`, `ControlProblem`; `noAnswer` too where not even a heartbeat came for half a minute.
    package func events(after: Int64?, follow: Bool, _ body: (AgentEvent) throws -> Bool) async throws {
        var query: [String] = []
        if let after { query.append("after=\(after)") }
        if !follow { query.append("follow=false") }
        let path = ControlPath.events + (query.isEmpty ? "" : "?" + query.joined(separator: "&"))
        try await exchange(silence: .seconds(30)) { client in
            let response = try await client.execute(request(.GET, path, body: nil), deadline: .distantFuture)
            guard response.status == .ok else {
                let data = Data(try await response.body.collect(upTo: 1 << 20).readableBytesView)
                throw (try? ControlJSON.decode(ControlProblem.self, from: data))
                    ?? ControlError(.foreign, socket: socket)
            }
            var rest = ByteBuffer()
            for try await chunk in response.body {
                var chunk = chunk
                rest.writeBuffer(&chunk)
                guard rest.readableBytes <= Self.longestLine else { throw ControlError(.foreign, socket: socket) }
                while let line = rest.readLine() {
                    guard let event = try? ControlJSON.decode(AgentEvent.self, from: line) else { continue }
                    do { guard try body(event) else { return } } catch { throw ReaderError(underlying: error) }
                }
                rest.discardReadBytes()
            }
        }
    }

    private static let longestLine = 1 << 20
}

/// What went wrong was not the agent: whoever reads the events could not.
struct ReaderError: Error {
    let underlying: any Error
}

extension ByteBuffer {
    /// The bytes up to the next line feed, which is taken away with them.
    fileprivate mutating func readLine() -> Data? {
        guard let end = readableBytesView.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let line = Data(readableBytesView[..<end])
        moveReaderIndex(to: end + 1)
        return line
    }
}
