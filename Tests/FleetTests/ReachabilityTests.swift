import Fleet
import Testing

@Suite("Reachability")
struct ReachabilityTests {
    @Test(
        "a fault before the first answer decides alone",
        arguments: [
            (.nameResolution, .failing, .unreachable, "cannot be resolved"),
            (.connectionRefused, .failing, .unreachable, "refuses connections"),
            (.connectionLost, .failing, .unreachable, "cannot be reached"),
            (.timeout, .failing, .unreachable, "does not answer in time"),
            (.tlsUnknownAuthority, .failing, .unreachable, "not signed by"),
            (.tlsCertificateExpired, .failing, .unreachable, "has expired"),
            (.tlsNameMismatch, .failing, .unreachable, "for another name"),
            (.tls, .failing, .unreachable, "cannot be reached"),
            (.unauthorized, .failing, .credentialsRejected, "refused the kubeconfig's credentials"),
            (.tlsClientRefused, .failing, .credentialsRejected, "refused the kubeconfig's credentials"),
            (.kubeconfig, .unknown, .unreachable, "cannot be used"),
            (.forbidden, .unknown, .rightsMissing, "get namespace kube-system"),
            (.server, .unknown, .unreachable, "not with what was asked"),
            (.tooManyRequests, .unknown, .unreachable, "not with what was asked"),
            (.agentBusy, .unknown, .unexplained, "has not read what it answered"),
            (.malformedAnswer, .unknown, .unreachable, "not with what was asked"),
        ] as [(Fault.Kind, Health, Cause, String)])
    func fault(kind: Fault.Kind, health: Health, cause: Cause, words: String) {
        let diagnosis = diagnose(
            .unread(ClusterID("edge-1"), at: Samples.noon, elapsed: 5, fault: Fault(kind, "what was said")),
            host: Samples.host)
        #expect(diagnosis.health == health)
        #expect(diagnosis.findings.map(\.cause) == [cause])
        #expect(
            diagnosis.findings.first?.evidence.contains {
                $0.plain.contains(words) && $0.plain.contains("what was said")
            } == true)
    }

    @Test("a missing right on the namespace costs the UID only")
    func identityForbidden() {
        var member = Samples.member
        member.identity = .failed(Fault(.forbidden, "namespaces \"kube-system\" is forbidden", status: 403))
        #expect(diagnose(member, host: Samples.host).health == .healthy)
    }

    @Test("only faults that the network can cause excuse a cluster", arguments: Fault.Kind.allCases)
    func ownNetwork(kind: Fault.Kind) {
        let fault = Fault(kind, "")
        #expect(
            fault.mayBeOurNetwork
                == [.nameResolution, .connectionLost, .timeout, .connectionRefused, .proxy].contains(kind))
        // Whatever may be our network left no answer behind.
        #expect(!fault.mayBeOurNetwork || fault.isUnreachable)
    }
}

@Suite("Diagnosis of a fleet")
struct FleetDiagnosisTests {
    private func unread(_ name: String, _ kind: Fault.Kind = .timeout) -> Observation {
        .unread(ClusterID(name), at: Samples.noon, elapsed: 5, fault: Fault(kind, "no answer in 5 s"))
    }

    @Test("an agent that reaches nobody is blind, and calls nobody failing")
    func blind() {
        let diagnoses = diagnoseFleet(
            [unread("host"), unread("a", .nameResolution), unread("b", .connectionRefused)], host: ClusterID("host"))
        #expect(diagnoses.count == 3)
        for diagnosis in diagnoses.values {
            #expect(diagnosis.health == .unknown)
            #expect(diagnosis.findings.map(\.cause) == [.agentBlind])
            #expect(diagnosis.primary?.evidence.first?.plain.contains("none of 3 clusters") == true)
        }
    }

    @Test(
        "one cluster that answers, though it refuses, takes the excuse away",
        arguments: [Fault.Kind.unauthorized, .tlsUnknownAuthority, .forbidden])
    func notBlind(kind: Fault.Kind) {
        let diagnoses = diagnoseFleet([unread("a"), unread("b"), unread("c", kind)], host: nil)
        #expect(diagnoses[ClusterID("a")]?.health == .failing)
        #expect(diagnoses[ClusterID("a")]?.primary?.cause == .unreachable)
    }

    @Test("a fleet of one has nobody to be compared with")
    func single() {
        #expect(diagnoseFleet([unread("a")], host: nil)[ClusterID("a")]?.health == .failing)
        #expect(diagnoseFleet([], host: nil).isEmpty)
    }

    @Test("members are judged beside the host of the same round")
    func besideHost() {
        var member = Samples.member
        member.facts.secret = Samples.otherSecret
        member.acceptance = .refused(.signatureInvalid, message: "signature is invalid")
        let diagnoses = diagnoseFleet([member, Samples.host], host: ClusterID("host"))
        #expect(diagnoses[ClusterID("edge-1")]?.primary?.cause == .secretMismatch)
        #expect(diagnoses[ClusterID("host")]?.health == .healthy)
        // Without a host the two secrets cannot be compared.
        #expect(diagnoseFleet([member, Samples.host], host: nil)[ClusterID("edge-1")]?.primary?.cause == .unexplained)
    }
}
