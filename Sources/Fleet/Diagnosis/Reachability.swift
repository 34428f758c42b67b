extension Subject {
    /// The faults that stand between the agent and every other question: the network, TLS, the credentials (R9, R10).
    func reachability() -> Diagnosis? {
        guard case .failed(let fault) = observation.identity else { return nil }
        if fault.kind == .unauthorized || fault.kind == .tlsClientRefused { return failing(credentialsRejected(fault)) }
        if fault.isUnreachable { return failing(unreachable(fault)) }
        if fault.kind == .kubeconfig { return unknown(kubeconfigUnusable(fault)) }
        if fault.kind == .agentBusy { return unknown(notReadYet(fault)) }
        if fault.kind == .anotherContext { return unknown(askedElsewhere(fault)) }
        // A missing right on namespace kube-system costs the UID only; the other reads may still answer.
        if fault.kind == .forbidden, observation.config.value != nil || observation.workload.value != nil { return nil }
        return unknown(fault.kind == .forbidden ? rightsMissing("get namespace kube-system", fault) : apiUnwell(fault))
    }

    private func failing(_ finding: Finding) -> Diagnosis { Diagnosis(health: .failing, findings: [finding]) }
    private func unknown(_ finding: Finding) -> Diagnosis { Diagnosis(health: .unknown, findings: [finding]) }

    private func credentialsRejected(_ fault: Fault) -> Finding {
        Finding(
            .credentialsRejected, .critical,
            evidence: ["kube-apiserver refused the kubeconfig's credentials: \(fault.message)"],
            nextStep: NextStep(
                "issue new credentials for context \(name), then check them", command: kubectl("auth whoami")))
    }

    private func unreachable(_ fault: Fault) -> Finding {
        Finding(.unreachable, .critical, evidence: [reason(fault)], nextStep: advice(fault))
    }

    private func reason(_ fault: Fault) -> String {
        switch fault.kind {
        case .nameResolution: "the name of its kube-apiserver cannot be resolved: \(fault.message)"
        case .connectionRefused: "its kube-apiserver's port refuses connections: \(fault.message)"
        case .timeout: "its kube-apiserver does not answer in time: \(fault.message)"
        case .proxy: "the proxy on the way to its kube-apiserver makes no connection: \(fault.message)"
        case .tlsUnknownAuthority:
            "its kube-apiserver's certificate is not signed by the kubeconfig's authority: \(fault.message)"
        case .tlsCertificateExpired: "its kube-apiserver's certificate has expired: \(fault.message)"
        case .tlsNameMismatch: "its kube-apiserver's certificate is for another name: \(fault.message)"
        default: "its kube-apiserver cannot be reached: \(fault.message)"
        }
    }

    private func advice(_ fault: Fault) -> NextStep {
        switch fault.kind {
        case .tlsNameMismatch:
            """
            compare the names in the certificate of its kube-apiserver with server and tls-server-name of context \
            \(name) in the kubeconfig
            """
        case .tlsUnknownAuthority:
            """
            compare the cluster's CA and address with certificate-authority-data and server of context \(name) in the \
            kubeconfig
            """
        case .tlsCertificateExpired:
            """
            renew kube-apiserver's certificate on its control plane nodes (kubeadm certs renew apiserver), then \
            restart kube-apiserver
            """
        case .proxy:
            """
            check proxy-url of context \(name) in the kubeconfig, or HTTPS_PROXY and NO_PROXY in the environment, and \
            the proxy itself
            """
        case .nameResolution: "check DNS on this machine and the server field of context \(name) in the kubeconfig"
        default: NextStep("check from this machine", command: kubectl("get --raw /livez"))
        }
    }

    private func kubeconfigUnusable(_ fault: Fault) -> Finding {
        Finding(
            .unreachable, .warning, evidence: ["context \(name) cannot be used: \(fault.message)"],
            nextStep: NextStep(
                "correct context \(name) in the kubeconfig, then check it", command: kubectl("config view --minify")))
    }

    private func askedElsewhere(_ fault: Fault) -> Finding {
        Finding(
            .unreachable, .warning, evidence: ["context \(name) is not asked: \(fault.message)"],
            nextStep: "watch one of the two: name the contexts to watch under contexts in agent.yaml")
    }

    private func notReadYet(_ fault: Fault) -> Finding {
        Finding(
            .unexplained, .info,
            evidence: ["ksfleet has not read what it answered: \(fault.message)", "that says nothing of the cluster"],
            nextStep: "nothing: a later probe reads it")
    }

    private func apiUnwell(_ fault: Fault) -> Finding {
        Finding(
            .unreachable, .warning,
            evidence: ["its kube-apiserver answered, but not with what was asked: \(fault.message)"],
            nextStep: NextStep("check its health", command: kubectl("get --raw '/readyz?verbose'")))
    }

    func rightsMissing(_ right: String, _ fault: Fault) -> Finding {
        Finding(
            .rightsMissing, .warning, evidence: ["the probe may not \(right): \(fault.message)"],
            nextStep: "grant the observing Role of docs/rbac.yaml to the user of context \(name)")
    }
}
