import NIOCore
import NIOSSL

/// TLS as kube-apiserver speaks it: a client certificate is asked for, and judged only afterwards.
enum ServerTLS {
    static func context(_ identity: CertificateAuthority.Identity) throws -> NIOSSLContext {
        let certificate = try NIOSSLCertificate(bytes: Array(identity.certificatePEM.utf8), format: .pem)
        let key = try NIOSSLPrivateKey(bytes: Array(identity.keyPEM.utf8), format: .pem)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: [.certificate(certificate)], privateKey: .privateKey(key))
        configuration.applicationProtocols = ["http/1.1"]
        configuration.minimumTLSVersion = .tlsv12
        // An unknown client certificate is a 401 of the API, not a failed handshake.
        configuration.certificateVerification = .optionalVerification
        // Otherwise every cluster would load the machine's own bundle of authorities: a megabyte each, never looked at.
        configuration.trustRoots = .certificates([])
        return try NIOSSLContext(configuration: configuration)
    }

    static func handler(_ context: NIOSSLContext) -> NIOSSLServerHandler {
        NIOSSLServerHandler(
            context: context, customVerificationCallback: { _, promise in promise.succeed(.certificateVerified) })
    }
}
