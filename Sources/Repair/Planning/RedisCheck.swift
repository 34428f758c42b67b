import Fleet
import FoundationEssentials
import KubeSphere
import Kubernetes

/// Finds out whether a member's Redis answers, without talking to it: ks-apiserver's own lookup tells, and else its
/// pod.
struct RedisCheck {
    let reader: any ClusterReader
    let tokenNotes: any SentTokenNotes
    /// agent.yaml says that it is outside of the cluster.
    let isExternal: Bool

    func state(_ outcome: ProbeOutcome) async -> RedisState {
        switch outcome.observation.acceptance {
        case .refused(.tokenNotInCache, _): return .answers(RedisStatement.ownTokenLookedUp())
        case .refused(.redisUnreachable, let message), .refused(.redisRefused, let message),
            .refused(.backendUnreachable, let message):
            return .silent(Statement(text: message))
        default: return await ownLookup(outcome)
        }
    }

    /// A token under the member's own secret passes the signature and, where the cache check is on, is looked up.
    private func ownLookup(_ outcome: ProbeOutcome) async -> RedisState {
        guard
            outcome.standing.document?.maxAge.checksSessionCache == true,
            let secret = outcome.standing.document?.jwtSecret,
            let token = try? await AcceptanceToken.signed(with: secret, at: Date(), version: outcome.standing.version)
        else { return await place(outcome) }
        let tokens = RoundTokens(host: outcome.observation.cluster, signed: token, misSigned: token)
        let probe = AcceptanceProbe(
            reader: reader, tokens: tokens, version: outcome.standing.version, of: outcome.observation.cluster,
            tokenNotes: tokenNotes,
            clockOffset: outcome.standing.clockOffset)
        let result = await probe.run(controlKnown: true)
        switch result.acceptance {
        case .refused(.tokenNotInCache, _): return .answers(RedisStatement.lookupAnswered())
        case .refused(.redisUnreachable, let message), .refused(.redisRefused, let message),
            .refused(.backendUnreachable, let message):
            return .silent(Statement(text: message))
        default: return await place(outcome)
        }
    }

    /// Where no lookup can be asked for: what stands behind the name in the document.
    private func place(_ outcome: ProbeOutcome) async -> RedisState {
        let state = await RedisPlace(reader: reader).state(host: outcome.standing.document?.redisHost)
        guard isExternal else { return state }
        let fact = RedisStatement.saidToBeOutside([.cluster: outcome.observation.cluster])
        switch state {
        case .notUsed, .answers: return state
        case .unknown: return .answers(fact)
        // A fact answers what cannot be seen, never what is seen.
        case .silent(let why): return .silent(RedisStatement.silentInside([.said: fact, .why: why]))
        }
    }
}
