import Fleet
import FoundationEssentials
import KubeSphere
import Kubernetes

/// Finds out whether a member's Redis answers, without talking to it: ks-apiserver's own lookup tells, and else its pod.
struct RedisWitness {
    let reader: any ClusterReader
    let account: OwnFailureAccount

    func state(_ outcome: ProbeOutcome) async -> RedisState {
        switch outcome.observation.acceptance {
        case .refused(.tokenNotInCache, _): return .answers("the lookup of the probe's own token was answered just now")
        case .refused(.redisUnreachable, let message): return .silent(message)
        default: return await ownLookup(outcome)
        }
    }

    /// A token under the member's own secret passes the signature and, where the cache check is on, is looked up.
    private func ownLookup(_ outcome: ProbeOutcome) async -> RedisState {
        guard
            outcome.standing.document?.maxAge.checksSessionCache == true, let secret = outcome.standing.document?.jwtSecret,
            let token = try? await AcceptanceToken.signed(with: secret, at: Date(), version: outcome.standing.version)
        else { return await pods() }
        let tokens = RoundTokens(host: outcome.observation.cluster, signed: token, misSigned: token)
        let result = await AcceptanceProbe(reader: reader, tokens: tokens, version: outcome.standing.version).run(controlKnown: true)
        await account(outcome.observation.cluster, result.ownFailures)
        switch result.acceptance {
        case .refused(.tokenNotInCache, _): return .answers("a lookup in the session cache was answered just now")
        case .refused(.redisUnreachable, let message): return .silent(message)
        default: return await pods()
        }
    }

    private func pods() async -> RedisState {
        switch await reader.read(ObjectList<Pod>.self, Names.podsPath, query: [("labelSelector", "app=redis")]) {
        case .failed(let fault): return .unknown("the pods of Redis could not be listed: \(fault.message)")
        case .value(let list):
            guard !list.items.isEmpty else { return .unknown("no pod with the label app=redis was found") }
            let ready = list.items.first { $0.status?.containerStatuses?.allSatisfy(\.ready) == true && $0.metadata.deletionTimestamp == nil }
            return ready.map { .answers("pod \($0.metadata.name ?? "redis") is ready") } ?? .silent("no pod of Redis is ready")
        }
    }
}
