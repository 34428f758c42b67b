import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOSSL

@testable import FleetSimulator

/// What a server answered.
struct Answer: Sendable {
    var status: Int
    var body: [UInt8]
    var contentType: String

    var text: String { String(decoding: body, as: UTF8.self) }
    var json: JSON? { try? JSON(parsing: body) }
    var message: String { json?["message"]?.string ?? "" }
}

/// A client of one simulated cluster, over TLS, that trusts what the kubeconfig names.
final class ClusterClient: Sendable {
    private let client: HTTPClient
    private let port: Int
    private let deadline: TimeAmount

    init(_ cluster: SimulatedCluster, deadline: TimeAmount = .seconds(20)) throws {
        port = cluster.port
        self.deadline = deadline
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(cluster.authorityPEM.utf8)))
        var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
        configuration.timeout.connect = .seconds(5)
        configuration.httpVersion = .http1Only
        client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    }

    func send(_ method: String, _ path: String, headers: [(String, String)] = [], body: [UInt8] = []) async throws
        -> Answer
    {
        var request = HTTPClientRequest(url: "https://127.0.0.1:\(port)\(path)")
        request.method = .init(rawValue: method)
        for (name, value) in headers { request.headers.add(name: name, value: value) }
        if !body.isEmpty { request.body = .bytes(ByteBuffer(bytes: body)) }
        let response = try await client.execute(request, timeout: deadline)
        let buffer = try await response.body.collect(upTo: 4 << 20)
        return Answer(
            status: Int(response.status.code), body: Array(buffer.readableBytesView),
            contentType: response.headers.first(name: "Content-Type") ?? "")
    }

    func stop() async throws { try await client.shutdown() }
}

/// A client, a token and what tests do with them again and again.
struct ClusterSession: Sendable {
    let cluster: SimulatedCluster
    let client: ClusterClient
    var token: String

    func get(_ path: String, kubeSphereToken: String? = nil) async throws -> Answer {
        var headers = [("Authorization", "Bearer \(token)"), ("Accept", "application/json")]
        if let kubeSphereToken { headers.append(("X-KubeSphere-Authorization", "Bearer \(kubeSphereToken)")) }
        return try await client.send("GET", path, headers: headers)
    }

    func patch(_ path: String, _ type: String, _ body: JSON, userAgent: String? = nil) async throws -> Answer {
        var headers = [("Authorization", "Bearer \(token)"), ("Content-Type", "application/\(type)+json")]
        if let userAgent { headers.append(("User-Agent", userAgent)) }
        return try await client.send("PATCH", path, headers: headers, body: body.bytes)
    }

    /// Sends a token to ks-apiserver's version endpoint, or another of its paths, through the service proxy.
    func probe(_ kubeSphereToken: String?, path: String? = nil) async throws -> Answer {
        let target = path ?? cluster.version.versionPath
        return try await get(Path.system + "/services/:ks-apiserver:/proxy" + target, kubeSphereToken: kubeSphereToken)
    }

    /// Asks until the answer is as wanted; the last answer if it never is.
    func ask(_ question: () async throws -> Answer, until isWanted: (Answer) -> Bool) async throws -> Answer {
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(30)
        while true {
            let answer = try await question()
            if isWanted(answer) || clock.now > deadline { return answer }
            try await clock.sleep(for: .milliseconds(20))
        }
    }

    /// Waits until the Deployment's controller has nothing left to do.
    func rolledOut() async throws -> Answer {
        try await ask({ try await get(Path.deployment(cluster)) }) { answer in
            guard let object = answer.json, let status = object["status"] else { return false }
            let wanted = object[["spec", "replicas"]]?.int ?? 1
            return status["observedGeneration"] == object[["metadata", "generation"]]
                && (status["updatedReplicas"]?.int ?? 0) == wanted && (status["availableReplicas"]?.int ?? 0) == wanted
                && (status["replicas"]?.int ?? 0) == wanted && status["terminatingReplicas"]?.int == 0
        }
    }
}

enum Path {
    static let system = "/api/v1/namespaces/kubesphere-system"
    static let configMap = system + "/configmaps/kubesphere-config"

    static func deployment(_ cluster: SimulatedCluster) -> String {
        "/apis/apps/v1/namespaces/kubesphere-system/deployments/" + cluster.version.deploymentName(cluster.role)
    }
}

/// Runs a test with a fleet, and stops it whatever happens.
func withFleet<Result>(
    _ configuration: FleetConfiguration, _ act: (SimulatedFleet) async throws -> Result
) async throws -> Result {
    let fleet = try await SimulatedFleet.start(configuration)
    do {
        let result = try await act(fleet)
        await fleet.stop()
        return result
    } catch {
        await fleet.stop()
        throw error
    }
}

/// Runs a test with a session of a cluster's fleet user.
func withSession<Result>(
    _ fleet: SimulatedFleet, _ name: String, deadline: TimeAmount = .seconds(20),
    _ act: (ClusterSession) async throws -> Result
) async throws -> Result {
    guard let cluster = fleet.cluster(named: name) else { throw FleetError.unknownCluster(name) }
    let client = try ClusterClient(cluster, deadline: deadline)
    do {
        let result = try await act(ClusterSession(cluster: cluster, client: client, token: cluster.tokens.fleet))
        try await client.stop()
        return result
    } catch {
        try await client.stop()
        throw error
    }
}

/// The kinds of token that the recordings were made with.
enum TokenKind: String, Sendable {
    case valid, preRegistration, misSigned, expired, misSignedAndExpired, future, ghost, ghostStatic, garbage, unsigned

    func text(secret: String) -> String {
        let now = WallClock.seconds
        var token = AccessToken(username: "admin", issuedAt: now - 15, expiresAt: now + 3_600)
        switch self {
        case .valid, .misSigned: break
        case .preRegistration: token.username = "system:pre-registration"
        case .expired, .misSignedAndExpired: (token.issuedAt, token.expiresAt) = (now - 7_200, now - 3_600)
        case .future: (token.issuedAt, token.expiresAt) = (now + 3_600, now + 7_200)
        case .ghost: token.username = "ghost"
        case .ghostStatic: (token.username, token.kind) = ("ghost", "static_token")
        case .unsigned: token.algorithm = "none"
        case .garbage: return "not-a-token"
        }
        let isWrong = self == .misSigned || self == .misSignedAndExpired
        return token.signed(with: isWrong ? "another secret than the cluster's" : secret)
    }
}
