import Fleet
import FoundationEssentials
import Testing

@Suite("What could not be read is told")
struct ReadingFindingTests {
    private func member(unread fault: Fault, since: Date? = Samples.noon.addingTimeInterval(-90)) -> Observation {
        var member = Samples.member
        var reading = LogReading(unread: [fault])
        reading.unreadSince = since
        member.logs = .value(reading)
        return member
    }

    @Test(
        "a log that cannot be read is a finding with its beginning, whatever the reason",
        arguments: [
            (
                Fault(.server, "Get \"https://10.0.0.12:10250/…\": remote error: tls: internal error", status: 500),
                "the kubelet's serving certificate"
            ),
            (Fault(.malformedAnswer, "answered 200 with a line that is none of the log"), "the container runtime"),
            (Fault(.timeout, "no answer in 5 s"), "logs deployment/ks-apiserver --tail=5"),
        ])
    func unread(fault: Fault, step: String) {
        let diagnosis = diagnose(member(unread: fault), host: Samples.host)
        #expect(diagnosis.health == .healthy && diagnosis.findings.map(\.cause) == [.logUnread])
        #expect(
            diagnosis.findings[0].evidence.contains { $0.plain.contains(fault.message) }
                && diagnosis.findings[0].nextStep.oneLine.contains(step), "\(diagnosis)")
        #expect(
            diagnosis.findings[0].evidence.contains {
                $0.plain.contains("since \(Samples.noon.addingTimeInterval(-90).rfc3339)")
            })
    }

    @Test("a missing right stays what it is")
    func forbidden() {
        let diagnosis = diagnose(
            member(unread: Fault(.forbidden, "pods/log is forbidden", status: 403)), host: Samples.host)
        #expect(diagnosis.findings.map(\.cause) == [.rightsMissing])
    }

    @Test("a diagnosis says that its counts are not all, and only then")
    func marked() {
        let members = [
            member(unread: Fault(.server, "500")), Samples.host,
            Observation.unread(ClusterID("gone"), at: Samples.noon, elapsed: 1, fault: Fault(.timeout, "")),
        ]
        let diagnoses = diagnoseFleet(members, host: ClusterID("host"))
        #expect(
            diagnoses[ClusterID("edge-1")]?.logsUnread == true && diagnoses[ClusterID("gone")]?.logsUnread == true
                && diagnoses[ClusterID("host")]?.logsUnread == nil)
    }

    @Test("versions that are not told alike are an info, and one witness alone is believed")
    func versions() {
        var member = Samples.member
        let (older, newer) = (
            KubeSphereVersion(major: 4, minor: 1, patch: 2), KubeSphereVersion(major: 4, minor: 1, patch: 3)
        )
        member.deployment.versionWitnesses = [.image: older, .label: newer, .endpoint: older]
        let finding = diagnose(member, host: Samples.host).findings.first { $0.cause == .versionSkew }
        #expect(
            finding?.severity == .info
                && finding?.evidence.first?.plain.contains(
                    "image's tag says v4.1.2, its Deployment's label says v4.1.3, the process itself says v4.1.2")
                    == true
        )
        member.deployment.versionWitnesses = [.label: newer]
        #expect(diagnose(member, host: Samples.host).findings.isEmpty)
    }

    @Test("a Service that speaks TLS is told for what it is, on the member as a warning")
    func tls() {
        var (member, host) = (Samples.member, Samples.host)
        member.deployment.servesTLS = true
        let finding = diagnose(member, host: host).findings.first
        #expect(
            finding?.cause == .serviceSpeaksTLS && finding?.severity == .warning
                && finding?.evidence.first?.plain.contains("dispatcher asks its members in plain HTTP") == true)
        host.deployment.servesTLS = true
        #expect(diagnose(host, host: host).findings.map(\.severity) == [.info])
    }

    @Test(
        "ends at the ends of time are told without ending the process",
        arguments: [-1e300, 1e300, -1e19, 253_402_300_799])
    func expiries(seconds: Double) {
        var member = Samples.member
        member.expiries = [Expiry(.token, notAfter: Date(timeIntervalSince1970: seconds))]
        member.clockOffset = seconds
        member.acceptance = .refused(.tokenExpired, message: "")
        #expect(diagnose(member, host: Samples.host).health == .failing)
    }
}
