import CivilTime
package import FleetModel
import FleetText
import FleetWords
import FoundationEssentials

/// What the host's `Cluster` objects say of a member (kubesphere.md C1, R9 and R11).
extension Subject {
    var register: FleetRegister? { host?.surroundings.register.register }

    /// The member's own object; nil for the host, and where it is not known or cannot be told.
    package var registered: RegisteredCluster? {
        isHost ? nil : register?.entry(uid: observation.identity.value, names: observation.namesOnHost)
    }

    /// R11. What the host's users meet, whatever the member itself says to whom reaches it by another way.
    func tunnelDown() -> Finding? {
        guard let entry = registered, entry.connection == .proxy, let agent = entry.condition("AgentAvailable"),
            agent.status == "False"
        else { return nil }
        let message = agent.message.isEmpty ? agent.reason : agent.message
        return Finding(
            .tunnelDown, .critical,
            evidence: [
                MembershipStatement.agentUnavailable([
                    .name: entry.name, .since: agent.updatedAt, .message: message,
                ]),
                MembershipStatement.reachedByTunnel(),
            ],
            nextStep: NextStep(
                """
                read the member's cluster-agent (Unauthorized agent: its token is not the host's; Connection error: \
                the way to the host's tower); 
                """
                    + "restart it only if its pod is unhealthy",
                command: kubectl("-n kubesphere-system logs deployment/cluster-agent --tail=20"),
                then: [
                    NextStep(
                        "look at the host's tower", command: kubectlOnHost("-n kubesphere-system get deployment tower"))
                ]))
    }

    func registerFindings() -> [Finding] {
        guard !isHost, let register else { return [] }
        guard let entry = registered else { return notRegistered(register) }
        return notReady(entry, register) + registeredTwice(register)
    }

    /// Everything about the member's registration that holds even where the member itself cannot be asked.
    func withRegister(_ blocked: Diagnosis) -> Diagnosis {
        let more =
            clusterKubeconfigFindings() + (registered.flatMap { entry in register.map { notReady(entry, $0) } } ?? [])
        guard let tunnel = tunnelDown() else {
            return Diagnosis(health: blocked.health, findings: blocked.findings + more)
        }
        return Diagnosis(health: .failing, findings: [tunnel] + blocked.findings + more)
    }

    // MARK: Ready

    private func notReady(_ entry: RegisteredCluster, _ register: FleetRegister) -> [Finding] {
        // A tunnel that is down says the same, and why.
        guard entry.condition("AgentAvailable")?.status != "False" || entry.connection != .proxy,
            let ready = entry.condition("Ready")
        else { return [] }
        if ready.status == "False" {
            return [
                readiness(
                    entry,
                    [
                        MembershipStatement.notReady([
                            .name: entry.name, .reason: ready.reason, .message: ready.message,
                        ])
                    ] + tokenKubeconfig(entry))
            ]
        }
        guard let limit = staleAfter, let updated = ready.updatedAt else { return [] }
        let age = register.readAt.timeIntervalSince(updated)
        guard age > limit else { return [] }
        return [
            readiness(
                entry,
                [
                    MembershipStatement.readyIsOld([
                        .name: entry.name, .status: ready.status, .age: Seconds(age),
                        .seconds: Int(saturating: limit) / 3,
                    ])
                ])
        ]
    }

    private func readiness(_ entry: RegisteredCluster, _ evidence: [Statement]) -> Finding {
        Finding(
            .notReadyOnHost, .warning,
            evidence: evidence + [MembershipStatement.probeSaysWhether()],
            nextStep: .run(
                kubectlOnHost(
                    "get clusters.cluster.kubesphere.io \(shellWord(entry.name)) -o jsonpath='{.status.conditions}'")))
    }

    /// Three resyncs without an update: from 3.3 on each sync writes `lastUpdateTime`, every 120 s, and every 900 s in
    /// 4.x.
    private var staleAfter: Double? {
        guard let version = host?.version, version >= KubeSphereVersion(major: 3, minor: 3) else {
            return nil
        }
        return version.major >= 4 ? 2700 : 360
    }

    private func tokenKubeconfig(_ entry: RegisteredCluster) -> [Statement] {
        guard let version = host?.version, version.major == 3, version.minor == 3,
            case .token = entry.credential
        else { return [] }
        return [MembershipStatement.tokenKubeconfig()]
    }

    // MARK: Who is known to whom

    private func notRegistered(_ register: FleetRegister) -> [Finding] {
        // An empty register, a cut one and a cluster without an identity prove nothing.
        guard !register.isCut, observation.identity.value != nil, register.clusters.contains(where: { !$0.isHost })
        else { return [] }
        let nameless = register.clusters.count { $0.uid == nil && !$0.isHost }
        let doubt = nameless > 0 ? [MembershipStatement.objectsWithoutUID([.objects: nameless])] : []
        return [
            Finding(
                .notRegistered, nameless > 0 ? .info : .warning,
                evidence: [MembershipStatement.notRegistered([.objects: register.clusters.count])] + doubt,
                nextStep: "join it to the host, or leave its context out of agent.yaml")
        ]
    }

    // MARK: The kubeconfig in the object (R9)

    /// The end of what the host itself reaches the member with.
    func clusterKubeconfigFindings() -> [Finding] {
        guard let entry = registered else { return [] }
        if let finding = unreadable(entry) { return [finding] }
        let condition = entry.condition("KubeConfigCertExpiresInSevenDays")
        // 3.3 and 3.4 write the end into the message, as Go prints a time; the kubeconfig itself says it to the second.
        if let end = entry.credential?.notAfter ?? condition.flatMap({ GoTime.parse($0.message) }) {
            return expiryFindings([Expiry(.clusterKubeconfig, notAfter: end)])
        }
        guard condition?.status == "True" else { return [] }
        return [
            Finding(
                .credentialsExpire, .critical,
                evidence: [MembershipStatement.kubeconfigEndsSoon([.name: entry.name])],
                nextStep: renewal(.clusterKubeconfig))
        ]
    }
}

extension Observation {
    /// What its host may call it: its own claim first, the context's name last.
    package var namesOnHost: [String] {
        [surroundings.claim?.name, config.value?.clusterName, cluster.rawValue].compactMap(\.self)
    }
}

/// Go's `time.Time.String()`, to the second: `2026-12-01 10:00:00 +0000 UTC`.
enum GoTime {
    static func parse(_ text: String) -> Date? {
        let words = text.split(separator: " ")
        guard words.count >= 3, words[0].count == 10, words[1].count >= 8, words[2].count == 5 else { return nil }
        let zone = "\(words[2].prefix(3)):\(words[2].suffix(2))"
        return RFC3339.parse("\(words[0])T\(words[1].prefix(8))\(zone)")
    }
}
