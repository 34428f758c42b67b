import X509

/// The certificates that may vouch for a server. Each is an anchor, whether it is a root, an intermediate or the
/// server's own: so Go has it.
package struct AnchorPool: Sendable {
    private let bySubject: [DistinguishedName: [ReadCertificate]]
    let count: Int

    init(_ certificates: [ReadCertificate]) {
        bySubject = Dictionary(grouping: certificates, by: \.certificate.subject)
        count = certificates.count
    }

    /// The certificates of a PEM bundle. One that cannot be read is passed over, as Go's `AppendCertsFromPEM` does.
    init(pem: [UInt8]) {
        let blocks = PEMBlock.all(in: pem).filter { $0.label == "CERTIFICATE" && !$0.hasHeaders }
        self.init(blocks.compactMap { try? ReadCertificate(der: $0.bytes) })
    }

    /// Two pools with the same ones trust the same servers.
    var certificates: Set<Certificate> { Set(bySubject.values.joined().map(\.certificate)) }

    func named(_ subject: DistinguishedName) -> [ReadCertificate] { bySubject[subject] ?? [] }

    func contains(_ certificate: ReadCertificate) -> Bool {
        named(certificate.certificate.subject).contains { $0.certificate == certificate.certificate }
    }
}
