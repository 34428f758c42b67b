import FleetModel
import FleetWords

/// R8: the session cache's Redis does not serve ks-apiserver. It does not answer, has no such name, or does not take
/// the password: each wants something else.
extension Subject {
    /// - Parameter isUnresolved: nobody knows the name of its host.
    func redisDown(_ evidence: [Statement], isUnresolved: Bool) -> Finding {
        guard !isUnresolved else { return redisUnknown(evidence) }
        return Finding(
            .redisDown, .critical, evidence: evidence + [WorkloadStatement.redisSilent()],
            nextStep: NextStep(
                "bring Redis back; do not restart ks-apiserver before Redis answers: it would not come up again",
                command: kubectl("-n kubesphere-system get pods -l app=redis")))
    }

    private func redisUnknown(_ evidence: [Statement]) -> Finding {
        Finding(
            .redisDown, .critical,
            evidence: evidence + [WorkloadStatement.redisUnresolved()],
            nextStep: NextStep(
                """
                correct the host of the cache in kubesphere.yaml, or bring back the Service of that name; do not \
                restart ks-apiserver before that
                """,
                command: kubectl("-n kubesphere-system get services")))
    }

    func redisRefused(_ evidence: [Statement]) -> Finding {
        Finding(
            .redisRefused, .critical, evidence: evidence + [FailureCause.redisRefused.meaning],
            nextStep: NextStep(
                "give kubesphere.yaml the password that Redis wants, and restart ks-apiserver then",
                command: kubectl("-n kubesphere-system edit configmap kubesphere-config")))
    }

    func hostRedis(_ message: String) -> Finding {
        Finding(
            .redisDown, .critical, evidence: [WorkloadStatement.hostRedisSilent([.message: message])],
            nextStep: .run(kubectl("-n kubesphere-system get pods -l app=redis")))
    }
}
