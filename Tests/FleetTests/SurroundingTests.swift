import Fleet
import Foundation
import Testing

@Suite("What expires, who manages, who reverts, who is blind")
struct SurroundingTests {
    private func findings(_ change: (inout Observation, inout Observation) -> Void) -> [Finding] {
        var member = Samples.member
        var host = Samples.host
        change(&member, &host)
        let diagnosis = diagnose(member, host: host)
        #expect(diagnosis.health == .healthy)
        return diagnosis.findings
    }

    @Test(
        "credentials warn at 30, 14 and 7 days, and change no health",
        arguments: [(31.0, nil), (29.0, .info), (13.5, .warning), (6.9, .critical), (-2.0, .critical)]
            as [(Double, Finding.Severity?)])
    func expiry(days: Double, severity: Finding.Severity?) {
        for subject in Expiry.Subject.allCases {
            let found = findings { member, _ in member.expiries = [Expiry(subject, notAfter: member.at + days * 86_400)]
            }
            #expect(found.map(\.severity) == [severity].compactMap(\.self))
            #expect(
                found.allSatisfy {
                    $0.cause == .credentialsExpire && !$0.nextStep.oneLine.isEmpty
                        && $0.evidence[0].plain.contains("days")
                })
        }
    }

    @Test("another host's name is told, our own is not, and without a claim there is nothing to say")
    func claims() {
        #expect(
            findings { member, _ in member.surroundings.claim = ClusterClaim(name: "edge", hostCluster: "host") }
                .isEmpty)
        #expect(
            findings { member, _ in member.surroundings.claim = ClusterClaim(name: "edge", hostCluster: nil) }.isEmpty)
        let found = findings { member, _ in
            member.surroundings.claim = ClusterClaim(name: "edge", hostCluster: "elsewhere")
        }
        #expect(found.map(\.cause) == [.managedByOtherHost] && found[0].evidence[0].plain.contains("elsewhere"))
        #expect(
            findings { member, host in
                member.surroundings.claim = ClusterClaim(name: "edge", hostCluster: "hq")
                host.surroundings.claim = ClusterClaim(name: "hq", hostCluster: "hq")
            }.isEmpty)
    }

    @Test(
        "users of the host that a member lacks are told where their tokens are refused, and only where that is certain")
    func users() {
        func register(_ names: [String], age: Double = 3600, isCut: Bool = false) -> UserRegister {
            UserRegister(names.map { ($0, Samples.noon - age) }, isCut: isCut, readAt: Samples.noon)
        }
        func found(host: UserRegister?, member: UserRegister?, version: KubeSphereVersion = .init(major: 3, minor: 4))
            -> [Finding]
        {
            findings { one, other in
                one.surroundings.users = member
                one.deployment.version = version
                other.deployment.version = version
                other.surroundings.users = host
            }
        }
        let missing = found(host: register(["a", "b", "c", "d", "e", "f", "g"]), member: register(["a", "stranger"]))
        #expect(missing.map(\.cause) == [.userNotSynced])
        #expect(
            missing.first?.evidence.first?.plain == "6 of the host's 7 users are not on this member: b, c, d, e, f, …")
        #expect(found(host: register(["a"]), member: register(["a"])).isEmpty)
        #expect(found(host: nil, member: register([])).isEmpty && found(host: register(["a"]), member: nil).isEmpty)
        #expect(found(host: register(["a"]), member: register([], isCut: true)).isEmpty, "the rest was not read")
        #expect(found(host: register(["a"], age: 60), member: register([])).isEmpty, "kubefed may be at it")
        #expect(
            found(host: register(["a"]), member: register([]), version: .init(major: 3, minor: 0)).isEmpty,
            "3.0 looks no user up")
        #expect(
            found(host: register(["a"]), member: register([]), version: .init(major: 4, minor: 1)).isEmpty,
            "nor does a 4.x member")
    }

    @Test("clusters that are lost many at once are doubted for one round, a few or slowly lost ones are not")
    func blindness() {
        let clusters = (0..<10).map { ClusterID("c\($0)") }
        func observations(lost: Int, kind: Fault.Kind = .timeout) -> [Observation] {
            clusters.enumerated().map { index, cluster in
                var observation = Samples.member
                observation.cluster = cluster
                if index < lost { observation.identity = .failed(Fault(kind, "no answer")) }
                return observation
            }
        }
        func lost(_ count: Int, before: [ClusterID], kind: Fault.Kind = .timeout) -> Int {
            Blindness(observations(lost: count, kind: kind), reachedBefore: Set(before)).lost.count
        }
        #expect(lost(10, before: []) == 10)
        #expect(lost(6, before: clusters) == 6)
        #expect(lost(5, before: clusters) == 0)
        #expect(lost(6, before: Array(clusters.suffix(4))) == 0, "they were lost before")
        #expect(
            lost(6, before: clusters, kind: .tlsCertificateExpired) == 0,
            "no network says that a certificate has expired")
        #expect(Blindness([Samples.member], reachedBefore: []).reason == nil)
        let diagnoses = diagnoseFleet(observations(lost: 6), host: nil, reachedBefore: Set(clusters))
        #expect(
            diagnoses[ClusterID("c0")]?.primary?.cause == .agentBlind && diagnoses[ClusterID("c0")]?.health == .unknown)
        #expect(diagnoses[ClusterID("c0")]?.primary?.evidence[0].plain.contains("6 of 10") == true)
    }
}
