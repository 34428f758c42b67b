package import Fleet
import FoundationEssentials
package import Kubernetes

/// The tokens of one round: one that the host could have issued, and one that nobody could.
package struct RoundTokens: Sendable {
    package let host: ClusterID
    package let signed: AcceptanceToken
    package let misSigned: AcceptanceToken

    package init(host: ClusterID, signed: AcceptanceToken, misSigned: AcceptanceToken) {
        self.host = host
        self.signed = signed
        self.misSigned = misSigned
    }
}

/// What an acceptance probe found, and the failures it has itself left in the cluster's log.
package struct AcceptanceResult: Sendable {
    package let acceptance: Acceptance
    package let ownFailures: [FailureCause: Int]
    /// A request without any token got 200: what was refused was the token that was sent.
    package let answersAnybody: Bool

    package init(acceptance: Acceptance, ownFailures: [FailureCause: Int], answersAnybody: Bool = false) {
        self.acceptance = acceptance
        self.ownFailures = ownFailures
        self.answersAnybody = answersAnybody
    }
}

/// Sends tokens to ks-apiserver through the cluster's own kube-apiserver (kubesphere.md C3, M10).
package struct AcceptanceProbe: Sendable {
    let reader: any ClusterReader
    let tokens: RoundTokens
    /// Chosen by the cluster's own version; a cluster whose version is not known is asked at 3.x's path.
    let path: String
    private let page: LedgerPage?

    package init(reader: any ClusterReader, tokens: RoundTokens, version: KubeSphereVersion?) {
        self.init(reader: reader, tokens: tokens, version: version, page: nil)
    }

    /// A probe outside of a round.
    ///
    /// - Parameters:
    ///   - ledger: told of every token before it is sent, and after it was answered.
    ///   - clockOffset: the cluster's clock minus ours, seconds.
    package init(
        reader: any ClusterReader, tokens: RoundTokens, version: KubeSphereVersion?, of cluster: ClusterID, ledger: any ProbeLedger, clockOffset: Double?
    ) {
        let page = LedgerPage(ledger: ledger, cluster: cluster, lastLine: nil, clockOffset: clockOffset ?? 0, now: { Date() })
        self.init(reader: reader, tokens: tokens, version: version, page: page)
    }

    /// - Parameter page: told of every token before it is sent, and after it was answered.
    init(reader: any ClusterReader, tokens: RoundTokens, version: KubeSphereVersion?, page: LedgerPage?) {
        self.reader = reader
        self.tokens = tokens
        self.page = page
        path = Names.proxyPath + (version?.versionPath ?? "/kapis/version")
    }

    /// - Parameters:
    ///   - controlKnown: the mis-signed token was refused by these very processes before, so it is not sent again: it would leave failures in
    ///     their log.
    ///   - openKnown: these very processes have answered 200 to a request without any token before.
    package func run(controlKnown: Bool, openKnown: Bool = false) async -> AcceptanceResult {
        let (first, own) = await send(tokens.signed, expecting: nil)
        if let refusal = first {
            if case .refused(let cause, _) = refusal, Self.mayBeForeign.contains(cause), !openKnown { return await provedOurs(refusal, own) }
            return AcceptanceResult(acceptance: refusal, ownFailures: Self.counted(own), answersAnybody: openKnown)
        }
        return controlKnown ? AcceptanceResult(acceptance: .accepted, ownFailures: [:]) : await proveByControl()
    }

    /// What a kube-apiserver's own token gets that is forwarded in place of ours (kubesphere.md C3, kubesphere#6476).
    private static let mayBeForeign: Set<FailureCause> = [.signatureInvalid, .unexpectedAlgorithm, .tokenMalformed]

    /// The anonymous control: refused as well, the refusal was of a credential that is not ours.
    private func provedOurs(_ refusal: Acceptance, _ own: FailureCause?) async -> AcceptanceResult {
        let (answer, second) = await send(nil, expecting: nil)
        let failures = Self.counted(own).merging(Self.counted(second), uniquingKeysWith: +)
        guard case .refused(_, let message) = answer else {
            // No verdict on the control: the refusal stands for what it is.
            return AcceptanceResult(acceptance: refusal, ownFailures: failures, answersAnybody: answer == nil)
        }
        let foreign = Acceptance.refused(.unexpectedAlgorithm, message: "without any token of ours it was refused as well: \(message)")
        return AcceptanceResult(acceptance: foreign, ownFailures: failures)
    }

    private func proveByControl() async -> AcceptanceResult {
        let (answer, own) = await send(tokens.misSigned, expecting: .signatureInvalid)
        let acceptance: Acceptance =
            switch answer {
            case .refused(.signatureInvalid, _): .accepted
            case .refused(_, let message): .unproven("the mis-signed control was refused for another reason: \(message)")
            case nil: .unproven("a mis-signed token got 200 as well: the header does not reach ks-apiserver")
            case .some(let other): .unproven("the mis-signed control got no verdict: \(other)")
            }
        return AcceptanceResult(acceptance: acceptance, ownFailures: Self.counted(own))
    }

    /// What a refusal leaves in the log. A token whose user is not there was accepted as a token: nothing is logged as a failure.
    private static func ownFailure(_ answer: Acceptance) -> FailureCause? {
        if case .refused(let cause, _) = answer, cause != .userNotFound { cause } else { nil }
    }

    private static func counted(_ own: FailureCause?) -> [FailureCause: Int] { own.map { [$0: 1] } ?? [:] }

    /// Sends a token between two lines of the ledger; where no answer came, nobody knows what the log says, and the first line stays alone.
    ///
    /// - Parameter token: nil for a request without any.
    /// - Returns: nil for an answer that refuses nothing; and what the refusal has left in the log.
    private func send(_ token: AcceptanceToken?, expecting cause: FailureCause?) async -> (Acceptance?, own: FailureCause?) {
        let headers = token.map { [("X-KubeSphere-Authorization", "Bearer " + $0.bearer.revealedForUseInProcess())] } ?? []
        page?.sends(expecting: cause)
        switch await reader.get(path, query: [], headers: headers) {
        case .failed(let fault): return (.unavailable(fault), nil)
        case .value(let answer):
            let message = answer.isSuccess ? "" : (try? answer.decode(Status.self))?.message ?? ""
            let refusal = Self.naming(AcceptanceVerdict.refusal(status: answer.status, message: message), answer, path)
            let own = refusal.flatMap(Self.ownFailure)
            page?.answered(own)
            return (refusal, own)
        }
    }

    /// Who never reached ks-apiserver is told by whom it was stopped, in that one's own words, its reason among them.
    private static func naming(_ refusal: Acceptance?, _ answer: Answer, _ path: String) -> Acceptance? {
        guard case .unavailable(let fault) = refusal else { return refusal }
        return .unavailable(Fault(fault.kind, Fault(answer, asked: "GET \(path)").message, status: answer.status))
    }
}
