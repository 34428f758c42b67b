package import Fleet
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
}

/// Sends tokens to ks-apiserver through the cluster's own kube-apiserver (kubesphere.md C3, M10).
package struct AcceptanceProbe: Sendable {
    let reader: any ClusterReader
    let tokens: RoundTokens
    /// Chosen by the cluster's own version; a cluster whose version is not known is asked at 3.x's path.
    let path: String

    package init(reader: any ClusterReader, tokens: RoundTokens, version: KubeSphereVersion?) {
        self.reader = reader
        self.tokens = tokens
        path = Names.proxyPath + (version?.versionPath ?? "/kapis/version")
    }

    /// - Parameter controlKnown: the mis-signed token was refused by these very processes before, so it is not sent again: it would leave
    ///   failures in their log.
    package func run(controlKnown: Bool) async -> AcceptanceResult {
        let first = await send(tokens.signed)
        guard let refusal = first else {
            return controlKnown ? AcceptanceResult(acceptance: .accepted, ownFailures: [:]) : await proveByControl()
        }
        guard case .refused(let cause, _) = refusal, cause != .userNotFound else { return AcceptanceResult(acceptance: refusal, ownFailures: [:]) }
        return AcceptanceResult(acceptance: refusal, ownFailures: [cause: 1])
    }

    private func proveByControl() async -> AcceptanceResult {
        switch await send(tokens.misSigned) {
        case .refused(.signatureInvalid, _): AcceptanceResult(acceptance: .accepted, ownFailures: [.signatureInvalid: 1])
        case .refused(let cause, let message):
            AcceptanceResult(acceptance: .unproven("the mis-signed control was refused for another reason: \(message)"), ownFailures: [cause: 1])
        case nil: AcceptanceResult(acceptance: .unproven("a mis-signed token got 200 as well: the header does not reach ks-apiserver"), ownFailures: [:])
        case .some(let other): AcceptanceResult(acceptance: .unproven("the mis-signed control got no verdict: \(other)"), ownFailures: [:])
        }
    }

    /// nil for an answer that refuses nothing.
    private func send(_ token: AcceptanceToken) async -> Acceptance? {
        let header = ("X-KubeSphere-Authorization", "Bearer " + token.bearer.revealedForUseInProcess())
        switch await reader.get(path, query: [], headers: [header]) {
        case .failed(let fault): return .unavailable(fault)
        case .value(let answer):
            let message = (try? answer.decode(Status.self))?.message ?? ""
            return AcceptanceVerdict.refusal(status: answer.status, message: message)
        }
    }
}
