import Kubeconfig
import NIOCore
import NIOSSL
import Synchronization

/// TLS contexts, shared by all that show the same certificate: what is trusted is not theirs to know (`PeerCheck`).
enum TLSContexts {
    private struct Key: Hashable {
        let isVerified: Bool
        let chain: [NIOSSLCertificate]
        let key: NIOSSLPrivateKey?

        /// Without the key: NIOSSL hashes one by its DER, and ends the process where BoringSSL writes none, as of
        /// Ed25519.
        func hash(into hasher: inout Hasher) {
            hasher.combine(isVerified)
            hasher.combine(chain)
        }
    }

    private struct Kept { weak var context: NIOSSLContext? }

    private struct Contexts {
        var byIdentity: [Key: Kept] = [:]
        /// Those that nobody holds any more are dropped when so many have come together.
        var limit = 64
    }

    private static let kept = Mutex(Contexts())

    /// For a peer that is shown no certificate.
    static let plain: NIOSSLContext = context()

    static func verified(_ identity: ClientIdentity?) throws -> NIOSSLContext {
        guard let identity else { return plain }
        return try shared(identity, isVerified: true)
    }

    /// Accepts whatever a server shows.
    static func unverified(_ identity: ClientIdentity?) throws -> NIOSSLContext {
        try shared(identity, isVerified: false)
    }

    private static func shared(_ identity: ClientIdentity?, isVerified: Bool) throws -> NIOSSLContext {
        let key = Key(isVerified: isVerified, chain: identity?.chain ?? [], key: identity?.key)
        return try kept.withLock { kept in
            if let known = kept.byIdentity[key]?.context { return known }
            if kept.byIdentity.count >= kept.limit {
                kept.byIdentity = kept.byIdentity.filter { $0.value.context != nil }
                kept.limit = max(64, 2 * kept.byIdentity.count)
            }
            let context = try NIOSSLContext(configuration: configuration(identity, isVerified: isVerified))
            kept.byIdentity[key] = Kept(context: context)
            return context
        }
    }

    private static func context() -> NIOSSLContext {
        do {
            return try NIOSSLContext(configuration: configuration(nil, isVerified: true))
        } catch {
            preconditionFailure("no TLS context can be made: \(error)")
        }
    }

    static func configuration(_ identity: ClientIdentity?, isVerified: Bool) -> TLSConfiguration {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        // How long a closed connection waits for the server's own goodbye: a server that hangs does not say it.
        configuration.shutdownTimeout = .seconds(1)
        // `PeerCheck` decides; without this, the system's authorities would be read, a megabyte for each context.
        configuration.trustRoots = .certificates([])
        configuration.certificateVerification = isVerified ? .noHostnameVerification : .none
        configuration.cipherSuites = ciphers
        configuration.curves = [.x25519_MLKEM768, .x25519, .secp256r1, .secp384r1, .secp521r1]
        configuration.verifySignatureAlgorithms = signatures
        identity?.offer(in: &configuration)
        return configuration
    }

    /// Go's own of TLS 1.2 (crypto/tls, since 1.22): none whose key is exchanged by RSA, which has no forward secrecy.
    private static let ciphers = [
        "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
        "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305",
        "ECDHE-ECDSA-AES128-SHA", "ECDHE-RSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA", "ECDHE-RSA-AES256-SHA",
    ].joined(separator: ":")

    /// BoringSSL's own list, and what Go takes beside it: Ed25519 and P-521.
    private static let signatures: [SignatureAlgorithm] = [
        .ecdsaSecp256R1Sha256, .rsaPssRsaeSha256, .rsaPkcs1Sha256, .ed25519, .ecdsaSecp384R1Sha384, .rsaPssRsaeSha384,
        .rsaPkcs1Sha384,
        .ecdsaSecp521R1Sha512, .rsaPssRsaeSha512, .rsaPkcs1Sha512, .rsaPkcs1Sha1,
    ]
}
