import AsyncHTTPClient
import Fleet
import NIOCore
import NIOHTTP1

/// Sends requests to one API server over connections that are kept, and turns whatever goes wrong into a fault.
final class Exchange: Sendable {
    let endpoint: APIEndpoint
    private let client: HTTPClient
    private let eventLoop: any EventLoop
    private let limits: RequestLimits
    private let authorization: Authorization
    private let addressing: Addressing
    private let certificateExpiry: Expiry?

    init(endpoint: APIEndpoint, eventLoop: any EventLoop, limits: RequestLimits) {
        self.endpoint = endpoint
        self.eventLoop = eventLoop
        self.limits = limits
        authorization = Authorization(endpoint.credentials)
        addressing = Addressing(endpoint)
        certificateExpiry = endpoint.clientCertificateExpiry.map { Expiry(.clientCertificate, notAfter: $0) }
        // One loop for connection, delegate and timers: a request then never hops between threads on its way.
        client = HTTPClient(eventLoopGroup: eventLoop, configuration: addressing.configuration(endpoint: endpoint, limits: limits))
    }

    var expiries: [Expiry] {
        [certificateExpiry, authorization.tokenExpiry.map { Expiry(.token, notAfter: $0) }].compactMap(\.self)
    }

    func shutdown() async {
        // It can only fail by being called twice, and then there is nothing left to close.
        try? await client.shutdown()
    }

    func answer(to outgoing: Outgoing) async -> Reading<Answer> {
        let deadline = NIODeadline.now() + TimeAmount(limits.request)
        var reading = await once(outgoing, deadline: deadline)
        for _ in 0..<2 {
            guard let wait = reading.value?.retryDelay(method: outgoing.method), NIODeadline.now() + TimeAmount(wait) < deadline else { break }
            do { try await Task.sleep(for: wait) } catch { break }
            let next = await once(outgoing, deadline: deadline)
            // A server that has answered once is not lost: what it said tells more than that time ran out.
            guard next.value != nil else { break }
            reading = next
        }
        if case .exec = endpoint.credentials, reading.value?.status == 401 {
            authorization.refused()
            reading = await once(outgoing, deadline: deadline)
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

    /// Sends a request, and a GET a second time where the connection was lost before any byte of an answer.
    ///
    /// A server may close a kept connection at the very moment it is used again; Go's transport, and so kubectl, asks again too
    /// (RFC 9110, 9.2.2: a client may repeat an idempotent request on its own).
    private func execute<Delegate: ReceivingDelegate>(
        _ outgoing: Outgoing, deadline: NIODeadline, delegate makeDelegate: ([SecretValue]) -> Delegate
    ) async -> Reading<Delegate.Response> {
        do {
            let credential = try await authorization.header()
            let request = try self.request(outgoing, credential: credential)
            let sent = Self.secrets(outgoing, credential: credential)
            do {
                return .value(try await run(request, makeDelegate(sent), deadline: deadline))
            } catch where outgoing.method == .GET && ConnectionFault.isLostConnection(error) {
                return .value(try await run(request, makeDelegate(sent), deadline: deadline))
            }
        } catch let fault as Fault {
            return .failed(fault)
        } catch {
            return .failed(await fault(for: error, outgoing))
        }
    }

    /// - Throws: what went wrong; `BrokenAnswer` around it where an answer had begun and cannot be used.
    private func run<Delegate: ReceivingDelegate>(
        _ request: HTTPClient.Request, _ delegate: Delegate, deadline: NIODeadline
    ) async throws -> Delegate.Response {
        let task = client.execute(request: request, delegate: delegate, eventLoop: .delegate(on: eventLoop), deadline: deadline)
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

    private func request(_ outgoing: Outgoing, credential: Authorization.Header?) throws -> HTTPClient.Request {
        var headers = addressing.headers
        if let credential { headers.add(name: "Authorization", value: credential.value) }
        if let contentType = outgoing.contentType { headers.add(name: "Content-Type", value: contentType) }
        for header in endpoint.impersonation.headers { headers.add(name: header.name, value: header.value) }
        for header in outgoing.headers { headers.replaceOrAdd(name: header.name, value: header.value) }
        return try HTTPClient.Request(
            url: addressing.base + outgoing.target, method: outgoing.method, headers: headers, body: outgoing.body.map { .bytes($0) })
    }

    /// What was sent and must not come back in a message.
    private static func secrets(_ outgoing: Outgoing, credential: Authorization.Header?) -> [SecretValue] {
        outgoing.headers.map { SecretValue($0.value) } + (credential.map { [$0.secret] } ?? [])
    }

    private func fault(for error: any Error, _ outgoing: Outgoing) async -> Fault {
        let asked = "\(outgoing.method.rawValue) \(endpoint.server)\(outgoing.path)"
        if ConnectionFault.isRefusedCertificate(error) {
            return await TLSInspection(endpoint: endpoint, eventLoop: eventLoop, timeout: TimeAmount(limits.connect)).fault(asked: asked)
        }
        return ConnectionFault.fault(for: error, asked: asked, limits: limits)
    }
}
