import ConfigurationFiles
import Fleet
import FleetSimulator
import Foundation
import KubeSphere
import Rounds
import Store
import Testing

@Suite("A round over a simulated fleet", .timeLimit(.minutes(10)))
struct RoundTests {
    typealias SimulatedFault = FleetSimulator.Fault

    @Test(
        "each fault is diagnosed by its cause, in every version",
        arguments: [
            (SimulatedFault.maxAge, Health.failing, Cause.tokenNotInCache), (.maxAgeAbsent, .failing, .tokenNotInCache),
            (.secretMismatch, .failing, .secretMismatch), (.secretNumber, .failing, .secretNotText),
            (.serverDown, .failing, .apiserverDown), (.scaledToZero, .failing, .apiserverDown),
            (.kubeconfigRevoked, .failing, .credentialsRejected), (.refused, .failing, .unreachable),
            (.wrongAuthority, .failing, .unreachable),
            (.expiredCertificate, .failing, .unreachable), (.clockSkew, .failing, .clockSkew),
            (.forbidden, .unknown, .rightsMissing),
            (.serverErrors, .unknown, .unreachable), (.ldapDown, .failing, .backendDown),
            (.elasticsearchDown, .failing, .apiserverDown), (.clocksBehind, .failing, .clockSkew),
        ], SimulatedVersion.allCases)
    func causes(fault: (fault: SimulatedFault, health: Health, cause: Cause), version: SimulatedVersion) async throws {
        try await SimulatedRounds.with(.fleet([("broken", version, fault.fault), ("sound", version, nil)])) {
            (rounds) async throws in
            let result = try await rounds.once()
            let broken = result.diagnoses["broken"]
            #expect(broken?.health == fault.health, "\(String(describing: broken))")
            #expect(broken?.findings.contains { $0.cause == fault.cause } == true, "\(String(describing: broken))")
            #expect(result.diagnoses["sound"]?.health == .healthy)
            #expect(result.diagnoses["host"]?.health == .healthy)
        }
    }

    // 3.4 takes a changed ConfigMap by itself, so only the others can hold an old one for long.
    @Test(
        "a process older than its configuration is told from a wrong configuration",
        arguments: [SimulatedVersion.v3_0, .v3_1, .v4_1])
    func staleProcess(version: SimulatedVersion) async throws {
        try await SimulatedRounds.with(.fleet([("broken", version, .staleProcess)])) { (rounds) async throws in
            #expect(try await rounds.once().diagnoses["broken"]?.primary?.cause == .staleProcess)
        }
    }

    @Test(
        "Redis down under a cache check is Redis, not a lost session", arguments: [SimulatedVersion.v3_0, .v3_1, .v3_4])
    func redisDown(version: SimulatedVersion) async throws {
        try await SimulatedRounds.with(.fleet([("broken", version, .redisDown)])) { (rounds) async throws in
            #expect(try await rounds.once().diagnoses["broken"]?.primary?.cause == .redisDown)
        }
    }

    @Test("a process that does not start is told with its own last words", arguments: SimulatedVersion.allCases)
    func lastWords(version: SimulatedVersion) async throws {
        try await SimulatedRounds.with(.fleet([("broken", version, .emptySecret), ("panics", version, .serverDown)])) {
            (rounds) async throws in
            let result = try await rounds.once()
            let evidence = result.evidence(of: "broken", .apiserverDown)
            #expect(
                evidence.contains {
                    $0.contains(
                        """
                        ended at its start: \(version == .v3_0 ? "jwt secret is empty" : "JWT secret MUST not be empty")
                        """
                    )
                }, "\(evidence)")
            let panics = result.evidence(of: "panics", .apiserverDown)
            #expect(
                panics.contains {
                    $0.hasSuffix(
                        "ended at its start: panic: runtime error: invalid memory address or nil pointer dereference")
                }, "\(panics)")
        }
    }

    @Test(
        "Redis that is down while ks-apiserver starts is Redis, not a ks-apiserver that is down",
        arguments: [SimulatedVersion.v3_0, .v3_1, .v3_4])
    func redisDownAtStart(version: SimulatedVersion) async throws {
        try await SimulatedRounds.with(.fleet([("broken", version, .redisDown)])) { (rounds) async throws in
            try await rounds.cluster("broken").restart()
            let broken = try await rounds.once().diagnoses["broken"]
            #expect(
                broken?.primary?.cause == .redisDown
                    && broken?.primary?.evidence.contains { $0.plain.contains("ended at its start") } == true,
                "\(String(describing: broken))")
        }
    }

    @Test("a user that kubefed has not brought is told where it matters", arguments: SimulatedVersion.allCases)
    func users(version: SimulatedVersion) async throws {
        try await SimulatedRounds.with(
            .fleet(host: version, [("broken", version, .userNotSynced), ("sound", version, nil)])
        ) { (rounds) async throws in
            let result = try await rounds.once()
            let matters = version == .v3_1 || version == .v3_4
            #expect(
                result.diagnoses["broken"]?.findings.map(\.cause) == (matters ? [.userNotSynced] : []),
                "\(String(describing: result.diagnoses["broken"]))")
            #expect(
                result.diagnoses["broken"]?.health == .healthy && result.diagnoses["sound"]?.findings.isEmpty == true)
        }
    }

    @Test(
        "a document that cannot be read warns, and the verdict on the running process stands",
        arguments: [SimulatedFault.noConfigKey, .invalidYAML])
    func unreadableDocument(fault: SimulatedFault) async throws {
        try await SimulatedRounds.with(.fleet([("broken", .v3_1, fault), ("sound", .v3_4, nil)])) {
            (rounds) async throws in
            let result = try await rounds.once()
            let finding = result.diagnoses["broken"]?.findings.first { $0.cause == .configInvalid }
            #expect(finding != nil, "\(String(describing: result.diagnoses["broken"]))")
            #expect(
                finding?.evidence.first?.plain.contains(
                    fault == .invalidYAML ? "not valid YAML" : "no key kubesphere.yaml")
                    == true)
            #expect(result.diagnoses["sound"]?.health == .healthy)
        }
    }

    @Test("a cluster that hangs costs its own deadline, and the others are recorded with it")
    func hang() async throws {
        try await SimulatedRounds.with(
            .fleet([("hangs", .v3_4, .hang), ("sound", .v3_4, nil), ("stale", .v4_1, .maxAge)])
        ) { (rounds) async throws in
            rounds.configuration.requestTimeout = 6
            let result = try await rounds.once()
            #expect(result.diagnoses["hangs"]?.primary?.cause == .unreachable)
            #expect(result.outcomes["hangs"]?.observation.identity.fault?.kind == .timeout)
            #expect(result.diagnoses["sound"]?.health == .healthy)
            #expect(result.diagnoses["stale"]?.primary?.cause == .tokenNotInCache)
        }
    }

    @Test("when nothing answers, the agent calls itself blind and nobody failing")
    func blind() async throws {
        var fleet = FleetConfiguration.fleet([("a", .v3_4, .refused), ("b", .v4_1, .refused)])
        fleet.clusters[0].fault = .refused
        try await SimulatedRounds.with(fleet) { (rounds) async throws in
            let result = try await rounds.once()
            #expect(result.diagnoses.values.allSatisfy { $0.health == .unknown && $0.primary?.cause == .agentBlind })
        }
    }

    @Test("a round only reads")
    func readsOnly() async throws {
        try await SimulatedRounds.with(.fleet([("a", .v3_1, .secretMismatch), ("b", .v4_1, .maxAge)])) {
            (rounds) async throws in
            _ = try await rounds.once()
            for name in ["host", "a", "b"] { #expect(try await rounds.cluster(name).requests().writes == 0) }
        }
    }

    @Test(
        "each user's failed request is counted once, and the agent's own probes never",
        arguments: SimulatedVersion.allCases)
    func counting(version: SimulatedVersion) async throws {
        try await SimulatedRounds.with(.fleet([("broken", version, .maxAge), ("sound", version, nil)])) {
            (rounds) async throws in
            _ = try await rounds.once()
            for _ in 0..<3 { await rounds.fleet.sendUserRequests() }
            _ = try await rounds.once()
            for _ in 0..<4 { await rounds.fleet.sendUserRequests() }
            _ = try await rounds.once()
            _ = try await rounds.once()
            let failures = try await rounds.reader().failures(HistoryFilter())
            #expect(
                failures.filter { $0.cluster == "broken" }.map(\.cause)
                    == failures.filter { $0.cluster == "broken" }.map { _ in .tokenNotInCache })
            #expect(failures.filter { $0.cluster == "broken" }.reduce(0) { $0 + $1.count } == 7)
            #expect(failures.filter { $0.cluster == "sound" }.isEmpty)
            #expect(failures.filter { $0.cluster == "host" }.isEmpty)
        }
    }

    @Test("every replica's log is read")
    func replicas() async throws {
        var fleet = FleetConfiguration.fleet([("broken", .v4_1, .maxAge)])
        fleet.clusters[1].replicas = 3
        try await SimulatedRounds.with(fleet) { (rounds) async throws in
            for _ in 0..<9 { await rounds.fleet.sendUserRequests() }
            let result = try await rounds.once()
            #expect(result.outcomes["broken"]?.observation.logs.value?.total == 9)
            #expect(result.outcomes["broken"]?.observation.workload.value?.pods.count == 3)
        }
    }

    @Test("incidents open after three rounds with a cause and close after two without")
    func incidents() async throws {
        try await SimulatedRounds.with(.fleet([("broken", .v3_1, .maxAge)])) { (rounds) async throws in
            for _ in 0..<2 { _ = try await rounds.once() }
            #expect(try await rounds.reader().incidents(HistoryFilter()).isEmpty)
            _ = try await rounds.once()
            #expect(try await rounds.reader().incidents(HistoryFilter()).map(\.incident.cause) == [.tokenNotInCache])
            try await rounds.fleet.clearFault(on: "broken")
            for _ in 0..<2 { _ = try await rounds.once() }
            #expect(try await rounds.reader().incidents(HistoryFilter()).first?.incident.closedAt != nil)
        }
    }
}

extension ClusterID: ExpressibleByStringLiteral {
    package init(stringLiteral name: String) { self.init(name) }
}

extension RoundResult {
    fileprivate func evidence(of cluster: ClusterID, _ cause: Cause) -> [String] {
        diagnoses[cluster]?.findings.first { $0.cause == cause }?.evidence.map(\.plain) ?? []
    }
}
