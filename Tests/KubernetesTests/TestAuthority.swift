import Crypto
import FoundationEssentials
import SwiftASN1
import X509

/// A certificate authority that lives as long as a test.
struct TestAuthority {
    /// A certificate and its key, PEM.
    struct Identity {
        let certificate: String
        let key: String
    }

    let pem: String
    private let key = P256.Signing.PrivateKey()
    private let name: DistinguishedName

    init(_ commonName: String = "test authority", validUntil: Date = .now + 86_400) throws {
        name = try DistinguishedName { CommonName(commonName) }
        let certificate = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(key.publicKey), notValidBefore: .now - 864_000,
            notValidAfter: validUntil, issuer: name, subject: name, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: Certificate.Extensions {
                Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                Critical(KeyUsage(keyCertSign: true))
            },
            issuerPrivateKey: .init(key))
        pem = try certificate.serializeAsPEM().pemString
    }

    /// A certificate, for servers and clients alike unless the usages say otherwise.
    func issue(
        names: [String] = ["localhost"], addresses: [[UInt8]] = [[127, 0, 0, 1]], validFrom: Date = .now - 86_400,
        validUntil: Date = .now + 86_400, usages: [ExtendedKeyUsage.Usage] = [.serverAuth, .clientAuth]
    ) throws -> Identity {
        let leafKey = P256.Signing.PrivateKey()
        let alternatives =
            names.map { GeneralName.dnsName($0) }
            + addresses.map { GeneralName.ipAddress(ASN1OctetString(contentBytes: $0[...])) }
        let certificate = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(leafKey.publicKey), notValidBefore: validFrom,
            notValidAfter: validUntil, issuer: name,
            subject: try DistinguishedName { CommonName(names.first ?? "leaf") },
            signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                SubjectAlternativeNames(alternatives)
                try ExtendedKeyUsage(usages)
            },
            issuerPrivateKey: .init(key))
        return Identity(certificate: try certificate.serializeAsPEM().pemString, key: leafKey.pemRepresentation)
    }
}
