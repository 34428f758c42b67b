import AsyncHTTPClient
import Fleet
import NIOCore
import NIOHTTP1

/// Sends requests to one API server over connections that are kept, and turns whatever goes wrong into a fault.
final class Exchange: Sendable {
    let endpoint: APIEndpoint
    private let transport: Transport
    private let eventLoop: any EventLoop
    private let limits: RequestLimits
    private let authorization: Authorization
    private let addressing: Addressing
    private let certificateExpiry: Expiry?

    init(endpoint: APIEndpoint, eventLoop: any EventLoop, limits: RequestLimits) {
        self.endpoint = endpoint
        self.eventLoop = eventLoop
        self.limits = limits
        authorization = Authorization(endpoint.credentials, eventLoop: eventLoop)
        addressing = Addressing(endpoint)
        certificateExpiry = endpoint.clientCertificateExpiry.map { Expiry(.clientCertificate, notAfter: $0) }
        transport = Transport(endpoint: endpoint, addressing: addressing, eventLoop: eventLoop, limits: limits)
    }

    var expiries: [Expiry] {
        [certificateExpiry, authorization.tokenExpiry.map { Expiry(.token, notAfter: $0) }].compactMap(\.self)
    }

    func shutdown() async { await transport.shutdown() }

    func answer(to outgoing: Outgoing) async -> Reading<Answer> {
        let deadline = NIODeadline.now() + TimeAmount(limits.request)
        var reading = await once(outgoing, deadline: deadline)
        for _ in 0..<2 {
            guard let wait = reading.value?.retryDelay(method: outgoing.method), NIODeadline.now() + TimeAmount(wait) < deadline else { break }
            do { try await Task.sleep(for: wait) } catch { break }
            let next = await once(outgoing, deadline: deadline)
            // A server that has answered once is not lost: what it said tells more than that time ran out. But a write that was sent again may
            // have been carried out, and that is not to be hidden.
            guard next.value != nil || outgoing.method != .GET else { break }
            reading = next
        }
        return reading
    }

    private func once(_ outgoing: Outgoing, deadline: NIODeadline) async -> Reading<Answer> {
        let limit = limits.bodyBytes
        return await execute(outgoing, deadline: deadline) { AnswerCollector(limit: limit, sent: $0) }
    }

    func stream<State: Sendable>(
        _ outgoing: Outgoing, limit: Int, into initial: State, fold: @escaping @Sendable (inout State, RawSpan) -> Void
    ) async -> Reading<Streamed<State>> {
        let asked = outgoing.asked
        let end = await execute(outgoing, deadline: .now() + TimeAmount(limits.request)) { StreamFolder(limit: limit, state: initial, sent: $0, fold: fold) }
        switch end {
        case .failed(let fault): return .failed(fault)
        case .value(.refused(let answer)): return .failed(Fault(answer, asked: asked))
        case .value(.folded(let state, let bytes, let stop)):
            switch stop {
            case .none: return .value(Streamed(state: state, bytes: bytes, end: .complete))
            case .limitReached: return .value(Streamed(state: state, bytes: bytes, end: .limitReached))
            case .error(let error):
                let fault = await self.fault(for: error, outgoing)
                return .value(Streamed(state: state, bytes: bytes, end: .broken(fault)))
            }
        }
    }

    /// Sends a request, and once more where the server refused a plugin's credential: it may have a better one by now. A refused request,
    /// or handshake, was not carried out.
    private func execute<Delegate: ReceivingDelegate>(
        _ outgoing: Outgoing, deadline: NIODeadline, delegate makeDelegate: ([SecretValue]) -> Delegate
    ) async -> Reading<Delegate.Response> {
        do {
            let shown = try await authorization.shown(patience: limits.request)
            let first = await attempt(outgoing, shown, deadline: deadline, delegate: makeDelegate)
            guard outgoing.mayBeRepeated, Self.isRefused(first, by: Delegate.self), authorization.refused(shown) else { return first }
            return await attempt(outgoing, try await authorization.shown(patience: limits.request), deadline: deadline, delegate: makeDelegate)
        } catch let fault as Fault {
            return .failed(fault)
        } catch {
            return .failed(Fault(.notAttempted, "\(outgoing.asked): cancelled"))
        }
    }

    private static func isRefused<Delegate: ReceivingDelegate>(_ reading: Reading<Delegate.Response>, by delegate: Delegate.Type) -> Bool {
        switch reading {
        case .value(let response): Delegate.status(of: response) == 401
        case .failed(let fault): fault.kind == .tlsClientRefused
        }
    }

    /// One request, and a GET a second time where the connection was lost before any byte of an answer.
    ///
    /// A server may close a kept connection at the very moment it is used again; Go's transport, and so kubectl, asks again too
    /// (RFC 9110, 9.2.2: a client may repeat an idempotent request on its own).
    private func attempt<Delegate: ReceivingDelegate>(
        _ outgoing: Outgoing, _ shown: Authorization.Shown, deadline: NIODeadline, delegate makeDelegate: ([SecretValue]) -> Delegate
    ) async -> Reading<Delegate.Response> {
        do {
            let request = try self.request(outgoing, shown)
            let sent = Self.secrets(outgoing, shown)
            do {
                return .value(try await run(request, makeDelegate(sent), deadline: deadline))
            } catch where outgoing.method == .GET && outgoing.mayBeRepeated && ConnectionFault.isLostConnection(error) {
                return .value(try await run(request, makeDelegate(sent), deadline: deadline))
            }
        } catch {
            return .failed(await fault(for: error, outgoing))
        }
    }

    /// - Throws: what went wrong; `BrokenAnswer` around it where an answer had begun and cannot be used.
    private func run<Delegate: ReceivingDelegate>(
        _ request: HTTPClient.Request, _ delegate: Delegate, deadline: NIODeadline
    ) async throws -> Delegate.Response {
        let task = try await transport.client().execute(request: request, delegate: delegate, eventLoop: .delegate(on: eventLoop), deadline: deadline)
        do {
            return try await withTaskCancellationHandler {
                try await task.get()
            } onCancel: {
                task.cancel()
            }
        } catch {
            return try delegate.response(after: error)
        }
    }

    private func request(_ outgoing: Outgoing, _ shown: Authorization.Shown) throws -> HTTPClient.Request {
        var headers = addressing.headers
        if let header = shown.header { headers.add(name: "Authorization", value: header.value) }
        if let contentType = outgoing.contentType { headers.add(name: "Content-Type", value: contentType) }
        for header in endpoint.impersonation.headers { headers.add(name: header.name, value: header.value) }
        for header in outgoing.headers { headers.replaceOrAdd(name: header.name, value: header.value) }
        // A connection is kept for the identity that it was opened with: one that a plugin renewed opens its own.
        return try HTTPClient.Request(
            url: addressing.base + outgoing.target, method: outgoing.method, headers: headers, body: outgoing.body.map { .bytes($0) },
            tlsConfiguration: shown.fromPlugin?.identity.map { endpoint.tlsConfiguration(plugin: $0) })
    }

    /// What was sent and must not come back in a message.
    private static func secrets(_ outgoing: Outgoing, _ shown: Authorization.Shown) -> [SecretValue] {
        outgoing.headers.map { SecretValue($0.value) } + (shown.header.map { [$0.secret] } ?? [])
    }

    private func fault(for error: any Error, _ outgoing: Outgoing) async -> Fault {
        let asked = "\(outgoing.method.rawValue) \(endpoint.server)\(outgoing.path)"
        if let proxy = endpoint.proxy, let reason = await proxyProblem(error, proxy) { return Fault(.proxy, "\(asked): the proxy \(proxy.authority): \(reason)") }
        if ConnectionFault.isRefusedCertificate(error) {
            let (kind, reason) = await TLSInspection(peer: .server(endpoint), eventLoop: eventLoop, timeout: TimeAmount(limits.connect)).explain()
            return Fault(kind, "\(asked): \(reason)")
        }
        return ConnectionFault.fault(for: error, asked: asked, limits: limits)
    }

    /// What is wrong with the proxy, where the error is its own: what passes through it is the server's.
    private func proxyProblem(_ error: any Error, _ proxy: ProxyAddress) async -> String? {
        guard let failure = await transport.takeRelayFailure() else { return ConnectionFault.proxyProblem(error, limits: limits) }
        guard ConnectionFault.isRefusedCertificate(failure) else { return ConnectionFault.reason(failure, limits: limits) }
        let peer = TLSInspection.Peer.proxy(proxy, authorities: endpoint.trust.authorities)
        return await TLSInspection(peer: peer, eventLoop: eventLoop, timeout: TimeAmount(limits.connect)).explain().1
    }
}
