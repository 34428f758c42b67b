import CivilTime
import FleetModel
import FleetWords
import FoundationEssentials

extension Subject {
    /// What ends soon, at 30, 14 and 7 days. It changes no health: as long as it is good, it is good.
    func expiryFindings(_ expiries: [Expiry]) -> [Finding] {
        expiries.compactMap { expiry in
            let days = expiry.notAfter.timeIntervalSince(observation.at) / 86_400
            guard let severity = Self.severity(days: days) else { return nil }
            return Finding(
                .credentialsExpire, severity, evidence: [Self.statement(expiry, days: days)],
                nextStep: renewal(expiry.subject))
        }
    }

    private static func severity(days: Double) -> Finding.Severity? {
        switch days {
        case ...7: .critical
        case ...14: .warning
        case ...30: .info
        default: nil
        }
    }

    private static func statement(_ expiry: Expiry, days: Double) -> Statement {
        let code: ReachStatement =
            switch expiry.subject {
            case .clientCertificate: .clientCertificateEnds
            case .token: .tokenEnds
            case .serverCertificate: .serverCertificateEnds
            case .clusterKubeconfig: .clusterKubeconfigEnds
            }
        let isOver = days < 0
        return code([
            (isOver ? .daysAgo : .days): Int(saturating: isOver ? -days : days), .endsAt: expiry.notAfter,
        ])
    }

    func renewal(_ subject: Expiry.Subject) -> NextStep {
        switch subject {
        case .clientCertificate, .token:
            "issue new credentials for context \(name) in the kubeconfig; the agent reloads a changed file"
        case .serverCertificate:
            "renew it on the cluster's control plane nodes (kubeadm certs renew apiserver), then restart kube-apiserver"
        case .clusterKubeconfig: clusterKubeconfigRenewal
        }
    }

    private var clusterKubeconfigRenewal: NextStep {
        let called = registered?.name ?? name
        if registered?.connection == .proxy {
            return NextStep(
                "restart the host's tower, which renews it as it starts",
                command: kubectlOnHost("-n kubesphere-system rollout restart deployment tower"))
        }
        let renewsItself = host?.version.map { $0.major >= 4 } == true
        let first = renewsItself ? "a 4.x host renews it by itself in its last 7 days; where it did not: " : ""
        return
            """
            \(first)give the host a new kubeconfig of \(called): PUT \
            /kapis/cluster.kubesphere.io/v1alpha1/clusters/\(called)/kubeconfig
            """
    }

    func logCutFinding() -> [Finding] {
        guard let logs = observation.logs.value, logs.cut || logs.gaps > 0 else { return [] }
        let long = logs.cut ? [WorkloadStatement.logTooLong([.mebibytes: logs.bytes >> 20])] : []
        let gone = logs.gaps > 0 ? [WorkloadStatement.logsLost([.logs: logs.gaps])] : []
        return [
            Finding(
                .logCut, .info, evidence: long + gone,
                nextStep: NextStep("look at what floods it", command: serverLog("--since=5m")))
        ]
    }
}
