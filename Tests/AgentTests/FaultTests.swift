import ConfigurationFiles
import Fleet
import FleetSimulator
import Foundation
import KubeSphere
import Rounds
import Store
import Testing

@Suite("Every fault of a cluster's API has its own cause, and is its own", .timeLimit(.minutes(10)))
struct FaultTests {
    typealias SimulatedFault = FleetSimulator.Fault

    /// A round over a broken member, a sound one and their host: the last two must be as if the first were not there.
    private func round(
        _ fault: SimulatedFault, version: SimulatedVersion = .v3_4,
        _ check: (RoundResult, SimulatedRounds) async throws -> Void
    ) async throws {
        try await SimulatedRounds.with(.fleet(host: version, [("broken", version, fault), ("sound", .v4_1, nil)])) {
            (rounds) async throws in
            // Only who is waited for in vain needs a short deadline; a busy machine must not make the others miss
            // theirs.
            let isSilent = fault == .hang || fault == .slow(.seconds(60))
            rounds.configuration.requestTimeout = isSilent ? 6 : 20
            rounds.configuration.clusterTimeout = isSilent ? 20 : 60
            let result = try await rounds.once()
            #expect(result.diagnoses["sound"]?.health == .healthy)
            #expect(result.diagnoses["host"]?.health == .healthy)
            try await check(result, rounds)
        }
    }

    @Test(
        "what stands between the agent and the API is told apart",
        arguments: [
            (SimulatedFault.refused, Fleet.Fault.Kind.connectionRefused), (.hang, .timeout),
            (.slow(.seconds(60)), .timeout), (.wrongAuthority, .tlsUnknownAuthority),
            (.expiredCertificate, .tlsCertificateExpired), (.wrongName, .tlsNameMismatch),
            (.kubeconfigRevoked, .unauthorized), (.serverErrors, .server),
            (.tooManyRequests, .tooManyRequests), (.cutBodies, .connectionLost),
        ])
    func transport(fault: SimulatedFault, kind: Fleet.Fault.Kind) async throws {
        try await round(fault) { result, _ in
            let observed = result.outcomes["broken"]?.observation.identity.fault
            #expect(observed?.kind == kind, "\(String(describing: observed))")
            #expect(result.diagnoses["broken"]?.health != .healthy)
            #expect(Fleet.Cause.repairable.isDisjoint(with: result.diagnoses["broken"]?.findings.map(\.cause) ?? []))
        }
    }

    @Test("all of them at once, beside sound clusters: each has its own cause, and the sound ones are as if alone")
    func atOnce() async throws {
        let broken: [(name: String, version: SimulatedVersion, fault: SimulatedFault?)] = [
            ("refused", .v3_4, .refused), ("hang", .v3_1, .hang), ("forged", .v4_1, .wrongAuthority),
            ("expired", .v3_4, .expiredCertificate), ("renamed", .v3_0, .wrongName),
            ("revoked", .v3_4, .kubeconfigRevoked), ("errors", .v4_1, .serverErrors), ("busy", .v3_4, .tooManyRequests),
            ("cut", .v3_1, .cutBodies), ("flood", .v3_4, .logFlood),
            ("hostile", .v4_1, .hostileText), ("forbidden", .v3_4, .forbidden),
        ]
        let versions = [SimulatedVersion.v3_0, .v3_1, .v3_4, .v4_1]
        let sound: [(name: String, version: SimulatedVersion, fault: SimulatedFault?)] = (0..<6).map {
            ("sound-\($0)", versions[$0 % 4], nil)
        }
        try await SimulatedRounds.with(.fleet(broken + sound)) { (rounds) async throws in
            // A hanging one is given up before its cluster's time is over.
            rounds.configuration.requestTimeout = 12
            let result = try await rounds.once()
            for name in sound.map(\.name) + ["host"] {
                #expect(result.diagnoses[ClusterID(name)]?.health == .healthy, "\(name)")
            }
            let kinds = broken.map { result.outcomes[ClusterID($0.name)]?.observation.identity.fault?.kind }
            #expect(
                kinds == [
                    .connectionRefused, .timeout, .tlsUnknownAuthority, .tlsCertificateExpired, .tlsNameMismatch,
                    .unauthorized, .server, .tooManyRequests, .connectionLost, nil, nil,
                    .forbidden,
                ])
            // One transaction holds them all.
            let status = try await rounds.reader().status(now: Date())
            #expect(status.count == broken.count + sound.count + 1)
        }
    }

    @Test("a flood of log is read up to its bound, and said to be cut")
    func flood() async throws {
        try await round(.logFlood) { result, _ in
            let logs = result.outcomes["broken"]?.observation.logs.value
            #expect(logs?.cut == true && logs?.bytes ?? .max <= LogReader.bytesPerContainer)
            #expect(result.diagnoses["broken"]?.health == .healthy)
            #expect(result.diagnoses["broken"]?.findings.map(\.cause) == [.logCut])
        }
    }

    @Test(
        "hostile text from a cluster is stored and told without a control character",
        arguments: SimulatedVersion.allCases)
    func hostile(version: SimulatedVersion) async throws {
        try await round(.hostileText, version: version) { result, rounds in
            let reader = try rounds.reader()
            let changes = try await reader.configChanges(HistoryFilter(clusters: ["broken"]))
            #expect(changes.contains { $0.manager?.contains("<script>") == true })
            let told =
                changes.compactMap(\.manager)
                + (result.diagnoses["broken"]?.findings.flatMap { $0.evidence.map(\.plain) + [$0.nextStep.oneLine] }
                    ?? [])
            #expect(
                told.allSatisfy { text in
                    text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F && $0.value != 0x202E }
                })
        }
    }

    @Test(
        "what stands around a configuration is told, and the verdict on the tokens stands",
        arguments: [
            (SimulatedFault.managedByOtherHost, SimulatedVersion.v4_1, Fleet.Cause.managedByOtherHost),
            (.roleNone, .v3_4, .roleWrong), (.roleNone, .v4_1, .roleWrong),
            (.installerWillRevert, .v3_1, .configWillBeReverted), (.installerWillRevert, .v3_4, .configWillBeReverted),
        ])
    func surroundings(fault: SimulatedFault, version: SimulatedVersion, cause: Fleet.Cause) async throws {
        try await round(fault, version: version) { result, _ in
            #expect(result.diagnoses["broken"]?.health == .healthy, "\(String(describing: result.diagnoses["broken"]))")
            #expect(
                result.diagnoses["broken"]?.findings.map(\.cause) == [cause],
                "\(String(describing: result.diagnoses["broken"]))")
        }
    }

    @Test(
        "an override and a foreign token are told from a wrong configuration",
        arguments: [
            (SimulatedFault.secretOverride, Fleet.Cause.configOverride), (.foreignToken, .foreignToken),
        ], [SimulatedVersion.v3_4, .v4_1])
    func refusals(fault: (fault: SimulatedFault, cause: Fleet.Cause), version: SimulatedVersion) async throws {
        // 3.4 would take the right secret by itself before long.
        try await round(fault.fault, version: fault.fault == .secretOverride ? .v4_1 : version) { result, _ in
            #expect(
                result.diagnoses["broken"]?.primary?.cause == fault.cause,
                "\(String(describing: result.diagnoses["broken"]))")
        }
    }

    @Test(
        "a host's own trouble is the host's",
        arguments: [(SimulatedFault.maxAgeZero, Fleet.Cause.hostTokensNeverExpire), (.sessionLoss, .hostSessionLoss)])
    func hosts(fault: SimulatedFault, cause: Fleet.Cause) async throws {
        var fleet = FleetConfiguration.fleet([("sound", .v3_4, nil)])
        fleet.clusters[0].fault = fault
        try await SimulatedRounds.with(fleet) { (rounds) async throws in
            let result = try await rounds.once()
            #expect(
                result.diagnoses["host"]?.findings.contains { $0.cause == cause } == true,
                "\(String(describing: result.diagnoses["host"]))")
            #expect(result.diagnoses["sound"]?.health == .healthy)
        }
    }
}
