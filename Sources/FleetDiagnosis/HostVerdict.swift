package import FleetModel
import FleetWords

extension Observation {
    /// Of a host: its process verified a token signed with the jwtSecret of its ConfigMap.
    package var provesItsSecret: Bool {
        switch acceptance {
        case .accepted, .refused(.tokenNotInCache, _): true
        case .refused, .unproven, .unavailable, .notAttempted: false
        }
    }
}

extension Subject {
    /// The host checks its session cache by right, and the probe's token is in nobody's: `token not found in cache`
    /// there proves that the host's process runs with the secret that its ConfigMap shows.
    func hostVerdict() -> (Health, Finding?) {
        switch observation.acceptance {
        case .accepted, .refused(.tokenNotInCache, _): (.healthy, nil)
        case .refused(.signatureInvalid, let message): (.failing, overridden() ?? staleSigner(message))
        case .refused(.redisUnreachable, let message): (.failing, hostRedis(message))
        case .refused(.redisRefused, let message):
            (.failing, redisRefused([RefusalStatement.hostRefused([.message: message])]))
        case .refused(.ldapUnreachable, let message), .refused(.identityProviderUnreachable, let message),
            .refused(.kubernetesUnreachable, let message), .refused(.backendUnreachable, let message):
            (
                .failing,
                backendDown(
                    [RefusalStatement.hostRefused([.message: message])], observation.acceptance.refusal)
            )
        case .refused(let cause, let message): (.unknown, hostUnclear("\(cause.rawValue): \(message)"))
        case .unavailable(let fault) where unreachedOverTLS(fault) != nil: (.unknown, unreachedOverTLS(fault))
        case .unavailable(let fault) where fault.kind == .serviceUnavailable || fault.kind == .notFound:
            (.failing, apiserverDown(fault.message))
        case .unavailable(let fault) where fault.kind == .forbidden:
            (.unknown, rightsMissing(.mayNotUseProxy, fault))
        case .unavailable(let fault): (.unknown, hostUnclear(fault.message))
        case .unproven(let why), .notAttempted(let why): (.unknown, hostUnclear(why))
        }
    }

    private func staleSigner(_ message: String) -> Finding {
        Finding(
            .staleProcess, .critical,
            evidence: [RefusalStatement.hostRefusedItsSecret([.message: message])],
            nextStep: NextStep(
                "restart the host's ks-apiserver (with an in-memory session cache this logs every user out)",
                command: kubectl("-n kubesphere-system rollout restart deployment \(deployment)")))
    }

    private func hostUnclear(_ message: String) -> Finding {
        Finding(
            .unexplained, .warning, evidence: [RefusalStatement.hostUnclear([.message: message])],
            nextStep: .run(kubectl("-n kubesphere-system get pods")))
    }
}
