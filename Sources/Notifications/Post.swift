import AsyncHTTPClient
import Fleet
import FoundationEssentials
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// One POST. Redirects are not followed: what is signed and secret goes to the address that was configured, or nowhere.
struct Post {
    let endpoint: Endpoint
    /// Behind the address.
    var path = ""
    let body: String
    var contentType = "application/json"
    var headers: [(String, String)] = []

    /// Seconds for one attempt, and for its connection.
    private static let patience: Int64 = 15
    private static let connectPatience: Int64 = 5

    func send() async throws {
        // A client of its own for each: deliveries are rare, and changed certificates count at once.
        let client = HTTPClient(
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, configuration: try configuration())
        do {
            try await send(with: client)
            try? await client.shutdown()
        } catch {
            try? await client.shutdown()
            throw failure(error)
        }
    }

    private func configuration() throws -> HTTPClient.Configuration {
        var tls = TLSConfiguration.makeClientConfiguration()
        if let file = endpoint.authorities {
            do {
                tls.additionalTrustRoots = [.certificates(try NIOSSLCertificate.fromPEMFile(file))]
            } catch {
                throw DeliveryFailure("\(file): no certificates can be read there")
            }
        }
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls, redirectConfiguration: .disallow)
        configuration.proxy = endpoint.proxy.map { proxy in
            let authorization = proxy.credentials.map {
                HTTPClient.Authorization.basic(username: $0.user, password: $0.password.revealedForUseInProcess())
            }
            return .server(host: proxy.host, port: proxy.port, authorization: authorization)
        }
        configuration.timeout.connect = .seconds(Self.connectPatience)
        return configuration
    }

    private func send(with client: HTTPClient) async throws {
        let root = endpoint.url.revealedForUseInProcess()
        var request = HTTPClientRequest(
            url: path.isEmpty ? root : (root.hasSuffix("/") ? String(root.dropLast()) : root) + path)
        request.method = .POST
        request.headers.add(name: "Content-Type", value: contentType)
        request.headers.add(name: "User-Agent", value: "ksfleet")
        if let authorization = endpoint.authorization {
            request.headers.add(name: "Authorization", value: authorization.revealedForUseInProcess())
        }
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        request.body = .bytes(ByteBuffer(string: body))
        let response = try await client.execute(request, timeout: .seconds(Self.patience))
        let said = (try? await response.body.collect(upTo: 4096)).map { String(buffer: $0) } ?? ""
        guard !(200..<300).contains(response.status.code) else { return }
        throw DeliveryFailure(
            "\(endpoint.host) answered \(response.status.code)\(said.isEmpty ? "" : ": " + said)",
            isAboutMessage: [400, 413, 422].contains(response.status.code),
            retryAfter: response.headers.first(name: "Retry-After").flatMap(Double.init).map { min($0, 3600) })
    }

    /// In words, and without the address: errors of the client may quote it.
    private func failure(_ error: any Error) -> DeliveryFailure {
        switch error {
        case let failure as DeliveryFailure: failure
        case let error as HTTPClientError: DeliveryFailure("\(endpoint.host): \(Self.words(error))")
        case let error as IOError:
            DeliveryFailure("\(endpoint.host): no connection: \(String(cString: strerror(error.errnoCode)))")
        case let error as NIOConnectionError: DeliveryFailure("\(endpoint.host): \(Self.reason(error))")
        case is NIOSSLError, is NIOSSLExtraError: DeliveryFailure("\(endpoint.host): \(Self.words(ofTLS: "\(error)"))")
        default: DeliveryFailure("\(endpoint.host): \(type(of: error))")
        }
    }

    private static func words(_ error: HTTPClientError) -> String {
        switch error {
        case .connectTimeout: "no connection within \(connectPatience) s"
        case .deadlineExceeded, .readTimeout: "no answer within \(patience) s"
        case .remoteConnectionClosed: "the connection was closed without an answer"
        default: error.shortDescription
        }
    }

    /// BoringSSL says it in capitals, with the line of its source.
    private static func words(ofTLS text: String) -> String {
        if text.contains("CERTIFICATE_VERIFY_FAILED") {
            return "its certificate is not trusted: name the authority that signed it with caFile"
        }
        if text.contains("hostname") || text.contains("Hostname") { return "its certificate is of another host" }
        return "TLS failed: \(text)"
    }

    private static func reason(_ error: NIOConnectionError) -> String {
        if error.dnsAError != nil || error.dnsAAAAError != nil, error.connectionErrors.isEmpty {
            return "its name is not known"
        }
        guard let first = error.connectionErrors.first?.error as? IOError else { return "no connection" }
        return "no connection: \(String(cString: strerror(first.errnoCode)))"
    }
}
