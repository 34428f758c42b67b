import FoundationEssentials

/// What could not be read, or not be read for certain: it changes no health, and what was not read is never told as
/// nothing.
extension Subject {
    func unreadLogs() -> [Finding] {
        let faults = (observation.logs.value?.unread ?? []) + (observation.logs.fault.map { [$0] } ?? [])
        guard let fault = faults.first else { return [] }
        if let forbidden = faults.first(where: { $0.kind == .forbidden }) {
            return [rightsMissing("read the log of ks-apiserver's pods", forbidden)]
        }
        // Where there is no workload there is no log; why not is said elsewhere.
        guard let logs = observation.logs.value else { return [] }
        let since = logs.unreadSince.map { "since \($0.rfc3339), " } ?? ""
        let which = faults.count == 1 ? "a log of its ks-apiserver" : "\(faults.count) logs of its ks-apiserver"
        return [
            Finding(
                .logUnread, .warning,
                evidence: [
                    "\(which) cannot be read: \(fault.message)",
                    "\(since)failed authentications are not counted there, and none of them is told as 0",
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
            witnesses[witness].map { "\(witness.words) \($0)" }
        }
        return [
            Finding(
                .versionSkew, .info, evidence: ["its version is not told alike: \(said.joined(separator: ", "))"],
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
        let consequence =
            isHost
            ? "it was asked over TLS"
            : """
            it was asked over TLS; the host's dispatcher asks its members in plain HTTP and gets 400 there, \
            whatever the tokens are worth
            """
        return [
            Finding(
                .serviceSpeaksTLS, isHost ? .info : .warning,
                evidence: ["Service ks-apiserver speaks TLS (internalTLS): \(consequence)"],
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
                """
                Service ks-apiserver speaks TLS (internalTLS), and asking it over TLS got no verdict: \(fault.message)
                """,
                "the host's dispatcher asks its members in plain HTTP",
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

    private func restartEvidence(_ pod: Workload.Pod) -> String {
        let tally = pod.recentRestarts ?? RestartTally(count: 0, since: observation.at)
        let age = shortDuration(seconds: observation.at.timeIntervalSince(tally.since))
        let end = pod.lastEnd.map { ", last ended \($0)" } ?? ""
        let when = pod.lastEndedAt.map { " at \($0.rfc3339)" } ?? ""
        let fault = pod.startFault.map { ": \($0.text)" } ?? ""
        return "pod \(pod.name) restarted \(tally.count) times in \(age)\(end)\(end.isEmpty ? "" : when)\(fault)"
    }
}

extension Workload.VersionWitness {
    fileprivate var words: String {
        switch self {
        case .image: "its image's tag says"
        case .label: "its Deployment's label says"
        case .endpoint: "the process itself says"
        }
    }
}
