package import FleetDiagnosis
package import FleetModel
package import FleetWords

/// What configuration and log say together, where the acceptance probe may not be sent: good enough for a person who
/// asks for it, and never for a policy.
package struct WeakerEvidence: Hashable, Sendable {
    /// Refusals in so many minutes before now: fewer are no traffic that a proof could rest upon.
    package static let minutes = 10
    package static let least = 30

    package let cause: Cause
    package let refusal: FailureCause
    package let count: Int
    package let compared: Statement

    /// nil where the two do not agree on a cause, or where the probe has a verdict: that one counts then.
    package init?(observation: Observation, host: Observation?, now minute: Int) {
        guard case .unavailable(let fault) = observation.acceptance, fault.kind == .forbidden,
            let config = observation.config.value
        else { return nil }
        let logs =
            observation.logs.value?.failures.filter { $0.minute > minute - Self.minutes && $0.minute <= minute } ?? []
        let counts = Dictionary(logs.map { ($0.cause, $0.count) }, uniquingKeysWith: +)
        let (inCache, badSignature) = (counts[.tokenNotInCache] ?? 0, counts[.signatureInvalid] ?? 0)
        refusal = inCache >= badSignature ? .tokenNotInCache : .signatureInvalid
        count = max(inCache, badSignature)
        guard count >= Self.least, let cause = Self.cause(refusal, config, observation, host) else { return nil }
        self.cause = cause
        compared = PlanStatement.weakerEvidence([
            .count: count, .cause: refusal, .minutes: Self.minutes, .least: Self.least, .maxAge: config.maxAge.text,
        ])
    }

    private static func cause(
        _ refusal: FailureCause, _ config: ConfigFacts, _ observation: Observation, _ host: Observation?
    ) -> Cause? {
        let isStale = ProcessAge(observation).mayHoldTheOlderDocument
        if refusal == .tokenNotInCache {
            return config.maxAge.checksSessionCache != false ? .tokenNotInCache : isStale ? .staleProcess : nil
        }
        guard let own = config.secret, let hosts = host?.config.value?.secret else { return nil }
        return own != hosts ? .secretMismatch : isStale ? .staleProcess : nil
    }
}
