import Fleet
import FoundationEssentials
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// Finds out why a server's certificate was not accepted. The request has failed by then, and stays failed: this handshake always
/// ends with the certificate refused, sends no credentials, and only looks at what is presented.
struct TLSInspection: Sendable {
    /// Whose certificate it is, for the message.
    enum Peer: Sendable {
        case server(APIEndpoint)
        case proxy(ProxyAddress, authorities: [NIOSSLCertificate])
    }

    let peer: Peer
    let eventLoop: any EventLoop
    let timeout: TimeAmount

    /// Go's verifier, and so kubectl, speaks of the time first and of the authority then.
    func explain(now: Date = Date()) async -> (Fault.Kind, String) {
        let chain = await presentedChain()
        guard !chain.isEmpty else { return (.tls, "\(whose) was not accepted") }
        for certificate in chain {
            if let reason = Self.timeProblem(certificate, now: now) {
                return (.tlsCertificateExpired, "\(whose) (\(Self.name(certificate.subjectName))) \(reason)")
            }
        }
        for issuer in trusted where issuer.subjectName == chain.last?.issuerName {
            guard let reason = Self.timeProblem(issuer, now: now) else { continue }
            return (.tlsCertificateExpired, "the kubeconfig's certificate authority (\(Self.name(issuer.subjectName))) \(reason)")
        }
        if await CertificatePath(presented: chain, trusted: trusted).isSigned {
            return (.tls, "\(whose) is from a trusted authority, but not fit for a server (its key usage or constraints)")
        }
        let issuer = Self.name(chain.last?.issuerName ?? [])
        return (.tlsUnknownAuthority, "\(whose) is from an authority (\(issuer)) that is not trusted; \(remedy)")
    }

    private var whose: String {
        switch peer {
        case .server: "the server's certificate"
        case .proxy: "its certificate"
        }
    }

    private var remedy: String {
        switch peer {
        case .server: "correct certificate-authority-data"
        case .proxy: "add that authority to the system's (update-ca-certificates)"
        }
    }

    /// Empty where the system's count.
    private var trusted: [NIOSSLCertificate] {
        switch peer {
        case .server(let endpoint): endpoint.trust.authorities
        case .proxy(_, let authorities): authorities
        }
    }

    private var address: (host: String, port: Int) {
        switch peer {
        case .server(let endpoint): (endpoint.server.host, endpoint.server.port)
        case .proxy(let proxy, _): (proxy.host, proxy.port)
        }
    }

    private var configuration: TLSConfiguration {
        switch peer {
        case .server(let endpoint): endpoint.bareTLSConfiguration
        case .proxy: ProxyRelay.tlsConfiguration(authorities: [])
        }
    }

    /// RFC 6066: no IP address in the server name indication.
    private var sniName: String? {
        switch peer {
        case .server(let endpoint): endpoint.tlsServerName ?? ServerName(host: endpoint.server.host)?.name
        case .proxy(let proxy, _): ServerName(host: proxy.host)?.name
        }
    }

    private static func timeProblem(_ certificate: NIOSSLCertificate, now: Date) -> String? {
        let seconds = Int(saturating: now.timeIntervalSince1970)
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
            let context = try NIOSSLContext(configuration: configuration)
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
        let (serverName, address) = (sniName, address)
        return try await ClientBootstrap(group: eventLoop).connectTimeout(timeout).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                let handler = try NIOSSLClientHandler(context: context, serverHostname: serverName) {
                    (chain: [NIOSSLCertificate], verdict: EventLoopPromise<NIOSSLVerificationResult>) in
                    recorded.record(chain)
                    verdict.succeed(.failed)
                }
                try channel.pipeline.syncOperations.addHandler(handler)
            }
        }.connect(host: address.host, port: address.port).get()
    }
}

/// The certificates that one handshake brought.
private final class RecordedChain: Sendable {
    private let certificates = Mutex<[NIOSSLCertificate]>([])

    var chain: [NIOSSLCertificate] { certificates.withLock(\.self) }

    func record(_ chain: [NIOSSLCertificate]) { certificates.withLock { $0 = chain } }
}
