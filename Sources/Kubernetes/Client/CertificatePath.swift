import NIOSSL
import SwiftASN1
import X509

/// Whether presented certificates lead to a trusted authority by their signatures alone. Only for naming a failure: nothing is
/// accepted on its word.
struct CertificatePath {
    let presented: [NIOSSLCertificate]
    /// Empty where the system's authorities count, which are not looked through here.
    let trusted: [NIOSSLCertificate]

    var isSigned: Bool {
        get async {
            guard let roots = try? Self.convert(trusted), let chain = try? Self.convert(presented), let leaf = chain.first else {
                return false
            }
            var verifier = Verifier(rootCertificates: CertificateStore(roots)) { SignaturesOnly() }
            let result = await verifier.validate(leaf: leaf, intermediates: CertificateStore(chain.dropFirst()))
            if case .validCertificate = result { return true }
            return false
        }
    }

    private static func convert(_ certificates: [NIOSSLCertificate]) throws -> [Certificate] {
        try certificates.map { try Certificate(derEncoded: $0.toDERBytes()) }
    }
}

/// No requirement beyond the signatures, which the verifier checks itself.
private struct SignaturesOnly: VerifierPolicy {
    let verifyingCriticalExtensions: [ASN1ObjectIdentifier] = [
        .X509ExtensionID.basicConstraints, .X509ExtensionID.keyUsage, .X509ExtensionID.extendedKeyUsage, .X509ExtensionID.nameConstraints,
        .X509ExtensionID.subjectAlternativeName,
    ]

    mutating func chainMeetsPolicyRequirements(chain: UnverifiedCertificateChain) async -> PolicyEvaluationResult { .meetsPolicy }
}
