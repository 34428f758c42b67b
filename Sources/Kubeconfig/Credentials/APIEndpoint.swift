package import Fleet
package import FoundationEssentials
package import NIOSSL
import X509

/// All that is needed to reach one API server: its address, what to trust there, and who to be.
package struct APIEndpoint: Sendable {
    /// The kubeconfig context it was read from.
    package let context: String
    package let server: ServerAddress
    package let tlsServerName: String?
    package let trust: ServerTrust
    package let identity: ClientIdentity?
    package let credentials: Credentials
    package let impersonation: Impersonation
    package let proxy: ProxyAddress?

    /// When the client certificate runs out; nil where there is none.
    package var clientCertificateExpiry: Date? {
        identity?.chain.first.map { Date(timeIntervalSince1970: Double($0.notValidAfter)) }
    }

    /// The proxy on the way to it, without its credentials; nil where there is none.
    package var proxyAuthority: String? { proxy?.authority }

    /// False only for `insecure-skip-tls-verify: true`, which whoever asked for the endpoint allowed.
    package var verifiesServer: Bool { !trust.isUnverified }
}

/// Which certificate authorities may vouch for the server.
package enum ServerTrust: Sendable {
    /// The kubeconfig names none: the system's.
    case system
    case authorities(AnchorPool)
    case unverified

    package var isUnverified: Bool { if case .unverified = self { true } else { false } }

    /// Those that the kubeconfig names.
    var authorities: Set<Certificate> { if case .authorities(let pool) = self { pool.certificates } else { [] } }
}

/// A client certificate with its intermediates, and its key. Neither type describes its key.
package struct ClientIdentity: Sendable {
    package let chain: [NIOSSLCertificate]
    package let key: NIOSSLPrivateKey

    package init(chain: [NIOSSLCertificate], key: NIOSSLPrivateKey) {
        self.chain = chain
        self.key = key
    }

    /// Whether the key is the certificate's: it would otherwise be noticed only in the first handshake.
    package var isUsable: Bool {
        var configuration = TLSConfiguration.makeClientConfiguration()
        // What is trusted does not matter here, and the system's authorities take long to read.
        configuration.trustRoots = .certificates([])
        offer(in: &configuration)
        return (try? NIOSSLContext(configuration: configuration)) != nil
    }

    package func offer(in configuration: inout TLSConfiguration) {
        configuration.certificateChain = chain.map { .certificate($0) }
        configuration.privateKey = .privateKey(key)
    }
}

/// What goes into the `Authorization` header.
package enum Credentials: Sendable {
    case none
    case token(SecretValue)
    /// Re-read when it changes; the fallback is the token given beside it, if any.
    case tokenFile(String, fallback: SecretValue?)
    case basic(username: String, password: SecretValue)
    /// Asked for when it is needed, and kept until it expires.
    case exec(ExecPlugin)
}

extension APIEndpoint {
    /// The token file that the next request would need and not find; nil where there is none, or another token stands
    /// beside it.
    package var unreadableTokenFile: String? {
        guard case .tokenFile(let path, fallback: nil) = credentials else { return nil }
        let bytes = try? FileContents.read(
            path, limit: FileContents.credentialLimit, place: KubeconfigPlace(file: path))
        return bytes.flatMap { BearerToken.read(String(decoding: $0, as: UTF8.self)) } == nil ? path : nil
    }
}
