import NIOCore
import NIOHTTP1
import NIOSSL

/// One client's connection: collects requests, asks the cluster, writes the answers and the streams.
final class APIConnection: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let cluster: ClusterState
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []
    private var isTooLarge = false
    private var certificate: ClientCertificate?
    private var hasLookedAtCertificate = false
    private var endStream: (() -> Void)?
    /// kube-apiserver's limit for a request's body.
    private static let bodyLimit = 3 * 1_024 * 1_024

    init(cluster: ClusterState) { self.cluster = cluster }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
            isTooLarge = false
        case .body(let buffer):
            guard body.count + buffer.readableBytes <= APIConnection.bodyLimit else { return isTooLarge = true }
            body.append(contentsOf: buffer.readableBytesView)
        case .end:
            guard let head else { return }
            self.head = nil
            answer(HTTPRequest(head: head, body: body), head, context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        stopStream()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // A client that breaks off, or one that does not speak TLS: nothing to answer.
        context.close(promise: nil)
    }

    private func answer(_ request: HTTPRequest, _ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        cluster.record(request)
        guard !isTooLarge else {
            return write(
                Failure.reply(413, "RequestEntityTooLarge", "Request entity too large: limit is 3145728"), head, context
            )
        }
        guard let delay = cluster.answerDelay else { return respond(request, head, context) }
        later(delay, context) { connection, context in connection.respond(request, head, context) }
    }

    private func later(
        _ delay: TimeAmount, _ context: ChannelHandlerContext,
        _ act: @escaping (APIConnection, ChannelHandlerContext) -> Void
    ) {
        context.eventLoop.assumeIsolated().scheduleTask(in: delay) { [self] in
            guard context.channel.isActive else { return }
            act(self, context)
        }
    }

    private func respond(_ request: HTTPRequest, _ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        switch cluster.api.respond(to: request, certificate: clientCertificate(context)) {
        case .reply(let reply): answer(reply, to: request, head, context)
        case .watch(let watch): begin(watch, head, context)
        case .follow(let follow): begin(follow, head, context)
        case .late(let reply, let delay):
            later(delay, context) { connection, context in connection.write(reply, head, context) }
        case .hangUp: context.close(promise: nil)
        case .silence: break
        }
    }

    private func answer(
        _ reply: Reply, to request: HTTPRequest, _ head: HTTPRequestHead, _ context: ChannelHandlerContext
    ) {
        guard let (spoilt, manner) = cluster.hostile?.spoil(reply, isLog: request.path.hasSuffix("/log")) else {
            return write(reply, head, context)
        }
        switch manner {
        case .whole: write(spoilt, head, context)
        case .drip:
            let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: commonHeaders("application/json"))
            context.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
            drip(context)
        }
    }

    /// A byte now and then, and never an end.
    private func drip(_ context: ChannelHandlerContext) {
        later(.milliseconds(50), context) { connection, context in
            context.writeAndFlush(connection.wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: " ")))), promise: nil)
            connection.drip(context)
        }
    }

    private func clientCertificate(_ context: ChannelHandlerContext) -> ClientCertificate? {
        guard !hasLookedAtCertificate else { return certificate }
        hasLookedAtCertificate = true
        let handler = try? context.pipeline.syncOperations.handler(type: NIOSSLServerHandler.self)
        certificate = handler?.peerCertificate.map(cluster.authority.user(of:))
        return certificate
    }

    private func write(_ reply: Reply, _ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        var headers = commonHeaders(reply.contentType)
        for (name, value) in reply.headers { headers.add(name: name, value: value) }
        if cluster.cutsBodies { return cut(reply, headers, context) }
        // Go's server chunks what is longer than its buffer and has no declared length.
        if reply.body.count <= 2_048 { headers.add(name: "Content-Length", value: String(reply.body.count)) }
        if reply.body.count > 2_048 { headers.add(name: "Transfer-Encoding", value: "chunked") }
        let status = HTTPResponseStatus(statusCode: reply.status)
        context.write(
            wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers))), promise: nil)
        if head.method != .HEAD, !reply.body.isEmpty {
            context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: reply.body)))), promise: nil)
        }
        finish(head, context)
    }

    /// Announces the whole body, writes half of it, and is gone.
    private func cut(_ reply: Reply, _ headers: HTTPHeaders, _ context: ChannelHandlerContext) {
        var headers = headers
        headers.add(name: "Content-Length", value: String(reply.body.count))
        let head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: reply.status), headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        let half = ByteBuffer(bytes: reply.body.prefix(reply.body.count / 2))
        let channel = context.channel
        context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(half)))).assumeIsolated().whenComplete { _ in
            channel.close(promise: nil)
        }
    }

    private func commonHeaders(_ contentType: String) -> HTTPHeaders {
        [
            "Audit-Id": Names.uid(), "Cache-Control": "no-cache, private", "Content-Type": contentType,
            "X-Kubernetes-Pf-Flowschema-Uid": cluster.flowSchemaUID,
            "X-Kubernetes-Pf-Prioritylevel-Uid": cluster.priorityLevelUID,
            "Date": cluster.hostile?.date() ?? HTTPDate.text(Timestamp.now.advanced(bySeconds: cluster.apiClockAhead)),
        ]
    }

    private func finish(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        if !head.isKeepAlive { context.close(promise: nil) }
    }
}

// Streams: watches and followed logs.
extension APIConnection {
    private func begin(_ watch: WatchRequest, _ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        startStream("application/json", head, context)
        write(Array(watch.initial.joined()), context)
        guard !watch.isOver else { return finish(head, context) }
        let store = cluster.store
        let token = store.watch(watch.kind, watch.filter) { [weak self] event in
            self?.send(watch.line(event), context)
        }
        let timeout = context.eventLoop.assumeIsolated().scheduleTask(in: .seconds(Int64(watch.seconds))) {
            [weak self] in
            guard let self, endStream != nil else { return }
            stopStream()
            finish(head, context)
        }
        endStream = {
            store.cancelWatch(token)
            timeout.cancel()
        }
    }

    private func begin(_ follow: FollowRequest, _ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        startStream("text/plain", head, context)
        write(follow.initial, context)
        let token = follow.log.follow { [weak self] entry in
            guard let self else { return }
            guard let entry else {
                endStream = nil
                return finish(head, context)
            }
            send(LogOptions.line(entry, timestamps: follow.timestamps), context)
        }
        endStream = { follow.log.unfollow(token) }
    }

    private func startStream(_ contentType: String, _ head: HTTPRequestHead, _ context: ChannelHandlerContext) {
        var headers = commonHeaders(contentType)
        headers.add(name: "Transfer-Encoding", value: "chunked")
        let response = HTTPResponseHead(version: .http1_1, status: .ok, headers: headers)
        context.writeAndFlush(wrapOutboundOut(.head(response)), promise: nil)
    }

    private func send(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        // A client that does not read is cut off, as kube-apiserver does with slow watchers, and costs no memory.
        guard context.channel.isWritable else { return context.close(promise: nil) }
        write(bytes, context)
    }

    private func write(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        guard !bytes.isEmpty else { return }
        context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: bytes)))), promise: nil)
    }

    private func stopStream() {
        let end = endStream
        endStream = nil
        end?()
    }
}

/// The `Date` header's form (RFC 9110, section 5.6.7).
enum HTTPDate {
    static func text(_ time: Timestamp) -> String {
        let days = time.seconds / 86_400
        let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][days % 7]
        let parts = time.date.split(separator: "-")
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let month = months[(Int(parts[1]) ?? 1) - 1]
        return "\(weekday), \(parts[2]) \(month) \(parts[0]) \(time.clock) GMT"
    }
}
