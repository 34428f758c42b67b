import Crypto
import FoundationEssentials
import NIOSSL
import SwiftASN1
import X509

/// A cluster's own certificate authority, with P-256 keys: thousands of clusters are made in seconds.
struct CertificateAuthority: Sendable {
    /// A certificate and its private key.
    struct Identity: Sendable {
        let certificate: Certificate
        let key: Certificate.PrivateKey

        var certificatePEM: String { get throws { try certificate.serializeAsPEM().pemString } }
        var keyPEM: String { get throws { try key.serializeAsPEM().pemString } }
    }

    let identity: Identity

    init(name: String) throws {
        let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
        let subject = try DistinguishedName { CommonName(name) }
        let certificate = try CertificateAuthority.certificate(
            subject: subject, publicKey: key.publicKey, issuer: subject, issuerKey: key,
            validity: .yearsAround,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                Critical(KeyUsage(digitalSignature: true, keyCertSign: true))
            })
        identity = Identity(certificate: certificate, key: key)
    }

    /// From when until when a certificate is good.
    enum Validity {
        case yearsAround
        case endedYesterday
        case fiveMoreDays

        var dates: (from: Date, until: Date) {
            let now = Date()
            switch self {
            case .yearsAround: return (now.addingTimeInterval(-86_400), now.addingTimeInterval(10 * 365 * 86_400))
            case .endedYesterday: return (now.addingTimeInterval(-90 * 86_400), now.addingTimeInterval(-86_400))
            case .fiveMoreDays: return (now.addingTimeInterval(-90 * 86_400), now.addingTimeInterval(5 * 86_400))
            }
        }
    }

    /// A server's certificate for 127.0.0.1 and localhost, or for another name alone.
    func issueServer(validity: Validity = .yearsAround, name: String? = nil) throws -> Identity {
        let address = ASN1OctetString(contentBytes: [127, 0, 0, 1])
        let names: [GeneralName] = name.map { [.dnsName($0)] } ?? [.dnsName("localhost"), .ipAddress(address)]
        return try issue(
            subject: try DistinguishedName { CommonName("kube-apiserver") }, validity: validity,
            extensions: try Certificate.Extensions {
                KeyUsage(digitalSignature: true, keyEncipherment: true)
                try ExtendedKeyUsage([.serverAuth])
                SubjectAlternativeNames(names)
            })
    }

    /// A user's certificate: kube-apiserver takes the common name as the user and organisations as groups.
    func issueClient(user: String, groups: [String], validity: Validity = .yearsAround) throws -> Identity {
        try issue(
            subject: try DistinguishedName {
                for group in groups { OrganizationName(group) }
                CommonName(user)
            }, validity: validity,
            extensions: try Certificate.Extensions {
                KeyUsage(digitalSignature: true)
                try ExtendedKeyUsage([.clientAuth])
            })
    }

    private func issue(subject: DistinguishedName, validity: Validity, extensions: Certificate.Extensions) throws
        -> Identity
    {
        let key = Certificate.PrivateKey(P256.Signing.PrivateKey())
        let certificate = try CertificateAuthority.certificate(
            subject: subject, publicKey: key.publicKey, issuer: identity.certificate.subject, issuerKey: identity.key,
            validity: validity, extensions: extensions)
        return Identity(certificate: certificate, key: key)
    }

    private static func certificate(
        subject: DistinguishedName, publicKey: Certificate.PublicKey, issuer: DistinguishedName,
        issuerKey: Certificate.PrivateKey,
        validity: Validity, extensions: Certificate.Extensions
    ) throws -> Certificate {
        let dates = validity.dates
        return try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: publicKey, notValidBefore: dates.from,
            notValidAfter: dates.until, issuer: issuer, subject: subject, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: extensions, issuerPrivateKey: issuerKey)
    }

    /// Whom a client certificate names, if this authority signed it.
    func user(of certificate: NIOSSLCertificate) -> ClientCertificate {
        guard let bytes = try? certificate.toDERBytes(), let parsed = try? Certificate(derEncoded: bytes),
            identity.certificate.publicKey.isValidSignature(parsed.signature, for: parsed)
        else { return .untrusted }
        var name = ""
        var groups: [String] = []
        for part in parsed.subject {
            for attribute in part {
                let value = String(describing: attribute.value)
                if attribute.type == .RDNAttributeType.commonName { name = value }
                if attribute.type == .RDNAttributeType.organizationName { groups.append(value) }
            }
        }
        return .trusted(name: name, groups: groups)
    }
}
