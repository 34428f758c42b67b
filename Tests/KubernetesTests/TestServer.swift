import FoundationEssentials
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// One request as the server saw it.
struct TestRequest: Sendable {
    let method: String
    let uri: String
    let headers: HTTPHeaders
    let body: String
    /// Number of the connection it came on, from 1.
    let connection: Int
    /// Of the client's certificate; nil without TLS, or where it showed none.
    var client: NIOSSLCertificate?
}

/// What the server does with a request.
enum TestReply: Sendable {
    case answer(Int, headers: [(String, String)] = [], body: String = "")
    /// The head announces more than comes, and then nothing comes.
    case stall(after: String)
    /// The head announces more than comes, and then the connection is closed.
    case cut(after: String)
    /// The chunks, each written and flushed by itself.
    case chunks([String])
    /// Nothing at all until the connection ends.
    case silence
    case close
    /// Bytes that are no HTTP, then the end.
    case garbage(String)
}

/// A small HTTPS server on a local port, whose answers a closure gives.
struct TestServer {
    typealias Script = @Sendable (TestRequest) -> TestReply

    let port: Int
    private let channel: any Channel
    private let seen: RequestLog

    var requests: [TestRequest] { seen.requests }
    var connections: Int { seen.connections }
    var openConnections: Int { seen.connections - seen.closed }

    /// - Parameter tls: nil for a server that speaks HTTP without TLS.
    static func start(tls: TLSConfiguration?, script: @escaping Script) async throws -> TestServer {
        let log = RequestLog()
        let context = try tls.map { try NIOSSLContext(configuration: $0) }
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let context {
                        try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
                    }
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: false)
                    try channel.pipeline.syncOperations.addHandler(
                        ScriptHandler(script: script, log: log, connection: log.connect()))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return TestServer(port: channel.localAddress?.port ?? 0, channel: channel, seen: log)
    }

    func stop() async throws { try await channel.close() }

    static func tls(
        _ identity: TestAuthority.Identity, clientAuthority: String? = nil, asksOnly: Bool = false,
        maximum: TLSVersion? = nil
    ) throws -> TLSConfiguration {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(identity.certificate.utf8)).map {
                .certificate($0)
            },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(identity.key.utf8), format: .pem)))
        configuration.maximumTLSVersion = maximum
        if let clientAuthority {
            configuration.certificateVerification = asksOnly ? .optionalVerification : .noHostnameVerification
            configuration.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(clientAuthority.utf8)))
        }
        return configuration
    }
}

/// Starts a server, and stops it whatever happens.
func withServer<Result>(
    tls: TLSConfiguration?, script: @escaping TestServer.Script, _ body: (TestServer) async throws -> Result
) async throws -> Result {
    let server = try await TestServer.start(tls: tls, script: script)
    do {
        let result = try await body(server)
        try await server.stop()
        return result
    } catch {
        try await server.stop()
        throw error
    }
}

/// Waits for a condition, until the test's time limit cancels it.
func eventually(_ condition: () -> Bool) async throws {
    while !condition() {
        try Task.checkCancellation()
        await Task.yield()
    }
}

final class RequestLog: Sendable {
    private let state = Mutex<(requests: [TestRequest], connections: Int, closed: Int)>(([], 0, 0))

    var requests: [TestRequest] { state.withLock(\.requests) }
    var connections: Int { state.withLock(\.connections) }

    func connect() -> Int {
        state.withLock {
            $0.connections += 1
            return $0.connections
        }
    }

    var closed: Int { state.withLock(\.closed) }

    func disconnect() { state.withLock { $0.closed += 1 } }

    func add(_ request: TestRequest) { state.withLock { $0.requests.append(request) } }
}

private final class ScriptHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let script: TestServer.Script
    private let log: RequestLog
    private let connection: Int
    private var head: HTTPRequestHead?
    private var body = ""

    init(script: @escaping TestServer.Script, log: RequestLog, connection: Int) {
        self.script = script
        self.log = log
        self.connection = connection
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = ""
        case .body(let part): body += String(buffer: part)
        case .end:
            guard let head else { return }
            let request = TestRequest(
                method: head.method.rawValue, uri: head.uri, headers: head.headers, body: body, connection: connection,
                client: client(context))
            log.add(request)
            reply(script(request), context: context)
        }
    }

    private func client(_ context: ChannelHandlerContext) -> NIOSSLCertificate? {
        (try? context.pipeline.syncOperations.handler(type: NIOSSLServerHandler.self))?.peerCertificate
    }

    private func reply(_ reply: TestReply, context: ChannelHandlerContext) {
        switch reply {
        case .answer(let status, let headers, let body):
            write(status, headers + [("Content-Length", "\(body.utf8.count)")], body, context: context)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        case .stall(let part): write(200, [("Content-Length", "100000")], part, context: context)
        case .cut(let part):
            write(200, [("Content-Length", "100000")], part, context: context)
            context.close(promise: nil)
        case .chunks(let chunks):
            write(200, [("Transfer-Encoding", "chunked")], "", context: context)
            for chunk in chunks {
                context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: chunk)))), promise: nil)
            }
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        case .silence: break
        case .close: context.close(promise: nil)
        case .garbage(let text): garbage(text, context: context)
        }
    }

    private func write(_ status: Int, _ headers: [(String, String)], _ body: String, context: ChannelHandlerContext) {
        let head = HTTPResponseHead(version: .http1_1, status: .init(statusCode: status), headers: HTTPHeaders(headers))
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil)
    }

    /// Written beneath the HTTP encoder, where no HTTP is expected.
    private func garbage(_ text: String, context: ChannelHandlerContext) {
        do {
            let encoder = try context.pipeline.syncOperations.context(handlerType: HTTPResponseEncoder.self)
            encoder.writeAndFlush(NIOAny(ByteBuffer(string: text)), promise: nil)
            context.close(promise: nil)
        } catch {
            context.fireErrorCaught(error)
        }
    }

    func channelInactive(context: ChannelHandlerContext) { log.disconnect() }

    /// A peer that gives up is part of the tests.
    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
