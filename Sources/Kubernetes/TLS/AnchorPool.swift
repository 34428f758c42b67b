import FoundationEssentials
import X509

/// The certificates that may vouch for a server. Each is an anchor, whether it is a root, an intermediate or the
/// server's own: so Go has it.
struct AnchorPool: Sendable {
    private let bySubject: [DistinguishedName: [ReadCertificate]]
    let count: Int

    init(_ certificates: [ReadCertificate]) {
        bySubject = Dictionary(grouping: certificates, by: \.certificate.subject)
        count = certificates.count
    }

    /// The certificates of a PEM bundle. One that cannot be read is passed over, as Go's `AppendCertsFromPEM` does.
    init(pem: [UInt8]) {
        self.init(PEMBlocks.certificates(in: pem).compactMap { try? ReadCertificate(der: $0) })
    }

    func named(_ subject: DistinguishedName) -> [ReadCertificate] { bySubject[subject] ?? [] }

    func contains(_ certificate: ReadCertificate) -> Bool {
        named(certificate.certificate.subject).contains { $0.certificate == certificate.certificate }
    }
}

/// The blocks of a PEM text, however much of it is something else.
enum PEMBlocks {
    private static let begin = "-----BEGIN CERTIFICATE-----"
    private static let end = "-----END CERTIFICATE-----"

    /// The bytes of each certificate; a block that is no base64 is left out.
    static func certificates(in pem: [UInt8]) -> [[UInt8]] {
        var rest = String(decoding: pem, as: UTF8.self)[...]
        var found: [[UInt8]] = []
        while let start = rest.firstRange(of: begin) {
            rest = rest[start.upperBound...]
            guard let stop = rest.firstRange(of: end) else { break }
            // A block within a block: the first one was cut.
            if let next = rest[..<stop.lowerBound].firstRange(of: begin) {
                rest = rest[next.lowerBound...]
                continue
            }
            let body = rest[..<stop.lowerBound].filter { !$0.isWhitespace }
            if let data = Data(base64Encoded: body), !data.isEmpty { found.append([UInt8](data)) }
            rest = rest[stop.upperBound...]
        }
        return found
    }
}
