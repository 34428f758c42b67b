import SwiftASN1
import X509

/// A certificate whose extensions are decoded: what a verifier asks of it.
struct ReadCertificate: Sendable {
    let certificate: Certificate
    /// nil where the certificate has no such extension.
    let alternativeNames: [GeneralName]?
    let basicConstraints: BasicConstraints?
    let keyUsage: KeyUsage?
    /// Empty where it is good for any use.
    let usages: [ExtendedKeyUsage.Usage]
    let nameConstraints: NameConstraints?
    /// A critical extension that this verifier does not know, if there is one.
    let unknownCritical: String?

    /// - Throws: for what is no certificate, an extension that cannot be decoded, and a kind of key that is not read
    ///   (RSA below 2048 bits, DSA, P-224).
    init(der: [UInt8]) throws {
        let certificate = try Certificate(derEncoded: der)
        self.certificate = certificate
        let names = try certificate.extensions.subjectAlternativeNames.map { Array($0) }
        let constraints = try certificate.extensions.nameConstraints
        alternativeNames = names
        basicConstraints = try certificate.extensions.basicConstraints
        keyUsage = try certificate.extensions.keyUsage
        usages = try certificate.extensions.extendedKeyUsage.map { Array($0) } ?? []
        nameConstraints = constraints
        unknownCritical = certificate.extensions.first { $0.critical && !Self.isUnderstood($0.oid, names, constraints) }
            .map { "\($0.oid)" }
    }

    /// Go's parser (crypto/x509, parser.go): of names and constraints, only kinds that a verifier can compare count as
    /// understood.
    private static func isUnderstood(
        _ oid: ASN1ObjectIdentifier, _ names: [GeneralName]?, _ constraints: NameConstraints?
    ) -> Bool {
        switch oid {
        case .X509ExtensionID.subjectAlternativeName: names?.contains(where: \.isComparable) == true
        case .X509ExtensionID.nameConstraints:
            constraints.map { ($0.permittedSubtrees + $0.excludedSubtrees).allSatisfy(\.isComparable) } == true
        default: understood.contains(oid)
        }
    }

    /// RFC 5280, 4.2.1: key identifiers, key usage, basic constraints, CRL distribution points, policies and their
    /// mappings and constraints.
    private static let understood: Set<ASN1ObjectIdentifier> = [
        [2, 5, 29, 14], [2, 5, 29, 15], [2, 5, 29, 19], [2, 5, 29, 31], [2, 5, 29, 32], [2, 5, 29, 33], [2, 5, 29, 35],
        [2, 5, 29, 36],
        [2, 5, 29, 37], [2, 5, 29, 54],
    ]

    /// What a message calls it.
    var shownName: String { Self.shownName(certificate.subject) }

    static func shownName(_ name: DistinguishedName) -> String {
        let parts = name.flatMap { Array($0) }
        let chosen = parts.first { $0.type == .RDNAttributeType.commonName } ?? parts.first
        return chosen.flatMap { String($0.value) } ?? "unnamed"
    }
}

extension GeneralName {
    /// The four kinds that Go compares: DNS names, addresses, mailboxes and URIs.
    fileprivate var isComparable: Bool {
        switch self {
        case .dnsName, .ipAddress, .rfc822Name, .uniformResourceIdentifier: true
        default: false
        }
    }
}

/// Why a certificate could not be decoded: the limits of swift-certificates, apart from what is damaged.
package enum UnreadableCertificate: Hashable, Sendable {
    case damaged, signature, key

    init(_ error: any Error) {
        switch (error as? CertificateError)?.code {
        case .some(.unsupportedSignatureAlgorithm): self = .signature
        case .some(.unsupportedPublicKeyAlgorithm): self = .key
        case .some: self = .damaged
        // swift-crypto's, of a key; SwiftASN1 speaks of the rest.
        case nil: self = error is ASN1Error ? .damaged : .key
        }
    }

    var words: String {
        switch self {
        case .damaged: "cannot be read: it is damaged"
        case .signature:
            """
            is signed with an algorithm that is not supported (MD5, SHA-1 with ECDSA, RSA-PSS): issue it anew with \
            SHA-256
            """
        case .key: "has a key that is not supported (RSA below 2048 bits, DSA, P-224): issue it anew"
        }
    }
}
