package import Fleet
import FoundationEssentials
import KubeSphereConfig
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
    /// ks-apiserver spoke TLS behind the service proxy.
    package internal(set) var speaksTLS = false
    /// Its own version, where it answered with it.
    package internal(set) var version: KubeSphereVersion?

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
    private let versionPath: String
    private let speaksTLS: Bool
    private let backends: BackendAddresses
    private let notes: ClusterTokenNotes?

    var path: String { (speaksTLS ? Names.tlsProxyPath : Names.proxyPath) + versionPath }

    package init(reader: any ClusterReader, tokens: RoundTokens, version: KubeSphereVersion?) {
        self.init(reader: reader, tokens: tokens, versionPath: version?.versionPath ?? "/kapis/version", notes: nil)
    }

    /// A probe outside of a round.
    ///
    /// - Parameters:
    ///   - tokenNotes: told of every token before it is sent, and after it was answered.
    ///   - clockOffset: the cluster's clock minus ours, seconds.
    package init(
        reader: any ClusterReader, tokens: RoundTokens, version: KubeSphereVersion?, of cluster: ClusterID,
        tokenNotes: any SentTokenNotes, clockOffset: Double?
    ) {
        let notes = ClusterTokenNotes(
            tokenNotes: tokenNotes, cluster: cluster, lastLine: nil, clockOffset: clockOffset ?? 0, now: { Date() })
        self.init(reader: reader, tokens: tokens, versionPath: version?.versionPath ?? "/kapis/version", notes: notes)
    }

    /// - Parameters:
    ///   - speaksTLS: what stands behind the Service is known to speak TLS.
    ///   - backends: where the services are that ks-apiserver may not have reached.
    ///   - notes: told of every token before it is sent, and after it was answered.
    init(
        reader: any ClusterReader, tokens: RoundTokens, versionPath: String, speaksTLS: Bool = false,
        backends: BackendAddresses = BackendAddresses(),
        notes: ClusterTokenNotes?
    ) {
        self.reader = reader
        self.tokens = tokens
        self.versionPath = versionPath
        self.speaksTLS = speaksTLS
        self.backends = backends
        self.notes = notes
    }

    /// - Parameters:
    ///   - controlKnown: the mis-signed token was refused by these very processes before, so it is not sent again: it
    ///     would leave failures in their log.
    ///   - openKnown: these very processes have answered 200 to a request without any token before.
    package func run(controlKnown: Bool, openKnown: Bool = false) async -> AcceptanceResult {
        var result = await runOnce(controlKnown: controlKnown, openKnown: openKnown)
        result.speaksTLS = speaksTLS
        // A server that speaks TLS has looked at no token that came in plain.
        guard case .unavailable(let fault) = result.acceptance, fault.kind == .tlsExpected, !speaksTLS else {
            return result
        }
        let overTLS = AcceptanceProbe(
            reader: reader, tokens: tokens, versionPath: versionPath, speaksTLS: true, backends: backends, notes: notes)
        return await overTLS.run(controlKnown: controlKnown, openKnown: openKnown)
    }

    private func runOnce(controlKnown: Bool, openKnown: Bool) async -> AcceptanceResult {
        let sent = await send(tokens.signed, expecting: nil)
        if let refusal = sent.refusal {
            if case .refused(let cause, _) = refusal, Self.mayBeForeign.contains(cause), !openKnown {
                return await provedOurs(refusal, sent.own)
            }
            return AcceptanceResult(acceptance: refusal, ownFailures: Self.counted(sent.own), answersAnybody: openKnown)
        }
        var result = controlKnown ? AcceptanceResult(acceptance: .accepted, ownFailures: [:]) : await proveByControl()
        result.version = sent.version
        return result
    }

    /// What a kube-apiserver's own token gets that is forwarded in place of ours (kubesphere.md C3, kubesphere#6476).
    private static let mayBeForeign: Set<FailureCause> = [.signatureInvalid, .unexpectedAlgorithm, .tokenMalformed]

    /// The anonymous control: refused as well, the refusal was of a credential that is not ours.
    private func provedOurs(_ refusal: Acceptance, _ own: FailureCause?) async -> AcceptanceResult {
        let control = await send(nil, expecting: nil)
        let failures = Self.counted(own).merging(Self.counted(control.own), uniquingKeysWith: +)
        guard case .refused(_, let message) = control.refusal else {
            // No verdict on the control: the refusal stands for what it is.
            return AcceptanceResult(acceptance: refusal, ownFailures: failures, answersAnybody: control.refusal == nil)
        }
        let foreign = Acceptance.refused(
            .unexpectedAlgorithm, message: "without any token of ours it was refused as well: \(message)")
        return AcceptanceResult(acceptance: foreign, ownFailures: failures)
    }

    private func proveByControl() async -> AcceptanceResult {
        let control = await send(tokens.misSigned, expecting: .signatureInvalid)
        let acceptance: Acceptance =
            switch control.refusal {
            case .refused(.signatureInvalid, _): .accepted
            case .refused(_, let message):
                .unproven("the mis-signed control was refused for another reason: \(message)")
            case nil: .unproven("a mis-signed token got 200 as well: the header does not reach ks-apiserver")
            case .some(let other): .unproven("the mis-signed control got no verdict: \(other)")
            }
        return AcceptanceResult(acceptance: acceptance, ownFailures: Self.counted(control.own))
    }

    /// What a refusal leaves in the log. A token whose user is not there was accepted as a token: nothing is logged as
    /// a failure.
    private static func ownFailure(_ answer: Acceptance) -> FailureCause? {
        if case .refused(let cause, _) = answer, cause != .userNotFound { cause } else { nil }
    }

    private static func counted(_ own: FailureCause?) -> [FailureCause: Int] { own.map { [$0: 1] } ?? [:] }

    /// What came of one token.
    private struct Sent {
        /// nil for an answer that refuses nothing.
        var refusal: Acceptance?
        /// What the refusal has left in the log.
        var own: FailureCause?
        var version: KubeSphereVersion?
    }

    /// Sends a token between two lines of the notes; where no answer came, nobody knows what the log says, and the
    /// first line stays alone.
    ///
    /// - Parameter token: nil for a request without any.
    private func send(_ token: AcceptanceToken?, expecting cause: FailureCause?) async -> Sent {
        let headers =
            token.map { [("X-KubeSphere-Authorization", "Bearer " + $0.bearer.revealedForUseInProcess())] } ?? []
        notes?.noteSending(expecting: cause)
        switch await reader.get(path, query: [], headers: headers) {
        case .failed(let fault): return Sent(refusal: .unavailable(fault))
        case .value(let answer):
            let message = answer.refusal ?? ""
            let verdict =
                Self.isForTLS(answer)
                ? Self.tlsExpected
                : AcceptanceVerdict.refusal(status: answer.status, message: message, backends: backends)
            let refusal = Self.naming(verdict, answer, path)
            let own = refusal.flatMap(Self.ownFailure)
            notes?.noteAnswer(own)
            return Sent(refusal: refusal, own: own, version: refusal == nil ? Self.version(answer) : nil)
        }
    }

    /// What Go's server says to plain HTTP on a port of TLS (net/http/server.go), as plain text.
    private static func isForTLS(_ answer: Answer) -> Bool {
        answer.status == 400 && answer.text.prefix(200).contains("Client sent an HTTP request to an HTTPS server")
    }

    private static let tlsExpected = Acceptance.unavailable(
        Fault(.tlsExpected, "ks-apiserver speaks TLS, and was asked in plain HTTP", status: 400))

    /// The version document of ks-apiserver. A build without a version calls itself 0.0.0.
    private static func version(_ answer: Answer) -> KubeSphereVersion? {
        struct Document: Decodable { let gitVersion: String? }
        guard answer.isSuccess,
            let version = (try? answer.decode(Document.self))?.gitVersion.flatMap({ KubeSphereVersion($0) })
        else { return nil }
        return version.major >= 3 ? version : nil
    }

    /// Who never reached ks-apiserver is told by whom it was stopped, in that one's own words, its reason among them.
    private static func naming(_ refusal: Acceptance?, _ answer: Answer, _ path: String) -> Acceptance? {
        guard case .unavailable(let fault) = refusal, fault.kind != .tlsExpected else { return refusal }
        return .unavailable(Fault(fault.kind, Fault(answer, asked: "GET \(path)").message, status: answer.status))
    }
}
