import FleetModel
import FleetWords

extension Subject {
    /// What is wrong or worth saying whether or not the tokens are accepted today.
    func standingFindings() -> [Finding] {
        configFindings()
            + (isHost
                ? hostFindings() + hostAsMember()
                : memberFindings() + restartFindings() + claimFindings() + registerFindings() + revertFindings()
                    + userFindings()) + unreadLogs()
            + logCutFinding() + restarting() + internalTLS() + versionDoubts() + expiryFindings(observation.expiries)
            + clusterKubeconfigFindings()
    }

    private func configFindings() -> [Finding] {
        guard case .failed(let fault) = observation.config else { return flawFindings() }
        switch fault.kind {
        case .missingDocument, .invalidDocument:
            return [
                Finding(
                    .configInvalid, .warning,
                    evidence: [
                        Statement(text: fault.message), ConfigStatement.restartWouldFail(),
                    ],
                    nextStep: NextStep(
                        "correct data.kubesphere.yaml before anything restarts",
                        command: kubectl("-n kubesphere-system edit configmap kubesphere-config")))
            ]
        case .documentNotRead:
            return [
                Finding(
                    .configInvalid, .info,
                    evidence: [Statement(text: fault.message), ConfigStatement.startUnknown()],
                    nextStep: NextStep(
                        "write it as both read it",
                        command: kubectl("-n kubesphere-system edit configmap kubesphere-config")))
            ]
        case .notFound:
            return [
                Finding(
                    .configInvalid, .warning, evidence: [Statement(text: fault.message)],
                    nextStep: workload == nil
                        ? NextStep(
                            "check that KubeSphere is installed here", command: kubectl("-n kubesphere-system get all"))
                        : NextStep(
                            """
                            restore ConfigMap kubesphere-config before anything restarts; this shows who wrote it \
                            last, and what it said, without the secrets
                            """,
                            command: "agentctl blame \(word)"))
            ]
        case .forbidden: return [rightsMissing(.mayNotReadConfigMap, fault)]
        default:
            return [
                Finding(
                    .configInvalid, .info, evidence: [ConfigStatement.notRead([.message: fault.message])],
                    nextStep: "nothing: the next probe reads it again")
            ]
        }
    }

    /// R17 and R16.
    private func hostFindings() -> [Finding] {
        var findings: [Finding] = []
        if let config, config.maxAge.checksSessionCache == false {
            findings.append(
                Finding(
                    .hostTokensNeverExpire, .warning,
                    evidence: [
                        MembershipStatement.hostTokensNeverExpire([.maxAge: config.maxAge.text])
                    ],
                    nextStep:
                        """
                        set \(config.layout.maxAgePath.joined(separator: ".")) to 2h on the host, by hand: ksfleet \
                        never edits a host's
                        """
                ))
        }
        return findings + sessionLoss()
    }

    /// R16. Without Redis each replica knows only the sessions that it made itself (kubesphere.md M6).
    private func sessionLoss() -> [Finding] {
        let isSplit = config?.sessionCache == .inMemory && (workload?.replicas ?? 0) > 1
        let split = isSplit ? [MembershipStatement.sessionsSplit([.replicas: workload?.replicas ?? 0])] : []
        guard isSplit || !logged(.tokenNotInCache).isEmpty else { return [] }
        return [
            Finding(
                .hostSessionLoss, isSplit ? .warning : .info, evidence: split + logged(.tokenNotInCache),
                nextStep: NextStep(
                    "if users are logged out: several replicas need one Redis",
                    command: kubectl("-n kubesphere-system get deployment \(deployment)")))
        ]
    }

    /// R13 and R14.
    private func memberFindings() -> [Finding] {
        var findings: [Finding] = []
        if config?.role == .host, let host {
            findings.append(
                Finding(
                    .roleWrong, .warning,
                    evidence: [MembershipStatement.saysHost([.host: host.cluster])],
                    nextStep:
                        "name the host in agent.yaml, or set multicluster.clusterRole to member through its installer"))
        }
        if config?.role == .standalone, let host {
            findings.append(
                Finding(
                    .roleWrong, .warning,
                    evidence: [MembershipStatement.saysNoRole([.host: host.cluster])],
                    nextStep:
                        """
                        set multicluster.clusterRole to member through its installer: accessTokenMaxAge: 0 is rendered \
                        for members only
                        """
                ))
        }
        if let own = observation.version, let hosts = host?.version, own.major != hosts.major {
            findings.append(
                Finding(
                    .versionSkew, .warning,
                    evidence: [MembershipStatement.versionsDiffer([.hostVersion: "\(hosts)", .version: "\(own)"])],
                    nextStep: "upgrade to one major version: settings and paths differ between them"))
        }
        return findings
    }
}
