package import Fleet
package import FoundationEssentials

/// Why a server's certificate was not accepted. The reasons are those of Go's verifier, and so kubectl's.
package enum CertificateProblem: Error, Hashable, Sendable {
    case nothingPresented
    case unreadable(UnreadableCertificate)
    case expired(Date, subject: String, isAuthority: Bool)
    case notYetValid(Date, subject: String, isAuthority: Bool)
    /// It names nothing of the kind that was asked for: what stands in its common name does not count.
    case unnamed(asked: String)
    case otherName(asked: String, names: [String])
    case unknownAuthority(issuer: String)
    /// An authority of the right name is trusted, and its key did not sign the certificate.
    case otherKey(issuer: String)
    /// It is signed by a certificate that may sign none.
    case notAnAuthority(issuer: String)
    case tooManyIntermediates(authority: String)
    /// SHA-1.
    case weakSignature(subject: String)
    case notForServers
    case nameNotAllowed(String, authority: String)
    case unknownExtension(String, subject: String)
    /// More certificates of the same names than a verifier looks through.
    case tooManyPaths
}

extension CertificateProblem {
    /// Whose certificate it is, for the message.
    package enum Peer: Sendable { case server, proxy }

    package func explain(_ peer: Peer) -> (Fault.Kind, String) {
        switch self {
        case .expired(let date, let subject, let isAuthority):
            (.tlsCertificateExpired, "\(whose(peer, subject, isAuthority)) expired on \(date.rfc3339)")
        case .notYetValid(let date, let subject, let isAuthority):
            (
                .tlsCertificateExpired,
                "\(whose(peer, subject, isAuthority)) is not valid before \(date.rfc3339); check the clocks"
            )
        case .unnamed, .otherName: (.tlsNameMismatch, "\(its(peer)) \(nameReason)")
        case .unknownAuthority(let issuer):
            (
                .tlsUnknownAuthority,
                "\(its(peer)) is from an authority (\(shown(issuer))) that is not trusted; \(remedy(peer))"
            )
        case .otherKey(let issuer):
            (
                .tlsUnknownAuthority,
                "\(its(peer)) is not signed by the key of the trusted authority \(shown(issuer)): "
                    + "another one of the same name is trusted; \(remedy(peer))"
            )
        default: (.tls, "\(its(peer)) \(otherReason)")
        }
    }

    private var nameReason: String {
        switch self {
        case .unnamed(let asked):
            let kind = IPAddress(asked) == nil ? "DNS names" : "IP addresses"
            return
                "has no \(kind) among its subject alternative names, and \(shown(asked)) was asked for; "
                + "the common name does not count: issue it anew"
        case .otherName(let asked, let names):
            let list =
                names.prefix(5).map { printable($0, limit: 80) }.joined(separator: ", ")
                + (names.count > 5 ? ", …" : "")
            return
                "is for another name than the one that was asked for (\(shown(asked)); it names \(list)); "
                + "correct server or tls-server-name"
        default: return ""
        }
    }

    private var otherReason: String {
        switch self {
        case .nothingPresented: "was not shown"
        case .unreadable(let reason): reason.words
        case .notAnAuthority(let issuer):
            "is signed by \(shown(issuer)), which may not sign certificates (its basic constraints or key usage)"
        case .tooManyIntermediates(let authority): "has more intermediates than \(shown(authority)) allows"
        case .weakSignature(let subject):
            "leads to \(shown(subject)), which is signed with SHA-1: nobody accepts that any more; issue it anew"
        case .notForServers: "is from a trusted authority, but not fit for a server (its extended key usage)"
        case .nameNotAllowed(let name, let authority):
            "names \(shown(name)), which \(shown(authority)) may not vouch for (its name constraints)"
        case .unknownExtension(let oid, let subject):
            "leads to \(shown(subject)), which has a critical extension that is not supported (\(shown(oid)))"
        case .tooManyPaths: "has too many possible issuers to look through"
        default: "was not accepted"
        }
    }

    private func whose(_ peer: Peer, _ subject: String, _ isAuthority: Bool) -> String {
        isAuthority ? "the certificate authority (\(shown(subject)))" : "\(its(peer)) (\(shown(subject)))"
    }

    private func its(_ peer: Peer) -> String { peer == .server ? "the server's certificate" : "its certificate" }

    private func shown(_ text: String) -> String { printable(text, limit: 100) }

    private func remedy(_ peer: Peer) -> String {
        switch peer {
        case .server: "correct certificate-authority-data"
        case .proxy: "add that authority to the system's (update-ca-certificates)"
        }
    }
}
