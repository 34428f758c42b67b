import AsyncHTTPClient
import NIOCore
import NIOSSL
import Testing

@testable import FleetSimulator

@Suite("Each fault does what its name says", .timeLimit(.minutes(10)))
struct FaultTests {
    /// What a fault changes in the answer to a token that a healthy member accepts.
    struct Symptom: Sendable, CustomTestStringConvertible {
        let fault: Fault
        let status: Int
        let message: String
        var testDescription: String { fault.name }

        /// 4.1's ks-apiserver gives the bare reason where 3.x puts a word before it.
        func message(_ version: SimulatedVersion) -> String {
            let word = "Unauthorized: "
            return version == .v4_1 && message.hasPrefix(word) ? String(message.dropFirst(word.count)) : message
        }
    }

    static let symptoms = [
        Symptom(fault: .maxAge, status: 401, message: "Unauthorized: token not found in cache"),
        Symptom(fault: .maxAgeAbsent, status: 401, message: "Unauthorized: token not found in cache"),
        Symptom(fault: .secretMismatch, status: 401, message: "Unauthorized: signature is invalid"),
        Symptom(fault: .staleProcess, status: 401, message: "Unauthorized: signature is invalid"),
        Symptom(fault: .redisDown, status: 401, message: "Unauthorized: EOF"),
        Symptom(fault: .serverDown, status: 503, message: "no endpoints available for service \":ks-apiserver:\""),
        Symptom(fault: .emptySecret, status: 503, message: "no endpoints available for service \":ks-apiserver:\""),
        Symptom(fault: .scaledToZero, status: 503, message: "no endpoints available for service \"ks-apiserver\""),
        Symptom(fault: .kubeconfigRevoked, status: 401, message: "Unauthorized"),
        Symptom(fault: .serverErrors, status: 500, message: "Internal error occurred: etcdserver: request timed out"),
        Symptom(
            fault: .forbidden, status: 403,
            message: "services \":ks-apiserver:\" is forbidden: User \"fleet\" cannot get resource \"services/proxy\" "
                + "in API group \"\" in the namespace \"kubesphere-system\""),
        Symptom(fault: .noConfigMap, status: 200, message: ""),
        Symptom(fault: .noConfigKey, status: 200, message: ""),
        Symptom(fault: .invalidYAML, status: 200, message: ""),
        Symptom(fault: .slow(.milliseconds(10)), status: 200, message: ""),
    ]

    @Test(
        "an accepted token is answered otherwise, and as before after the repair", arguments: symptoms,
        SimulatedVersion.allCases)
    func changesTheAnswer(_ symptom: Symptom, _ version: SimulatedVersion) async throws {
        try await withFleet(Self.oneMember(version: version)) { fleet in
            try await withSession(fleet, "member-01") { session in
                let token = TokenKind.preRegistration.text(secret: Self.secret)
                #expect(try await session.probe(token).status == 200)
                try await fleet.setFault(symptom.fault, on: "member-01")
                let broken = try await session.probe(token)
                #expect(broken.status == symptom.status)
                #expect(broken.message == symptom.message(version))
                try await fleet.clearFault(on: "member-01")
                #expect(try await session.probe(token).status == 200)
                let healthy = ConfigurationText.healthy(version: version, role: .member, secret: Self.secret)
                #expect(try await session.cluster.configurationText() == healthy)
            }
        }
    }

    private static let secret = "the fleet's secret"
    private static let healthyText = ConfigurationText.healthy(version: .v3_4, role: .member, secret: secret)

    private static func oneMember(_ fault: Fault? = nil, version: SimulatedVersion = .v3_4) -> FleetConfiguration {
        var configuration = FleetConfiguration(members: 1, versions: [version])
        configuration.clusters[1].fault = fault
        configuration.clusters[1].credential = .token
        configuration.hostSecret = secret
        configuration.rolloutDuration = .milliseconds(100)
        return configuration
    }

    @Test("Redis that is down first ends the connection, then refuses it")
    func redisDown() async throws {
        try await withFleet(Self.oneMember(.redisDown)) { fleet in
            try await withSession(fleet, "member-01") { session in
                let token = TokenKind.valid.text(secret: Self.secret)
                #expect(try await session.probe(token).message == "Unauthorized: EOF")
                let second = try await session.probe(token).message
                #expect(
                    second.wholeMatch(of: #/Unauthorized: dial tcp [\d.]+:6379: connect: connection refused/#) != nil)
            }
        }
    }

    @Test("a clock that is an hour behind refuses fresh tokens", arguments: SimulatedVersion.allCases)
    func clockSkew(_ version: SimulatedVersion) async throws {
        try await withFleet(Self.oneMember(.clockSkew, version: version)) { fleet in
            try await withSession(fleet, "member-01") { session in
                let answer = try await session.probe(TokenKind.preRegistration.text(secret: Self.secret))
                #expect(answer.status == 401)
                #expect(answer.message.lowercased().contains("token used before issued"))
            }
        }
    }

    @Test("a stale process started before its ConfigMap was written, which is right")
    func staleProcess() async throws {
        try await withFleet(Self.oneMember(.staleProcess, version: .v4_1)) { fleet in
            try await withSession(fleet, "member-01") { session in
                let entries = try await session.get(Path.configMap).json?[["metadata", "managedFields"]]?.array
                let pod = try await session.get(Path.system + "/pods").json?["items"]?.array?.first
                let written = try #require(entries?.last?["time"]?.string)
                let started = try #require(pod?[["status", "startTime"]]?.string)
                #expect(started < written)
                let text = try await session.cluster.configurationText()
                #expect(text == ConfigurationText.healthy(version: .v4_1, role: .member, secret: Self.secret))
            }
        }
    }

    @Test("a server that ends at every start crash-loops, and its last log can be read")
    func crashLoop() async throws {
        try await withFleet(Self.oneMember(.emptySecret)) { fleet in
            try await withSession(fleet, "member-01") { session in
                let pod = try #require(try await session.get(Path.system + "/pods").json?["items"]?.array?.first)
                let status = try #require(pod[["status", "containerStatuses"]]?.array?.first)
                #expect(status[["state", "waiting", "reason"]] == "CrashLoopBackOff")
                #expect(status["ready"] == false)
                let name = try #require(pod[["metadata", "name"]]?.string)
                let log = try await session.get(Path.system + "/pods/\(name)/log?previous=true")
                #expect(
                    log.text.hasSuffix("run.go:74] \"command failed\" err=\"JWT secret MUST not be empty\"\n"),
                    "\(log.text)")
                let restarted = try await session.ask({ try await session.get(Path.system + "/pods/\(name)") }) {
                    answer in
                    (answer.json?[["status", "containerStatuses"]]?.array?.first?["restartCount"]?.int ?? 0) > 0
                }
                #expect(restarted.status == 200)
            }
        }
    }

    @Test("a closed port refuses connections, and takes them again after the repair")
    func refused() async throws {
        try await withFleet(Self.oneMember()) { fleet in
            try await withSession(fleet, "member-01") { session in
                #expect(try await session.get("/version").status == 200)
                try await fleet.setFault(.refused, on: "member-01")
                await #expect(throws: (any Error).self) { try await session.get("/version") }
                try await fleet.clearFault(on: "member-01")
                #expect(try await session.get("/version").status == 200)
            }
        }
    }

    @Test("a hanging port accepts and never answers")
    func hang() async throws {
        try await withFleet(Self.oneMember(.hang)) { fleet in
            try await withSession(fleet, "member-01", deadline: .milliseconds(300)) { session in
                _ = await #expect(throws: HTTPClientError.self) { try await session.get("/version") }
                // It was accepted, and no request was read from it.
                let requests = try await session.cluster.requests()
                #expect(requests.total == 0)
            }
        }
    }

    @Test(
        "a certificate of another authority and an expired one fail in TLS",
        arguments: [Fault.wrongAuthority, .expiredCertificate])
    func certificates(_ fault: Fault) async throws {
        try await withFleet(Self.oneMember()) { fleet in
            try await withSession(fleet, "member-01") { session in
                try await fleet.setFault(fault, on: "member-01")
                let error = await #expect(throws: (any Error).self) { try await session.get("/version") }
                #expect(
                    error.map { String(describing: $0).contains("CERTIFICATE_VERIFY_FAILED") || $0 is NIOSSLError }
                        == true)
                #expect(try await session.cluster.requests().total == 0)
                try await fleet.clearFault(on: "member-01")
                #expect(try await session.get("/version").status == 200)
            }
        }
    }

    @Test("a repair leaves alone what somebody has repaired already")
    func repairKeepsEdits() async throws {
        try await withFleet(Self.oneMember(.maxAge)) { fleet in
            let cluster = try #require(fleet.cluster(named: "member-01"))
            let repaired = Self.healthyText + "# repaired by hand\n"
            try await cluster.setConfiguration(repaired, restart: true)
            try await fleet.clearFault(on: "member-01")
            #expect(try await cluster.configurationText() == repaired)
        }
    }

    @Test("names of faults can be read back", arguments: Fault.allNames + ["slow:0.5"])
    func names(_ name: String) throws {
        #expect(try #require(Fault(name: name)).name == name)
    }
}
