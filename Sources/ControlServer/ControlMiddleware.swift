import Control
import Fleet
import FoundationEssentials
import Hummingbird
import Linux
import NIOCore

/// What every request passes first: only those come in that may operate the agent, and whatever goes wrong behind it
/// goes out in the one envelope and is recorded.
struct ControlMiddleware: RouterMiddleware {
    typealias Context = ControlContext
    let rule: @Sendable () -> OperatorRule
    let record: @Sendable (ControlProblem, _ request: String, Peer?) async -> Void

    @concurrent func handle(
        _ request: Request, context: ControlContext,
        next: @concurrent (Request, ControlContext) async throws -> Response
    ) async throws -> Response {
        let peer = try? await Peer.of(context.channel)
        do {
            var context = context
            context.peer = try admitted(peer)
            return try await next(request, context)
        } catch {
            let problem = Self.problem(error, path: request.uri.path)
            await record(problem, "\(request.method.rawValue) \(printable(request.uri.path, limit: 120))", peer)
            return try .problem(problem, context.channel)
        }
    }

    private func admitted(_ peer: Peer?) throws(ControlProblem) -> Peer {
        guard let peer else {
            throw ControlProblem(.forbidden, "cannot determine the caller (SO_PEERCRED): request refused")
        }
        guard !rule().admits(peer) else { return peer }
        throw ControlProblem(
            .forbidden, "\(peer.actor) may not use this agent",
            hint:
                """
                become a member of group \(OperatorRule.group) (sudo usermod -aG \(OperatorRule.group) YOU, then log \
                in again), or use sudo
                """
        )
    }

    static func problem(_ error: any Error, path: String) -> ControlProblem {
        switch error {
        case let problem as ControlProblem: problem
        case let error as HTTPError where error.status == .notFound || error.status == .methodNotAllowed:
            ControlProblem(
                .noSuchPath, "there is no \(printable(path, limit: 120)) here, or not with this method",
                hint: "docs/control.md lists the paths")
        case is CancellationError: ControlProblem(.stopping, "the agent is stopping")
        default: ControlProblem(.failed, "\(error)")
        }
    }
}

extension Response {
    static func json(_ value: some Encodable, status: HTTPResponse.Status = .ok) throws -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: try line(value))
        )
    }

    /// Where the rest of the request is not worth reading, the connection ends with the answer.
    static func problem(_ problem: ControlProblem, _ channel: any Channel) throws -> Response {
        let status = HTTPResponse.Status(code: problem.status)
        guard problem.code == .tooLarge || problem.code == .timedOut else { return try json(problem, status: status) }
        let body = try line(problem)
        return Response(
            status: status,
            headers: [.contentType: "application/json", .connection: "close", .contentLength: "\(body.readableBytes)"],
            body: ResponseBody(contentLength: body.readableBytes) { writer in
                try await writer.write(body)
                try await writer.finish(nil)
                channel.close(promise: nil)
            })
    }

    private static func line(_ value: some Encodable) throws -> ByteBuffer {
        var body = ByteBuffer(bytes: try ControlJSON.encode(value))
        body.writeString("\n")
        return body
    }
}
