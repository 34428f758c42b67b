import Fleet
import FoundationEssentials
import Testing

@Suite("What the host's Cluster objects tell")
struct RegisterTests {
    typealias Condition = RegisteredCluster.Condition

    private func entry(
        _ name: String = "edge-1", uid: String? = "uid-of-edge-1", connection: RegisteredCluster.Connection = .direct,
        end: Double? = nil, token: Bool = false,
        conditions: [Condition] = []
    ) -> RegisteredCluster {
        let notAfter = end.map { Samples.noon + $0 * 86_400 }
        let credential: RegisteredCluster.Credential =
            token ? .token(notAfter: notAfter) : .certificate(notAfter: notAfter)
        return RegisteredCluster(
            name: name, connection: connection, uid: uid, credential: credential, conditions: conditions)
    }

    private func ready(_ status: String, secondsAgo: Double = 60, _ message: String = "Cluster is available now")
        -> Condition
    {
        Condition(
            type: "Ready", status: status, reason: "Ready", message: message, updatedAt: Samples.noon - secondsAgo)
    }

    private let noAgent = Condition(
        type: "AgentAvailable", status: "False", reason: "AgentNotAvailable",
        message: "Agent has not connected to proxy.", updatedAt: Samples.noon - 300)

    private func member(
        _ entries: RegisteredCluster..., cut: Bool = false,
        host version: KubeSphereVersion = KubeSphereVersion(major: 3, minor: 4),
        change: (inout Observation) -> Void = { _ in }
    ) -> Diagnosis {
        var host = Samples.host
        host.surroundings.register = .read(FleetRegister(clusters: entries, isCut: cut, readAt: Samples.noon))
        host.deployment.version = version
        var member = Samples.member
        member.deployment.version = version
        change(&member)
        return diagnose(member, host: host)
    }

    @Test(
        "a registered member that is well has no finding, by UID whatever its name, and by name where there is no UID")
    func registered() {
        #expect(member(entry("anything", conditions: [ready("True")])).findings.isEmpty)
        #expect(member(entry(uid: nil, conditions: [ready("True")])).findings.isEmpty)
        #expect(
            member(entry("hq-name", uid: nil)) {
                $0.surroundings.claim = ClusterClaim(name: "hq-name", hostCluster: nil)
            }.findings.isEmpty)
        #expect(member(entry("of-config", uid: nil)) { $0.facts.clusterName = "of-config" }.findings.isEmpty)
    }

    @Test("one cluster under two names is told, and a kubeconfig that is none, where the host would use it")
    func registration() {
        let twice = member(entry("edge-1", conditions: [ready("True")]), entry("edge-one"))
        #expect(twice.health == .healthy && twice.findings.map(\.cause) == [.registeredTwice])
        #expect(twice.findings.first?.evidence.first?.plain.contains("edge-1, edge-one") == true)
        func holding(_ credential: RegisteredCluster.Credential, _ connection: RegisteredCluster.Connection) -> [Fleet
            .Cause]
        {
            member(
                RegisteredCluster(
                    name: "edge-1", connection: connection, uid: "uid-of-edge-1", credential: credential,
                    conditions: [ready("True")])
            ).findings.map(\.cause)
        }
        #expect(holding(.encodedOnceMore, .direct) == [.clusterKubeconfigUnreadable])
        #expect(holding(.unreadable, .direct) == [.clusterKubeconfigUnreadable])
        #expect(holding(.encodedOnceMore, .proxy).isEmpty && holding(.other, .direct).isEmpty)
    }

    @Test("a host that is a member of itself is told")
    func hostAsMember() throws {
        var host = Samples.host
        let uid = try #require(host.identity.value)
        func causes(_ clusters: [RegisteredCluster]) -> [Fleet.Cause] {
            host.surroundings.register = .read(FleetRegister(clusters: clusters, readAt: Samples.noon))
            return diagnose(host, host: host).findings.map(\.cause)
        }
        let own = RegisteredCluster(name: "host", isHost: true, connection: nil, uid: uid)
        #expect(!causes([own]).contains(.registeredTwice))
        #expect(
            causes([own, RegisteredCluster(name: "edge", connection: .direct, uid: uid)]).contains(.registeredTwice))
        #expect(
            !causes([own, RegisteredCluster(name: "edge", connection: .direct, uid: "another")]).contains(
                .registeredTwice))
    }

    @Test(
        """
        R11: a tunnel that is down is a failure, whatever the member says to us, and the reason why a silent member is \
        silent
        """
    )
    func tunnel() {
        let down = entry(connection: .proxy, conditions: [noAgent, ready("False")])
        let reached = member(down)
        #expect(reached.health == .failing && reached.primary?.cause == .tunnelDown)
        #expect(reached.findings.count == 1, "Ready False says nothing more")
        #expect(reached.primary?.evidence.first?.plain.contains("Agent has not connected to proxy.") == true)
        #expect(reached.primary?.nextStep.oneLine.contains("logs deployment/cluster-agent") == true)
        let silent = member(down) { $0.identity = .failed(Fault(.timeout, "no answer")) }
        #expect(silent.health == .failing && silent.findings.map(\.cause) == [.tunnelDown, .unreachable])
        let refused = member(down) {
            $0.acceptance = .refused(.tokenNotInCache, message: "token not found in cache"); $0.facts.maxAge = .absent
        }
        #expect(refused.primary?.cause == .tokenNotInCache && refused.findings.contains { $0.cause == .tunnelDown })
        #expect(
            member(entry(connection: .direct, conditions: [noAgent])).findings.isEmpty, "a direct member has no tunnel")
    }

    @Test("Ready False, and a Ready that nobody has written for three resyncs, are told and change no health")
    func readiness() {
        func causes(_ condition: Condition, _ version: KubeSphereVersion = KubeSphereVersion(major: 3, minor: 4))
            -> [Cause]
        {
            let diagnosis = member(entry(conditions: [condition]), host: version)
            #expect(diagnosis.health == .healthy)
            return diagnosis.findings.map(\.cause)
        }
        let (old, new) = (KubeSphereVersion(major: 3, minor: 2), KubeSphereVersion(major: 4, minor: 1))
        #expect(causes(ready("False", "Unauthorized")) == [.notReadyOnHost])
        #expect(
            causes(ready("True", secondsAgo: 350)).isEmpty
                && causes(ready("True", secondsAgo: 370)) == [.notReadyOnHost])
        #expect(
            causes(ready("True", secondsAgo: 2_600), new).isEmpty
                && causes(ready("True", secondsAgo: 2_800), new) == [.notReadyOnHost])
        #expect(causes(ready("True", secondsAgo: 1e6), old).isEmpty, "before 3.3 nothing refreshes it")
        let token = member(
            entry(token: true, conditions: [ready("False", "x")]), host: KubeSphereVersion(major: 3, minor: 3))
        #expect(token.findings.first?.evidence.contains { $0.is(MembershipStatement.tokenKubeconfig) } == true)
    }

    @Test(
        "R9: the kubeconfig that the host uses warns at 30, 14 and 7 days",
        arguments: [(40.0, nil), (29.0, .info), (13.0, .warning), (5.0, .critical), (-1.0, .critical)]
            as [(Double, Finding.Severity?)])
    func kubeconfig(days: Double, severity: Finding.Severity?) {
        let direct = member(entry(end: days)).findings
        #expect(
            direct.map(\.severity) == [severity].compactMap(\.self)
                && direct.allSatisfy { $0.cause == .credentialsExpire })
        #expect(
            direct.allSatisfy {
                $0.nextStep.oneLine.contains("PUT /kapis/cluster.kubesphere.io/v1alpha1/clusters/edge-1/kubeconfig")
            })
        let proxied = member(entry(connection: .proxy, end: days)).findings
        #expect(proxied.allSatisfy { $0.nextStep.oneLine.contains("rollout restart deployment tower") })
        let four = member(entry(end: days), host: KubeSphereVersion(major: 4, minor: 1)).findings
        #expect(four.allSatisfy { $0.nextStep.oneLine.contains("renews it by itself") })
        // The same where the member itself cannot be asked.
        let silent = member(entry(end: days)) { $0.identity = .failed(Fault(.timeout, "no answer")) }.findings.filter {
            $0.cause == .credentialsExpire
        }
        #expect(silent.count == direct.count)
    }

    @Test("the condition of 3.3 and 3.4 is read where the kubeconfig says nothing")
    func condition() {
        let text = Condition(
            type: "KubeConfigCertExpiresInSevenDays", status: "True", message: "2026-09-25 12:00:00 +0000 UTC")
        #expect(member(entry(conditions: [text])).findings.map(\.cause) == [.credentialsExpire])
        let empty = Condition(type: "KubeConfigCertExpiresInSevenDays", status: "True", message: "")
        #expect(member(entry(conditions: [empty])).findings.map(\.cause) == [.credentialsExpire])
        let far = Condition(
            type: "KubeConfigCertExpiresInSevenDays", status: "", message: "2036-09-25 12:00:00.5 +0000 UTC")
        #expect(member(entry(conditions: [far])).findings.isEmpty)
    }

    @Test("a cluster that the host does not know is told, unless that cannot be known")
    func notRegistered() {
        #expect(member(entry("other", uid: "uid-of-other")).findings.map(\.cause) == [.notRegistered])
        #expect(
            member(entry("edge-1", uid: "uid-of-other")).findings.map(\.cause) == [.notRegistered],
            "the name alone is not the cluster")
        #expect(member(entry("other", uid: nil)).findings.map(\.severity) == [.info])
        #expect(member(entry("other", uid: "u"), cut: true).findings.isEmpty)
        #expect(member().findings.isEmpty, "an empty set means nothing")
        let silent = member(entry("other", uid: "u")) { $0.identity = .failed(Fault(.timeout, "no answer")) }
        #expect(!silent.findings.contains { $0.cause == .notRegistered })
    }

    @Test("members that no context watches are told on the host, as many as there must be")
    func unwatched() {
        func finding(_ entries: [RegisteredCluster], _ uids: [ClusterID: String], contexts: [String]) -> Finding? {
            var host = Samples.host
            host.surroundings.register = .read(FleetRegister(clusters: entries, readAt: Samples.noon))
            let census = Census(contexts: contexts.map { ClusterID($0) }, uids: uids)
            return diagnoseFleet([host, Samples.member], host: host.cluster, census: census)[host.cluster]?.findings
                .first { $0.cause == .memberNotWatched }
        }
        let (host, edge) = (ClusterID("host"), ClusterID("edge-1"))
        let known: [ClusterID: String] = [host: "uid-of-host", edge: "uid-of-edge-1"]
        let entries = [entry(), entry("edge-2", uid: "uid-of-edge-2"), entry("edge-3", uid: "uid-of-edge-3")]
        #expect(finding([entries[0]], known, contexts: ["host", "edge-1"]) == nil)
        #expect(
            finding(entries, known, contexts: ["host", "edge-1"])?.evidence.first?.plain.contains("edge-2, edge-3")
                == true)
        // Two contexts that never said who they are may be those two.
        #expect(finding(entries, known, contexts: ["host", "edge-1", "a", "b"]) == nil)
        #expect(finding(entries, known, contexts: ["host", "edge-1", "a"])?.evidence.count == 2)
        // A context of the member's name that cannot be asked is taken for it.
        #expect(finding(Array(entries.prefix(2)), known, contexts: ["host", "edge-1", "edge-2"]) == nil)
        #expect(finding(entries, [:], contexts: []) == nil)
    }

    @Test("without the right to read them nothing is concluded")
    func absent() {
        var host = Samples.host
        host.surroundings.register = .absent(Fault(.forbidden, "clusters.cluster.kubesphere.io is forbidden"))
        #expect(diagnose(Samples.member, host: host).findings.isEmpty)
        #expect(
            diagnoseFleet(
                [host, Samples.member], host: host.cluster, census: Census(contexts: ["x"].map { ClusterID($0) })
            ).values.allSatisfy { $0.findings.isEmpty })
    }
}
