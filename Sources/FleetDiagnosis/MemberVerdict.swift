import CivilTime
import FleetModel
import FleetText
import FleetWords

extension Subject {
    /// Whether the member accepts the host's tokens, and if not, why.
    func memberVerdict() -> (Health, Finding?) {
        switch observation.acceptance {
        case .accepted: (.healthy, nil)
        case .unproven(let why): (.unknown, unproven(why))
        case .unavailable(let fault): unavailable(fault)
        case .notAttempted(let why): withoutProbe(why)
        // Whose credential it was that was refused is not known: that proves nothing of the host's tokens
        // (kubesphere.md C3).
        case .refused(.unexpectedAlgorithm, let message), .refused(.tokenMalformed, let message):
            (.unknown, foreignToken(RefusalStatement.tokenRefused([.message: message])))
        case .refused(let cause, let message):
            (.failing, refused(cause, message))
        }
    }

    private func refused(_ cause: FailureCause, _ message: String) -> Finding {
        let answer = RefusalStatement.hostTokenRefused([.message: message])
        switch cause {
        case .tokenNotInCache: return notInCache(answer)
        case .signatureInvalid: return signatureInvalid(answer)
        case .tokenUsedBeforeIssued, .tokenExpired: return clockSkew(answer)
        case .redisUnreachable: return redisDown([answer], isUnresolved: message.contains(StartFault.noSuchHost))
        case .redisRefused: return redisRefused([answer])
        case .ldapUnreachable, .identityProviderUnreachable, .kubernetesUnreachable, .backendUnreachable:
            return backendDown([answer], cause)
        case .userNotFound, .accountNotActive: return userNotSynced(answer)
        case .unexpectedAlgorithm, .tokenMalformed, .memberRefusedHostToken, .other: return unexplained([answer])
        }
    }

    // MARK: R1, R3, R4: the signature was good, the session was looked for

    private func notInCache(_ answer: Statement) -> Finding {
        let evidence = [answer] + logged(.tokenNotInCache)
        if let random = givenInTwoCases(config?.layout.maxAgePath) { return random.adding(evidence) }
        guard let config, config.maxAge.checksSessionCache == false else {
            let age = config.map { RefusalStatement.cacheIsAsked([.maxAge: $0.maxAge.text]) }
            return Finding(
                .tokenNotInCache, .critical,
                evidence: evidence + [age ?? RefusalStatement.wordsProveIt()],
                nextStep: plan())
        }
        if let override = overridden() { return override.adding(evidence) }
        return stale(
            evidence + [
                RefusalStatement.cacheStillAsked([.maxAge: config.maxAge.text]), observation.processAgeEvidence,
            ])
    }

    /// Which of the two a process took at its start nobody can read: whoever takes one out knows.
    private func givenInTwoCases(_ path: [String]?) -> Finding? {
        let name = path?.joined(separator: ".")
        return config?.flaws.first { $0.path == name && $0.isGivenInTwoCases }?.explaining
    }

    // MARK: R2, R3, R4: the signature was not good

    private func signatureInvalid(_ answer: Statement) -> Finding {
        let evidence = [answer] + logged(.signatureInvalid)
        if let random = givenInTwoCases(config?.layout.jwtSecretPath) { return random.adding(evidence) }
        guard let own = config?.secret, let hosts = host?.config.value?.secret else {
            let code: RefusalStatement = config?.secret == nil ? .memberSecretUnread : .hostSecretUnread
            return unexplained(evidence + [code()])
        }
        if own != hosts {
            let differ = RefusalStatement.secretsDiffer([.host: "\(hosts)", .member: "\(own)"])
            return Finding(
                .secretMismatch, .critical, evidence: evidence + [differ] + likeness(), nextStep: plan())
        }
        let equal = evidence + [RefusalStatement.secretsEqual([.member: "\(own)"])]
        if let override = overridden() { return override.adding(equal) }
        return equalSecrets(equal)
    }

    /// Host and member have the same jwtSecret, and nothing that is read overrides it: one of the two processes holds
    /// another one.
    private func equalSecrets(_ evidence: [Statement]) -> Finding {
        let own = evidence + [observation.processAgeEvidence]
        let mayBeStale = ProcessAge(observation).mayHoldTheOlderDocument
        if let host, !host.provesItsSecret, ProcessAge(host).mayHoldTheOlderDocument, !mayBeStale {
            return staleHost(evidence + [host.processAgeEvidence])
        }
        if mayBeStale { return stale(own) }
        // Clocks are read to the second, and may be wrong: what is left is the member's process, whatever they say.
        if host?.provesItsSecret == true, unreadEnvironment().isEmpty {
            return stale(own + [RefusalStatement.hostProvesSecret()])
        }
        return unexplained(own + unreadEnvironment())
    }

    private func stale(_ evidence: [Statement]) -> Finding {
        let reloads = observation.version?.reloadsConfig == true ? [RefusalStatement.reloadsItself()] : []
        return Finding(.staleProcess, .critical, evidence: evidence + reloads, nextStep: plan())
    }

    private func staleHost(_ evidence: [Statement]) -> Finding {
        let workload = shellWord(host?.workload.value?.name ?? "ks-apiserver")
        return Finding(
            .staleProcess, .critical, evidence: [RefusalStatement.hostIsStale()] + evidence,
            nextStep: NextStep(
                "restart the host's ks-apiserver (with an in-memory session cache this logs every user out)",
                command: kubectlOnHost("-n kubesphere-system rollout restart deployment \(workload)")))
    }

    func overridden() -> Finding? {
        guard let overrides = workload?.overrides, !overrides.isEmpty else { return nil }
        return Finding(
            .configOverride, .critical,
            evidence: [RefusalStatement.overridden([.overrides: overrides])],
            nextStep: NextStep(
                "remove the override", command: kubectl("-n kubesphere-system edit deployment \(deployment)")))
    }

    /// What `envFrom` brings is not read: it may hold anything, secrets of others among it.
    private func unreadEnvironment() -> [Statement] {
        guard let sources = workload?.environmentSources, !sources.isEmpty else { return [] }
        return [RefusalStatement.environmentUnread([.sources: sources])]
    }

    private func unexplained(_ evidence: [Statement]) -> Finding {
        Finding(
            .unexplained, .critical, evidence: evidence,
            nextStep: NextStep("read its log", command: serverLog("--since=10m")))
    }

    // MARK: Causes that are reported, never repaired

    private func clockSkew(_ answer: Statement) -> Finding {
        // The Date header has whole seconds: a second either way says nothing, and the node of ks-apiserver may be
        // another one.
        let offset = observation.clockOffset.flatMap { offset in
            abs(offset) >= 2 ? RefusalStatement.clockDiffers([.seconds: Int(saturating: offset)]) : nil
        }
        let skew = config?.clockSkew.map { RefusalStatement.maximumClockSkew([.seconds: $0 / 1_000_000_000]) }
        return Finding(
            .clockSkew, .critical, evidence: [answer] + [offset, skew].compactMap { $0 },
            nextStep:
                """
                synchronize the clocks of the host's and the member's nodes (chronyc tracking, on each, says how far \
                it is off); no configuration needs a change
                """
        )
    }

    func backendDown(_ evidence: [Statement], _ cause: FailureCause?) -> Finding {
        Finding(
            .backendDown, .critical, evidence: evidence + [cause?.meaning ?? FailureCause.backendUnreachable.meaning],
            nextStep: NextStep((cause ?? .backendUnreachable).advice.text, command: serverLog("--since=10m")))
    }

    private func userNotSynced(_ answer: Statement) -> Finding {
        Finding(
            .userNotSynced, .critical, evidence: [answer],
            nextStep: NextStep(
                "compare the users of the member with those of the host",
                command: kubectl("get users.iam.kubesphere.io"),
                then: [.run(kubectlOnHost("get users.iam.kubesphere.io"))]))
    }

    private func foreignToken(_ answer: Statement) -> Finding {
        Finding(
            .foreignToken, .warning,
            evidence: [
                answer,
                RefusalStatement.anotherCredential(),
            ],
            nextStep:
                """
                use a client certificate for context \(name): its kube-apiserver forwards bearer tokens to the service \
                behind it
                """
        )
    }
}

extension Finding {
    fileprivate func adding(_ first: [Statement]) -> Finding {
        Finding(cause, severity, evidence: first + evidence, nextStep: nextStep)
    }
}
