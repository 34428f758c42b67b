import FleetModel
import FleetWords

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
        return unknown(fault.kind == .forbidden ? rightsMissing(.mayNotGetNamespace, fault) : apiUnwell(fault))
    }

    private func failing(_ finding: Finding) -> Diagnosis { Diagnosis(health: .failing, findings: [finding]) }
    private func unknown(_ finding: Finding) -> Diagnosis { Diagnosis(health: .unknown, findings: [finding]) }

    private func credentialsRejected(_ fault: Fault) -> Finding {
        Finding(
            .credentialsRejected, .critical,
            evidence: [ReachStatement.credentialsRefused([.message: fault.message])],
            nextStep: NextStep(
                "issue new credentials for context \(name), then check them", command: kubectl("auth whoami")))
    }

    private func unreachable(_ fault: Fault) -> Finding {
        Finding(.unreachable, .critical, evidence: [reason(fault)], nextStep: advice(fault))
    }

    private func reason(_ fault: Fault) -> Statement {
        let code: ReachStatement =
            switch fault.kind {
            case .nameResolution: .nameUnresolved
            case .connectionRefused: .connectionRefused
            case .timeout: .timedOut
            case .proxy: .proxyFailed
            case .tlsUnknownAuthority: .unknownAuthority
            case .tlsCertificateExpired: .certificateExpired
            case .tlsNameMismatch: .certificateOfAnotherName
            default: .unreachable
            }
        return code([.message: fault.message])
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
            .unreachable, .warning,
            evidence: [ReachStatement.contextUnusable([.context: name, .message: fault.message])],
            nextStep: NextStep(
                "correct context \(name) in the kubeconfig, then check it", command: kubectl("config view --minify")))
    }

    private func askedElsewhere(_ fault: Fault) -> Finding {
        Finding(
            .unreachable, .warning,
            evidence: [ReachStatement.contextNotAsked([.context: name, .message: fault.message])],
            nextStep: "watch one of the two: name the contexts to watch under contexts in agent.yaml")
    }

    private func notReadYet(_ fault: Fault) -> Finding {
        Finding(
            .unexplained, .info,
            evidence: [
                ReachStatement.answerNotRead([.message: fault.message]), ReachStatement.saysNothing(),
            ],
            nextStep: "nothing: a later probe reads it")
    }

    private func apiUnwell(_ fault: Fault) -> Finding {
        Finding(
            .unreachable, .warning,
            evidence: [ReachStatement.answeredOtherwise([.message: fault.message])],
            nextStep: NextStep("check its health", command: kubectl("get --raw '/readyz?verbose'")))
    }

    func rightsMissing(_ right: ReachStatement, _ fault: Fault) -> Finding {
        Finding(
            .rightsMissing, .warning, evidence: [right([.message: fault.message])],
            nextStep: "grant the observing Role of docs/rbac.yaml to the user of context \(name)")
    }
}
