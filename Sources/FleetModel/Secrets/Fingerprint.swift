package import Crypto
import FoundationEssentials

/// A keyed digest that stands for a secret wherever it must be compared, stored or shown.
///
/// Keyed, because a plain hash of a weak secret can be searched for by whoever reads the database.
package struct Fingerprint: Hashable, Codable, Sendable, CustomStringConvertible {
    /// 12 hexadecimal digits: enough to tell secrets of one fleet apart, too few to serve as an oracle.
    package let hex: String

    package init(hex: String) { self.hex = hex }

    package init(of secret: SecretValue, key: FingerprintKey) {
        self.init(ofText: secret.revealedForUseInProcess(), key: key)
    }

    /// A digest of a whole document that contains secrets; two equal documents have equal digests.
    package init(ofText text: String, key: FingerprintKey) {
        let code = HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: key.symmetricKey)
        hex = code.prefix(6).hexadecimal
    }

    package var description: String { "fp:\(hex)" }

    package init(from decoder: any Decoder) throws { hex = try decoder.singleValueContainer().decode(String.self) }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }
}

extension Fingerprint {
    /// Whether a text holds what stands for a secret in everything that is stored and shown: `<fp:0123456789ab>`. A
    /// document that does was copied out of ksfleet's own output, and must never be written to a cluster.
    package static func masks(_ text: some StringProtocol) -> Bool {
        text.ranges(of: "<fp:").contains { range in
            let rest = text[range.upperBound...].prefix(13)
            return rest.count == 13 && rest.last == ">" && rest.dropLast().allSatisfy(\.isHexDigit)
        }
    }
}

/// The key of all fingerprints of one installation; it never leaves the process except to its own 0600 file.
package struct FingerprintKey: Sendable {
    package let symmetricKey: SymmetricKey

    package init() { symmetricKey = SymmetricKey(size: .bits256) }
    package init(bytes: [UInt8]) { symmetricKey = SymmetricKey(data: Data(bytes)) }

    package var bytes: [UInt8] { symmetricKey.withUnsafeBytes { Array($0) } }
}
