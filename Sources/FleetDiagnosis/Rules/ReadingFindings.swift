import FleetModel
import FleetText
import FleetWords
import FoundationEssentials

/// What could not be read, or not be read for certain: it changes no health, and what was not read is never told as
/// nothing.
extension Subject {
    func unreadLogs() -> [Finding] {
        let faults = (observation.logs.value?.unread ?? []) + (observation.logs.fault.map { [$0] } ?? [])
        guard let fault = faults.first else { return [] }
        if let forbidden = faults.first(where: { $0.kind == .forbidden }) {
            return [rightsMissing(.mayNotReadLogs, forbidden)]
        }
        // Where there is no workload there is no log; why not is said elsewhere.
        guard let logs = observation.logs.value else { return [] }
        let code: WorkloadStatement = faults.count == 1 ? .logUnread : .logsUnread
        return [
            Finding(
                .logUnread, .warning,
                evidence: [
                    code([.logs: faults.count, .message: fault.message]),
                    WorkloadStatement.failuresUncounted([.since: logs.unreadSince]),
                ],
                nextStep: logStep(fault))
        ]
    }

    private func logStep(_ fault: Fault) -> NextStep {
        let look = serverLog("--tail=5")
        switch fault.kind {
        // kube-apiserver passes the kubelet's TLS fault on as a 500.
        case .server:
            return NextStep(
                "read the log by hand", command: look,
                then: [
                    NextStep(
                        "if that says tls: internal error, approve the kubelet's serving certificate",
                        command: kubectl("get csr"))
                ])
        case .malformedAnswer:
            return NextStep(
                """
                the kubelet answers for a log that it does not find: check the container runtime, and /var/log/pods on \
                the node
                """,
                command: look)
        default: return .run(look)
        }
    }

    /// R14 within one cluster: what tells a version tells different ones.
    func versionDoubts() -> [Finding] {
        guard let witnesses = workload?.versionWitnesses, Set(witnesses.values).count > 1 else { return [] }
        let said = Workload.VersionWitness.allCases.compactMap { witness in
            witnesses[witness].map { witness.code([.version: "\($0)"]) }
        }
        return [
            Finding(
                .versionSkew, .info, evidence: [WorkloadStatement.versionsDiffer([.versions: said])],
                nextStep: NextStep(
                    "compare the chart or the installer with the image that runs",
                    command: kubectl("-n kubesphere-system get deployments -o wide --show-labels")))
        ]
    }

    /// 4.x `internalTLS`: the Service has port 443 alone, and the host's own dispatcher speaks plain HTTP to it (v4.1.3
    /// pkg/apiserver/filters/multicluster.go:33).
    func internalTLS() -> [Finding] {
        // Where it is why there is no verdict, it is told as that.
        guard workload?.servesTLS == true, observation.acceptance.fault.flatMap(unreachedOverTLS) == nil else {
            return []
        }
        let speaks = isHost ? WorkloadStatement.hostSpeaksTLS() : WorkloadStatement.memberSpeaksTLS()
        return [
            Finding(
                .serviceSpeaksTLS, isHost ? .info : .warning,
                evidence: [speaks],
                nextStep: isHost
                    ? "nothing: kubectl needs services/https:ks-apiserver:/proxy then, which is why it is said"
                    : "set internalTLS: false in the values of the member's ks-core, and upgrade it")
        ]
    }

    /// The Service is there and speaks TLS, and what stands between passes no TLS on: nothing is known of the process.
    func unreachedOverTLS(_ fault: Fault) -> Finding? {
        guard workload?.servesTLS == true, [.notFound, .badRequest, .tlsExpected].contains(fault.kind) else {
            return nil
        }
        return Finding(
            .serviceSpeaksTLS, .warning,
            evidence: [
                WorkloadStatement.noVerdictOverTLS([.message: fault.message]),
                WorkloadStatement.dispatcherSpeaksHTTP(),
            ],
            nextStep: .run(
                kubectl("get --raw /api/v1/namespaces/kubesphere-system/services/https:ks-apiserver:/proxy/version")))
    }

    /// A process that ends again and again and happens to be up at each look: its users are thrown out each time.
    func restarting() -> [Finding] {
        let pods = (workload?.pods ?? []).filter {
            $0.recentRestarts?.isPattern == true && $0.waiting == nil && !$0.terminating
        }
        guard !pods.isEmpty else { return [] }
        return [
            Finding(
                .restarting, .warning, evidence: pods.prefix(5).map(restartEvidence),
                nextStep: NextStep(
                    "read why it ended (137: killed, for its memory or by its liveness probe)",
                    command: serverLog("--previous --tail=20"),
                    then: [.run(kubectl("-n kubesphere-system describe pod \(shellWord(pods[0].name))"))]))
        ]
    }

    private func restartEvidence(_ pod: Workload.Pod) -> Statement {
        let tally = pod.recentRestarts ?? RestartTally(count: 0, since: observation.at)
        return WorkloadStatement.podRestarted([
            .pod: pod.name, .restarts: tally.count, .age: Seconds(observation.at.timeIntervalSince(tally.since)),
            .lastEnd: pod.lastEnd, .at: pod.lastEnd == nil ? nil : pod.lastEndedAt, .fault: pod.startFault?.text,
        ])
    }
}

extension Workload.VersionWitness {
    fileprivate var code: WorkloadStatement {
        switch self {
        case .image: .imageSays
        case .label: .labelSays
        case .endpoint: .processSays
        }
    }
}
