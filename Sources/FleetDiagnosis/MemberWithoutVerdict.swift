import CivilTime
import FleetModel
import FleetText
import FleetWords

/// A member that gave no verdict on the token: why, as far as its workload tells.
extension Subject {
    func unproven(_ why: String) -> Finding {
        Finding(
            .unexplained, .warning, evidence: [RefusalStatement.unproven([.message: why])],
            nextStep: NextStep("read its log", command: serverLog("--since=10m")))
    }

    func unavailable(_ fault: Fault) -> (Health, Finding) {
        if fault.kind == .forbidden { return (.unknown, rightsMissing(.mayNotUseProxy, fault)) }
        if let tls = unreachedOverTLS(fault) { return (.unknown, tls) }
        if fault.kind == .serviceUnavailable || fault.kind == .notFound {
            return (.failing, apiserverDown(fault.message))
        }
        return (.unknown, apiserverSilent(fault))
    }

    /// R7, and R8 where the last words of its process name Redis.
    func apiserverDown(_ message: String) -> Finding {
        var evidence = [Statement(text: message)]
        let words = workload?.pods.compactMap { pod in pod.startFault.map { (pod: pod.name, fault: $0) } } ?? []
        if let workload {
            let ready = workload.pods.filter(\.ready).count
            evidence.append(
                WorkloadStatement.replicasReady([
                    .ready: ready, .replicas: workload.replicas, .workload: workload.name,
                ]))
            evidence += workload.pods.compactMap { pod in
                pod.waiting.map {
                    WorkloadStatement.podWaits([
                        .pod: pod.name, .waiting: $0, .restarts: pod.restarts, .lastEnd: pod.lastEnd,
                    ])
                }
            }
        }
        evidence += words.map { WorkloadStatement.podEndedAtStart([.pod: $0.pod, .fault: $0.fault.text]) }
        let redis = words.filter { $0.fault.kind == .redisUnreachable }
        if !redis.isEmpty {
            return redisDown(evidence, isUnresolved: redis.contains { $0.fault.isUnresolved })
        }
        if words.contains(where: { $0.fault.kind == .redisRefused }) { return redisRefused(evidence) }
        let killed = workload?.pods.contains { $0.lastEnd?.hasPrefix("OOMKilled") == true } == true
        let step =
            words.lazy.compactMap { self.step(after: $0.fault) }.first ?? (killed ? stepAfterOOM : stepTowardsItsReason)
        return Finding(.apiserverDown, .critical, evidence: evidence, nextStep: step)
    }

    /// nil where only the log itself says more.
    private func step(after fault: StartFault) -> NextStep? {
        switch fault.kind {
        case .backendUnreachable:
            """
            bring back what it looks for at its start, or take it out of kubesphere.yaml: \(fault.text); a restart \
            does not help before that
            """
        case .apiMissing:
            NextStep(
                """
                bring back what its cluster does not serve (\(fault.text)); the chart or the installer of KubeSphere \
                brings its own
                """,
                command: kubectl("get crds,apiservices"))
        case .cacheInvalid, .configurationIncomplete, .configurationInvalid, .configurationUnreadable, .secretEmpty:
            NextStep(
                "correct kubesphere.yaml (\(fault.text))",
                command: kubectl("-n kubesphere-system edit configmap kubesphere-config"))
        case .redisUnreachable, .redisRefused, .panic: nil
        }
    }

    private var stepAfterOOM: NextStep {
        NextStep(
            "it was killed at its memory limit: give it more",
            command: kubectl("-n kubesphere-system get deployment \(deployment) -o jsonpath='{..resources}'"))
    }

    /// Where there is no pod there is no log: then somebody has scaled it down, or deleted it.
    private var stepTowardsItsReason: NextStep {
        guard let workload else { return .run(kubectl("-n kubesphere-system get services,deployments,pods")) }
        guard workload.replicas > 0 else {
            return NextStep(
                "somebody scaled it to 0: ask who, and why, before you scale it up",
                command: kubectl("-n kubesphere-system scale deployment/\(deployment) --replicas=1"))
        }
        if let pod = workload.neverRan {
            return NextStep(
                "its container never ran, so there is no log: the pod's events say why",
                command: kubectl("-n kubesphere-system describe pod \(shellWord(pod.name))"))
        }
        return NextStep(
            "find the reason in its last log first; a restart alone does not help",
            command: serverLog("--previous --tail=20"))
    }

    private func apiserverSilent(_ fault: Fault) -> Finding {
        Finding(
            .apiserverDown, .warning, evidence: [RefusalStatement.noVerdict([.message: fault.message])],
            nextStep: .run(kubectl("-n kubesphere-system get pods -o wide")))
    }

    /// The probe was not sent. A log tells of anybody's tokens, junk among them: it is shown, and it decides nothing.
    func withoutProbe(_ why: String) -> (Health, Finding) {
        let finding = Finding(
            .unexplained, .warning,
            evidence: [RefusalStatement.noTokenSent([.message: why])] + logged(.tokenNotInCache)
                + logged(.signatureInvalid),
            nextStep: "make the host readable: without its jwtSecret no token can be signed")
        return (.unknown, finding)
    }
}

extension Workload {
    /// A pod without an image, or one that no node takes; nil where any of them has ended once, and left a log.
    fileprivate var neverRan: Pod? {
        guard !pods.contains(where: { $0.restarts > 0 || $0.lastEnd != nil }) else { return nil }
        return pods.first { !$0.ready && $0.startedAt == nil && !$0.terminating }
    }
}
