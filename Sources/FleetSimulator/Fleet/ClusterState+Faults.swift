import NIOCore

extension ClusterState {
    /// Makes the fault so, at once. The port itself (`refused`) is the listener's affair.
    func apply(_ fault: Fault) throws {
        self.fault = fault
        let version = configuration.version
        let text = configurationText ?? healthyText
        switch fault {
        case .maxAge: rewrite(ConfigurationText.checkingSessions(text), restart: true)
        case .maxAgeAbsent: rewrite(ConfigurationText.withoutMaxAge(text, version: version), restart: true)
        case .secretMismatch: rewrite(withSecret(Names.secret(), text), restart: true)
        case .secretNumber: rewrite(ConfigurationText.replacing("jwtSecret", with: "12345678", in: text), restart: true)
        case .emptySecret: rewrite(withSecret("", text), restart: true)
        case .staleProcess: makeStale(text)
        case .redisDown:
            rewrite(
                ConfigurationText.withRedis(ConfigurationText.checkingSessions(text), version: version), restart: true)
            setRedis(isUp: false)
        case .serverDown:
            environment.startFailure = .crash
            workload.restartNow()
        case .scaledToZero: scale(to: 0)
        case .noConfigKey:
            faultyText = nil
            writeConfiguration("", key: "other", manager: "kubectl-edit")
        case .invalidYAML:
            rewrite(text.replacing("authentication:", with: "authentication: [", maxReplacements: 1), restart: false)
        case .noConfigMap: store.delete(.configmaps, "kubesphere-config")
        case .clockSkew:
            environment.clockOffset = -3_600_000_000_000
            workload.restartNow()
        case .slow(let duration): answerDelay = .nanoseconds(Int64(duration.inSeconds * 1e9))
        case .serverErrors: api.failsInternally = true
        case .forbidden: api.deniesEverything = true
        case .kubeconfigRevoked: api.authenticator.revokedNames.insert(KubeconfigUser.name)
        case .hang: portBehaviour = .hangs
        case .wrongAuthority:
            tls = try ServerTLS.context(try CertificateAuthority(name: "kubernetes").issueServer())
        case .expiredCertificate: tls = try ServerTLS.context(try authority.issueServer(validity: .endedYesterday))
        case .wrongName: tls = try ServerTLS.context(try authority.issueServer(name: "another.example.com"))
        case .refused: break
        default: applyFurther(fault, text)
        }
        if fault.concernsPort { closeConnections() }
    }

    /// Ends the fault. What it wrote is taken back only where it is still there: a repaired document stays as it is.
    func clearFault() throws {
        guard let fault else { return }
        self.fault = nil
        if !environment.redisIsUp { setRedis(isUp: true) }
        environment.clockOffset = 0
        environment.startFailure = nil
        answerDelay = nil
        api.failsInternally = false
        api.deniesEverything = false
        clearFurther(fault)
        api.authenticator.revokedNames.remove(KubeconfigUser.name)
        portBehaviour = .serves
        if fault.concernsCertificate { tls = try ServerTLS.context(try authority.issueServer()) }
        if fault.concernsPort { closeConnections() }
        restoreConfiguration(after: fault)
        if fault == .scaledToZero, workload.desiredReplicas == 0 { scale(to: configuration.replicas) }
        if needsRestart { workload.restartNow() }
    }

    private func restoreConfiguration(after fault: Fault) {
        switch fault {
        case .noConfigMap where configurationText == nil, .noConfigKey where configurationText == nil:
            writeConfiguration(healthyText, manager: "kubectl-edit")
        default:
            if let faultyText, faultyText == configurationText {
                takeAsBaseline(healthyText)
                writeConfiguration(healthyText, manager: "kubectl-edit")
            }
        }
        faultyText = nil
    }

    /// Whether a process does not run with the configuration that is there now.
    private var needsRestart: Bool {
        guard let wanted = try? ServerConfiguration.load(configurationText, version: configuration.version) else {
            return false
        }
        return workload.pods.contains { $0.process?.configuration != wanted }
    }

    private func withSecret(_ secret: String, _ text: String) -> String {
        ConfigurationText.replacing("jwtSecret", with: "\"\(secret)\"", in: text)
    }

    func rewrite(_ text: String, restart: Bool) {
        faultyText = text
        takeAsBaseline(text)
        writeConfiguration(text, manager: "kubectl-edit")
        if restart { workload.restartNow() }
    }

    /// Starts the processes with another secret, and then writes the right one where nobody reads it.
    func makeStale(_ text: String) {
        writeConfiguration(withSecret(Names.secret(), text), manager: "kubectl-edit")
        workload.restartNow(startedSecondsAgo: 60)
        writeConfiguration(text, manager: "kubectl-edit")
    }

    func scale(to replicas: Int) {
        let old = workload.deployment
        var new = old
        new[["spec", "replicas"]] = .int(replicas)
        new[["metadata", "generation"]] = .int((old[["metadata", "generation"]]?.int ?? 1) + 1)
        ManagedFields.update(&new, from: old, by: FieldManager(name: "kubectl", subresource: "scale"), at: .now)
        store.put(.deployments, new)
        workload.restartNow()
    }
}

extension Fault {
    /// Whether connections that are open must notice.
    var concernsPort: Bool {
        switch self {
        case .refused, .hang: true
        default: concernsCertificate
        }
    }

    /// Whether it stands in the server's certificate.
    var concernsCertificate: Bool {
        switch self {
        case .wrongAuthority, .expiredCertificate, .wrongName: true
        default: false
        }
    }
}

extension Names {
    /// A secret as ks-installer makes it: 32 letters and digits.
    static func secret() -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
        return String((0..<32).map { _ in alphabet[Int.random(in: 0..<alphabet.count)] })
    }
}
