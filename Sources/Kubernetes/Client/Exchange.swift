import Fleet
import Kubeconfig
import NIOCore
import NIOHTTP1

/// Sends requests to one API server over connections that are kept, and turns whatever goes wrong into a fault.
final class Exchange: Sendable {
    let endpoint: APIEndpoint
    private let transport: Transport
    private let limits: RequestLimits
    private let authorization: Authorization
    private let addressing: Addressing
    private let certificateExpiry: Expiry?
    private let credentials: CredentialsInUse

    init(endpoint: APIEndpoint, eventLoop: any EventLoop, limits: RequestLimits) {
        self.endpoint = endpoint
        self.limits = limits
        authorization = Authorization(endpoint.credentials, eventLoop: eventLoop)
        addressing = Addressing(endpoint)
        credentials = CredentialsInUse(endpoint)
        certificateExpiry = endpoint.clientCertificateExpiry.map { Expiry(.clientCertificate, notAfter: $0) }
        transport = Transport(endpoint: endpoint, eventLoop: eventLoop, limits: limits)
    }

    var expiries: [Expiry] {
        [certificateExpiry, authorization.tokenExpiry.map { Expiry(.token, notAfter: $0) }].compactMap(\.self)
    }

    func shutdown() async { await transport.shutdown() }

    func answer(to outgoing: Outgoing) async -> Reading<Answer> {
        let deadline = NIODeadline.now() + TimeAmount(limits.request)
        var reading = await once(outgoing, deadline: deadline)
        for _ in 0..<2 {
            guard let wait = reading.value?.retryDelay(method: outgoing.method),
                NIODeadline.now() + TimeAmount(wait) < deadline
            else { break }
            do { try await Task.sleep(for: wait) } catch { break }
            let next = await once(outgoing, deadline: deadline)
            // A server that has answered once is not lost: what it said tells more than that time ran out. But a write
            // that was sent again may have been carried out, and that is not to be hidden.
            guard next.value != nil || outgoing.method != .GET else { break }
            reading = next
        }
        return reading
    }

    private func once(_ outgoing: Outgoing, deadline: NIODeadline) async -> Reading<Answer> {
        let limit = limits.bodyBytes
        return await execute(outgoing, deadline: deadline) { AnswerCollector(limit: limit, credentials: credentials) }
    }

    func stream<State: Sendable>(
        _ outgoing: Outgoing, limit: Int, into initial: State, fold: @escaping @Sendable (inout State, RawSpan) -> Void
    ) async -> Reading<Streamed<State>> {
        let asked = outgoing.asked
        let end = await execute(outgoing, deadline: .now() + TimeAmount(limits.request)) {
            StreamFolder(limit: limit, state: initial, credentials: credentials, fold: fold)
        }
        switch end {
        case .failed(let fault): return .failed(fault)
        case .value(.refused(let answer)): return .failed(Fault(answer, asked: asked))
        case .value(.folded(let state, let bytes, let stop)):
            switch stop {
            case .none: return .value(Streamed(state: state, bytes: bytes, end: .complete))
            case .limitReached: return .value(Streamed(state: state, bytes: bytes, end: .limitReached))
            case .error(let error):
                let fault = fault(for: error, outgoing)
                return .value(Streamed(state: state, bytes: bytes, end: .broken(fault)))
            }
        }
    }

    /// Sends a request, and once more where the server refused a plugin's credential: it may have a better one by now.
    /// A refused request, or handshake, was not carried out.
    private func execute<Receiver: AnswerReceiver>(
        _ outgoing: Outgoing, deadline: NIODeadline, receiver makeReceiver: () -> Receiver
    ) async -> Reading<Receiver.Response> {
        do {
            let shown = try await authorization.shown(patience: limits.request)
            let first = await attempt(outgoing, shown, deadline: deadline, receiver: makeReceiver)
            guard outgoing.mayBeRepeated, Self.isRefused(first, by: Receiver.self), authorization.refused(shown) else {
                return first
            }
            return await attempt(
                outgoing, try await authorization.shown(patience: limits.request), deadline: deadline,
                receiver: makeReceiver)
        } catch let fault as Fault {
            return .failed(fault)
        } catch {
            return .failed(Fault(.notAttempted, "\(outgoing.asked): cancelled"))
        }
    }

    private static func isRefused<Receiver: AnswerReceiver>(
        _ reading: Reading<Receiver.Response>, by receiver: Receiver.Type
    ) -> Bool {
        switch reading {
        case .value(let response): Receiver.status(of: response) == 401
        case .failed(let fault): fault.kind == .tlsClientRefused
        }
    }

    /// One request, and a GET a second time where the connection was lost before any byte of an answer.
    ///
    /// A server may close a kept connection at the very moment it is used again; Go's transport, and so kubectl, asks
    /// again too (RFC 9110, 9.2.2: a client may repeat an idempotent request on its own).
    private func attempt<Receiver: AnswerReceiver>(
        _ outgoing: Outgoing, _ shown: Authorization.Shown, deadline: NIODeadline, receiver makeReceiver: () -> Receiver
    ) async -> Reading<Receiver.Response> {
        do {
            note(outgoing, shown)
            do {
                return .value(try await run(outgoing, shown, deadline: deadline, makeReceiver()))
            } catch  where outgoing.method == .GET && outgoing.mayBeRepeated && ConnectionFault.isLostConnection(error)
            {
                return .value(try await run(outgoing, shown, deadline: deadline, makeReceiver()))
            }
        } catch {
            return .failed(fault(for: error, outgoing))
        }
    }

    /// - Throws: what went wrong; `BrokenAnswer` around it where an answer had begun and cannot be used.
    private func run<Receiver: AnswerReceiver>(
        _ outgoing: Outgoing, _ shown: Authorization.Shown, deadline: NIODeadline, _ receiver: Receiver
    ) async throws -> Receiver.Response {
        let pending = try pending(outgoing, shown, deadline: deadline, receiver: receiver)
        do {
            try await transport.run(pending)
        } catch {
            return try receiver.response(after: error)
        }
        return try receiver.response()
    }

    private func pending(
        _ outgoing: Outgoing, _ shown: Authorization.Shown, deadline: NIODeadline, receiver: any AnswerReceiver
    ) throws -> PendingExchange {
        let head = try addressing.head(outgoing, more: headers(outgoing, shown))
        // A connection is kept for the certificate that it was opened with: one that a plugin renewed opens its own.
        let identity = shown.fromPlugin.flatMap { $0.identity == nil ? nil : $0 }
        return PendingExchange(head, body: outgoing.body, deadline: deadline, receiver: receiver, identity: identity)
    }

    private func headers(_ outgoing: Outgoing, _ shown: Authorization.Shown) -> [HeaderField] {
        let authorization = shown.header.map { [HeaderField("Authorization", $0.value)] } ?? []
        let contentType = outgoing.contentType.map { [HeaderField("Content-Type", $0)] } ?? []
        return authorization + contentType + endpoint.impersonation.headers
    }

    /// What is sent must not come back in a message.
    private func note(_ outgoing: Outgoing, _ shown: Authorization.Shown) {
        if let header = shown.header { credentials.note(header.secret) }
        for header in outgoing.headers where header.name != "Accept" { credentials.note(SecretValue(header.value)) }
    }

    private func fault(for error: any Error, _ outgoing: Outgoing) -> Fault {
        let asked = "\(outgoing.method.rawValue) \(endpoint.server)\(outgoing.path)"
        let fault = ConnectionFault.fault(for: error, asked: asked, proxy: endpoint.proxy, limits: limits)
        // A certificate's names are a text from outside, too.
        return Fault(fault.kind, credentials.filter.apply(fault.message), status: fault.status)
    }
}
