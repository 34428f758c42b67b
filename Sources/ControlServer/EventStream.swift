import Control
import FoundationEssentials
import Hummingbird
import NIOCore

/// `GET /v1/events`: newline-delimited JSON, what is held after an id first, then what happens, with a heartbeat where
/// nothing does.
struct EventStream {
    let log: EventLog
    let limits: ControlLimits

    private static let headers: HTTPFields = [.contentType: "application/x-ndjson", .cacheControl: "no-store"]

    func response(_ request: Request, _ context: ControlContext) async throws -> Response {
        let after = try id(request)
        if request.uri.queryParameters["follow"] == "false" { return try await held(after ?? 0) }
        let channel = context.channel
        // A reader that is too far behind has a writer that waits for it: only closing the connection ends that.
        let reader = await log.subscribe(after: after, most: limits.streams, backlog: limits.backlog) {
            channel.close(promise: nil)
        }
        guard let reader else {
            throw ControlProblem(.busy, "\(limits.streams) event streams are open already: end one of them")
        }
        return Response(
            status: .ok, headers: Self.headers,
            body: ResponseBody { [log] writer in
                do {
                    // The first line goes out at once: the client sees that it is connected.
                    try await writer.write(try Self.line(AgentEvent(.heartbeat, "connected")))
                    for await event in reader.events { try await writer.write(try Self.line(event)) }
                    await log.unsubscribe(reader)
                } catch {
                    await log.unsubscribe(reader)
                    throw error
                }
                try await writer.finish(nil)
            })
    }

    private func id(_ request: Request) throws(ControlProblem) -> Int64? {
        guard let text = request.uri.queryParameters["after"] else { return nil }
        guard let id = Int64(text), id >= 0 else {
            throw ControlProblem(.badRequest, "after takes an event's id, a whole number")
        }
        return id
    }

    private func held(_ after: Int64) async throws -> Response {
        var buffer = ByteBuffer()
        for event in await log.events(after: after) { try Self.append(event, &buffer) }
        return Response(status: .ok, headers: Self.headers, body: ResponseBody(byteBuffer: buffer))
    }

    private static func line(_ event: AgentEvent) throws -> ByteBuffer {
        var buffer = ByteBuffer()
        try append(event, &buffer)
        return buffer
    }

    private static func append(_ event: AgentEvent, _ buffer: inout ByteBuffer) throws {
        buffer.writeBytes(try ControlJSON.encode(event))
        buffer.writeInteger(UInt8(ascii: "\n"))
    }
}
