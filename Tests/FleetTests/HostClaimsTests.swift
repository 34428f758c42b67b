import Fleet
import FoundationEssentials
import Testing

@Suite("Which cluster is the host")
struct HostClaimsTests {
    private let two = HostClaims(claimants: ["test", "prod"])

    @Test(
        "with two that say so and none named, every cluster is unknown, and the finding names both and the key to set")
    func contested() {
        var member = Samples.member
        member.acceptance = .refused(.signatureInvalid, message: "signature is invalid")
        let found = diagnoseFleet([Samples.host, member], host: nil, claims: two)
        #expect(found.values.allSatisfy { $0.health == .unknown && $0.primary?.cause == .severalHosts })
        let finding = found["edge-1"]?.primary
        #expect(finding?.evidence.first?.plain.contains("prod, test") == true)
        #expect(finding?.nextStep.text.contains("host: NAME") == true)
    }

    @Test("a cluster that cannot be reached stays told as that")
    func unreachable() {
        let silent = Observation.unread(
            "gone", at: Samples.noon, elapsed: 1, fault: Fault(.connectionRefused, "refused"))
        #expect(diagnoseFleet([Samples.host, silent], host: nil, claims: two)["gone"]?.primary?.cause == .unreachable)
    }

    @Test(
        "the gate passes for a host that is named, or is the only one of clusters that have all been read",
        arguments: [
            (["prod", "test"], [], "prod", GateVerdict.Verdict.passed), (["prod", "test"], [], nil, .refused),
            (["prod"], [], nil, .passed),
            (["prod"], ["dark"], nil, .unevaluated), (["prod"], ["dark"], "prod", .passed), ([], [], nil, .refused),
        ] as [([ClusterID], [ClusterID], ClusterID?, GateVerdict.Verdict)])
    func gate(claimants: [ClusterID], unread: [ClusterID], named: ClusterID?, verdict: GateVerdict.Verdict) {
        let gate = HostClaims(claimants: claimants, unread: unread).gate(named: named)
        #expect(gate.verdict == verdict, "\(gate.compared.plain)")
        #expect(Gate(rawValue: gate.name)?.isWaivable == false)
    }
}
