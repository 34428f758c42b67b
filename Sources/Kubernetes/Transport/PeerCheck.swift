import FoundationEssentials
import Kubeconfig
import NIOCore
import NIOSSL

/// Verifies one peer in one handshake, and remembers why it was refused: BoringSSL says only that it was.
final class PeerCheck {
    private let name: ServerName
    private let trust: ServerTrust
    private let alsoSystem: Bool
    private(set) var problem: CertificateProblem?

    /// - Parameter alsoSystem: the system's authorities count beside those of a kubeconfig.
    init(name: ServerName, trust: ServerTrust, alsoSystem: Bool = false) {
        self.name = name
        self.trust = trust
        self.alsoSystem = alsoSystem
    }

    /// - Parameter context: one that verifies, unless nothing is to be verified.
    func handler(_ context: NIOSSLContext) throws -> NIOSSLClientHandler {
        guard !trust.isUnverified else {
            return try NIOSSLClientHandler(context: context, serverHostname: name.indication)
        }
        return try NIOSSLClientHandler(context: context, serverHostname: name.indication) {
            (chain: [NIOSSLCertificate], verdict: EventLoopPromise<NIOSSLVerificationResult>) in
            self.problem = self.verify(chain)
            verdict.succeed(self.problem == nil ? .certificateVerified : .failed)
        }
    }

    private func verify(_ chain: [NIOSSLCertificate]) -> CertificateProblem? {
        guard let presented = try? chain.map({ try $0.toDERBytes() }) else { return .unreadable(.damaged) }
        return ChainVerifier(name: name, anchors: anchors, now: Date()).problem(with: presented)
    }

    private var anchors: [AnchorPool] {
        switch trust {
        case .authorities(let pool): alsoSystem ? [pool, SystemAnchors.pool()] : [pool]
        case .system, .unverified: [SystemAnchors.pool()]
        }
    }
}
