import AsyncHTTPClient
import FoundationEssentials
import NIOCore

/// Asks a running agent over its Unix socket.
package struct ControlClient: Sendable {
    let socket: String

    package init(socket: String) { self.socket = socket }

    /// - Throws: `ControlError`, which says which of three it is: no socket, no permission, no answer.
    package func state() async throws -> AgentState {
        guard FileManager.default.fileExists(atPath: socket) else { throw ControlError(.notRunning, socket: socket) }
        guard FileManager.default.isWritableFile(atPath: socket) else { throw ControlError(.noPermission, socket: socket) }
        let client = HTTPClient(eventLoopGroupProvider: .singleton)
        do {
            let state = try await fetch(client)
            try await client.shutdown()
            return state
        } catch {
            try? await client.shutdown()
            throw ControlError(.noAnswer, socket: socket)
        }
    }

    private func fetch(_ client: HTTPClient) async throws -> AgentState {
        let host = socket.utf8.map { byte in "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
        let response = try await client.execute(HTTPClientRequest(url: "http+unix://\(host)\(AgentState.path)"), timeout: .seconds(5))
        let body = try await response.body.collect(upTo: 1 << 20)
        return try AgentState.decoded(Data(body.readableBytesView))
    }
}

/// Why a running agent could not be asked.
package struct ControlError: Error, Equatable, Sendable, CustomStringConvertible {
    package enum Code: String, Sendable {
        case notRunning = "not-running"
        case noPermission = "no-permission"
        case noAnswer = "no-answer"
    }

    package let code: Code
    package let socket: String

    init(_ code: Code, socket: String) {
        self.code = code
        self.socket = socket
    }

    package var description: String {
        switch code {
        case .notRunning: "no agent listens at \(socket): start it (systemctl start ksfleet-agent), or name its socket with --socket"
        case .noPermission: "you may not use \(socket): become a member of group ksfleet (usermod -aG ksfleet YOU), or use sudo"
        case .noAnswer: "the agent at \(socket) does not answer: see journalctl -u ksfleet-agent"
        }
    }
}
