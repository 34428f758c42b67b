import Fleet
import FoundationEssentials
import KubeSphere
import Kubernetes

/// Says whether a member accepts the host's tokens, as often as it is asked: a fresh token each time.
struct AccessJudge: Sendable {
    enum Verdict: Sendable {
        case good(String)
        case refused(FailureCause, String)
        /// - Parameter silent: nothing answered at all, so nothing is known of the member.
        case none(String, silent: Bool)
    }

    let member: ClusterID
    let host: ClusterID
    /// Signs the proof.
    let hostSecret: SecretValue
    let hostVersion: KubeSphereVersion?
    let version: KubeSphereVersion?
    /// The member's clock minus ours, seconds.
    let clockOffset: Double?
    let tokenNotes: any SentTokenNotes

    func verdict(of cluster: any ClusterReader) async -> Verdict {
        let time = Date()
        guard
            let signed = try? await AcceptanceToken.signed(with: hostSecret, at: time, version: hostVersion),
            let misSigned = try? await AcceptanceToken.misSigned(at: time)
        else { return .none("no token could be signed", silent: false) }
        let tokens = RoundTokens(host: host, signed: signed, misSigned: misSigned)
        let probe = AcceptanceProbe(
            reader: cluster, tokens: tokens, version: version, of: member, tokenNotes: tokenNotes,
            clockOffset: clockOffset)
        let result = await probe.run(controlKnown: false)
        switch result.acceptance {
        case .accepted: return .good("a token of \(host) was accepted, a forged one rejected")
        case .refused(let cause, let message): return .refused(cause, message)
        case .unproven(let why), .notAttempted(let why): return .none(why, silent: false)
        case .unavailable(let fault): return .none(fault.message, silent: fault.isUnreachable)
        }
    }
}
