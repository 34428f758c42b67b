import Crypto
import Foundation
import NIOSSL
import SwiftASN1
import Testing
import X509

@testable import Kubeconfig
@testable import Kubernetes

@Suite("A client's key")
struct ClientKeyTests {
    /// PKCS #8 of Ed25519 (RFC 8410, section 7) before the 32 bytes of the key.
    private static let prefix: [UInt8] = [
        0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ]

    @Test("of Ed25519 is one as any other, and its context is shared: NIOSSL ends the process where it is hashed")
    func ed25519() throws {
        let key = Curve25519.Signing.PrivateKey()
        let name = try DistinguishedName { CommonName("ada") }
        let certificate = try Certificate(
            version: .v3, serialNumber: .init(), publicKey: .init(key.publicKey), notValidBefore: .now - 60,
            notValidAfter: .now + 3600, issuer: name,
            subject: name, signatureAlgorithm: .ed25519, extensions: .init(), issuerPrivateKey: .init(key))
        var serializer = DER.Serializer()
        try serializer.serialize(certificate)
        let identity = ClientIdentity(
            chain: [try NIOSSLCertificate(bytes: serializer.serializedBytes, format: .der)],
            key: try NIOSSLPrivateKey(bytes: Self.prefix + Array(key.rawRepresentation), format: .der))
        let context = try TLSContexts.verified(identity)
        #expect(try TLSContexts.verified(identity) === context)
        #expect(identity.isUsable)
    }
}
