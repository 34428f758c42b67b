import Fleet
import FoundationEssentials
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// Finds out why a server's certificate was not accepted. The request has failed by then, and stays failed: this handshake always
/// ends with the certificate refused, sends no credentials, and only looks at what is presented.
struct TLSInspection: Sendable {
    let endpoint: APIEndpoint
    let eventLoop: any EventLoop
    let timeout: TimeAmount

    func fault(asked: String, now: Date = Date()) async -> Fault {
        let (kind, reason) = await explain(await presentedChain(), now: now)
        return Fault(kind, "\(asked): \(reason)")
    }

    /// Go's verifier, and so kubectl, speaks of the time first and of the authority then.
    private func explain(_ chain: [NIOSSLCertificate], now: Date) async -> (Fault.Kind, String) {
        guard !chain.isEmpty else { return (.tls, "the server's certificate was not accepted") }
        for certificate in chain {
            if let reason = Self.timeProblem(certificate, now: now) {
                return (.tlsCertificateExpired, "the server's certificate (\(Self.name(certificate.subjectName))) \(reason)")
            }
        }
        let trusted = if case .authorities(let certificates) = endpoint.trust { certificates } else { [NIOSSLCertificate]() }
        for issuer in trusted where issuer.subjectName == chain.last?.issuerName {
            guard let reason = Self.timeProblem(issuer, now: now) else { continue }
            return (.tlsCertificateExpired, "the kubeconfig's certificate authority (\(Self.name(issuer.subjectName))) \(reason)")
        }
        if await CertificatePath(presented: chain, trusted: trusted).isSigned {
            let reason = "the server's certificate is from a trusted authority, but not fit for a server (its key usage or constraints)"
            return (.tls, reason)
        }
        let issuer = Self.name(chain.last?.issuerName ?? [])
        return (
            .tlsUnknownAuthority,
            "the server's certificate is from an authority (\(issuer)) that is not trusted; correct certificate-authority-data"
        )
    }

    private static func timeProblem(_ certificate: NIOSSLCertificate, now: Date) -> String? {
        let seconds = Int(now.timeIntervalSince1970)
        if seconds > Int(certificate.notValidAfter) { return "expired on \(date(Int(certificate.notValidAfter)))" }
        guard seconds < Int(certificate.notValidBefore) else { return nil }
        return "is not valid before \(date(Int(certificate.notValidBefore))); check the clocks"
    }

    private static func date(_ seconds: Int) -> String {
        Date(timeIntervalSince1970: Double(seconds)).formatted(.iso8601)
    }

    private static func name(_ parts: [SSLCertificateName]) -> String {
        (parts.first { $0.type == .commonName } ?? parts.first).map { printable($0.value, limit: 100) } ?? "unnamed"
    }

    /// What the server presents; empty where it presents nothing within the timeout.
    private func presentedChain() async -> [NIOSSLCertificate] {
        let recorded = RecordedChain()
        do {
            let context = try NIOSSLContext(configuration: endpoint.tlsConfiguration(offeringIdentity: false))
            let channel = try await connect(context, recorded)
            let overdue = eventLoop.scheduleTask(in: timeout) { channel.close(promise: nil) }
            try await channel.closeFuture.get()
            overdue.cancel()
        } catch {
            // Whatever failed here, the fault that is being explained is the one before.
        }
        return recorded.chain
    }

    private func connect(_ context: NIOSSLContext, _ recorded: RecordedChain) async throws -> any Channel {
        let serverName = sniName
        return try await ClientBootstrap(group: eventLoop).connectTimeout(timeout).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                let handler = try NIOSSLClientHandler(context: context, serverHostname: serverName) {
                    (chain: [NIOSSLCertificate], verdict: EventLoopPromise<NIOSSLVerificationResult>) in
                    recorded.record(chain)
                    verdict.succeed(.failed)
                }
                try channel.pipeline.syncOperations.addHandler(handler)
            }
        }.connect(host: endpoint.server.host, port: endpoint.server.port).get()
    }

    /// RFC 6066: no IP address in the server name indication.
    private var sniName: String? {
        if let name = endpoint.tlsServerName { return name }
        let host = endpoint.server.host
        return (try? SocketAddress(ipAddress: host, port: 0)) == nil ? host : nil
    }
}

/// The certificates that one handshake brought.
private final class RecordedChain: Sendable {
    private let certificates = Mutex<[NIOSSLCertificate]>([])

    var chain: [NIOSSLCertificate] { certificates.withLock(\.self) }

    func record(_ chain: [NIOSSLCertificate]) { certificates.withLock { $0 = chain } }
}
