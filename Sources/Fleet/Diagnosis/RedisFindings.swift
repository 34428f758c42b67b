/// R8: the session cache's Redis does not serve ks-apiserver. It does not answer, has no such name, or does not take
/// the password: each wants something else.
extension Subject {
    func redisDown(_ evidence: [String]) -> Finding {
        guard !evidence.contains(where: { $0.contains(StartFault.noSuchHost) }) else { return redisUnknown(evidence) }
        return Finding(
            .redisDown, .critical, evidence: evidence + ["the session cache's Redis did not answer"],
            nextStep: NextStep(
                "bring Redis back; do not restart ks-apiserver before Redis answers: it would not come up again",
                command: kubectl("-n kubesphere-system get pods -l app=redis")))
    }

    private func redisUnknown(_ evidence: [String]) -> Finding {
        Finding(
            .redisDown, .critical,
            evidence: evidence + ["the host name of the session cache's Redis cannot be resolved there"],
            nextStep: NextStep(
                """
                correct the host of the cache in kubesphere.yaml, or bring back the Service of that name; do not \
                restart ks-apiserver before that
                """,
                command: kubectl("-n kubesphere-system get services")))
    }

    func redisRefused(_ evidence: [String]) -> Finding {
        Finding(
            .redisRefused, .critical, evidence: evidence + [FailureCause.redisRefused.meaning],
            nextStep: NextStep(
                "give kubesphere.yaml the password that Redis wants, and restart ks-apiserver then",
                command: kubectl("-n kubesphere-system edit configmap kubesphere-config")))
    }

    func hostRedis(_ message: String) -> Finding {
        Finding(
            .redisDown, .critical, evidence: ["the host's session cache did not answer: \(message)"],
            nextStep: .run(kubectl("-n kubesphere-system get pods -l app=redis")))
    }
}
