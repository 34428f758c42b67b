import AsyncHTTPClient
import FoundationEssentials
import NIOCore
import NIOHTTP1

/// Asks a running agent over its Unix socket.
///
/// Calls throw `ControlError` where the agent could not be asked, and `ControlProblem` where it said no.
package struct ControlClient: Sendable {
    package let socket: String
    /// Seconds that an answer may take; nil for 10 where it is only asked, and 120 where something is done: a probe of
    /// a whole fleet takes its time.
    let timeout: Int64?

    package init(socket: String, timeout: Int64? = nil) {
        self.socket = socket
        self.timeout = timeout
    }

    package func state() async throws -> AgentState { try await get(AgentState.self, ControlPath.state) }

    package func get<Reply: Decodable & Sendable>(_ type: Reply.Type, _ path: String) async throws -> Reply {
        try await call(type, .GET, path, body: nil)
    }

    package func post<Reply: Decodable & Sendable>(_ type: Reply.Type, _ path: String, _ request: some Encodable)
        async throws -> Reply
    {
        try await call(type, .POST, path, body: try ControlJSON.encode(request))
    }

    private func call<Reply: Decodable & Sendable>(
        _ type: Reply.Type, _ method: HTTPMethod, _ path: String, body: Data?
    ) async throws -> Reply {
        let (status, data) = try await exchange { client in
            let response = try await client.execute(
                request(method, path, body: body), timeout: .seconds(timeout ?? (method == .GET ? 10 : 120)))
            let buffer = try await response.body.collect(upTo: Self.largestAnswer)
            return (response.status.code, Data(buffer.readableBytesView))
        }
        guard (200..<300).contains(status) else { throw problem(status, data) }
        guard let reply = try? ControlJSON.decode(type, from: data) else {
            throw ControlError(.foreign, socket: socket)
        }
        return reply
    }

    static let largestAnswer = 64 << 20

    private func problem(_ status: UInt, _ data: Data) -> any Error {
        (try? ControlJSON.decode(ControlProblem.self, from: data)) ?? ControlError(.foreign, socket: socket)
    }

    func request(_ method: HTTPMethod, _ path: String, body: Data?) -> HTTPClientRequest {
        let host = socket.utf8.map { byte in "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        var request = HTTPClientRequest(url: "http+unix://\(host)\(path)")
        request.method = method
        if let body {
            request.headers.add(name: "Content-Type", value: "application/json")
            request.body = .bytes(ByteBuffer(bytes: body))
        }
        return request
    }

    /// Runs one exchange with a client of its own; what goes wrong below HTTP says which of the reasons it is.
    ///
    /// - Parameter silence: the longest time without a byte of the answer; nil for as long as it takes.
    func exchange<Value: Sendable>(silence: TimeAmount? = nil, _ body: (HTTPClient) async throws -> Value) async throws
        -> Value
    {
        if let reason = ControlError.Code(connectingTo: socket) { throw ControlError(reason, socket: socket) }
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: .init(timeout: .init(read: silence)))
        do {
            let value = try await body(client)
            try await client.shutdown()
            return value
        } catch {
            try? await client.shutdown()
            if let error = error as? ReaderError { throw error.underlying }
            if error is ControlProblem || error is ControlError || error is CancellationError { throw error }
            throw ControlError(.noAnswer, socket: socket)
        }
    }
}
