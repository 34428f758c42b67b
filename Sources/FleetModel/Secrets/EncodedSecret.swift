import FoundationEssentials

/// The forms in which a text may hold a secret, once it is read without its escapes (`DecodedText`).
enum EncodedSecret {
    /// Of base64; less stands in other texts by chance.
    private static let shortest = 6

    static func forms(_ secret: [UInt8]) -> [[UInt8]] {
        [secret, secret.reversed()] + (0..<3).compactMap { base64(secret, after: $0) } + ends(secret)
            + signature(secret)
    }

    /// Both ends of the base64 of what is sent, with the characters that have some bits of the secret alone.
    private static func ends(_ secret: [UInt8]) -> [[UInt8]] {
        ["", "Bearer ", "Basic "].flatMap { scheme in
            let before = Array(scheme.utf8)
            let encoded = Data(before + secret).base64EncodedString().utf8
            let own = encoded.dropFirst(before.count * 8 / 6).filter { $0 != UInt8(ascii: "=") }
            return [Array(own.prefix(endLength)), Array(own.suffix(endLength))]
        }
        .filter { $0.count == endLength }
    }

    /// What must stand in a row to be found (`SecretFilter`), and one more.
    private static let endLength = 9

    /// The bytes of a JWT's signature, which a program may write in other digits.
    private static func signature(_ secret: [UInt8]) -> [[UInt8]] {
        let parts = secret.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let last = parts.last, !last.isEmpty else { return [] }
        let text = String(decoding: last, as: UTF8.self).replacing("-", with: "+").replacing("_", with: "/")
        let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
        guard let bytes = Data(base64Encoded: text + padding), bytes.count >= shortest else { return [] }
        // As they lie, and as `\xNN` and `\u00NN` are read.
        return [Array(bytes), Array(String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) })).utf8)]
    }

    /// The characters that stand for the secret alone where so many other bytes, modulo three, come before it.
    ///
    /// - Returns: nil where that is too little to be told from other texts.
    private static func base64(_ secret: [UInt8], after offset: Int) -> [UInt8]? {
        let bits = (offset + secret.count) * 8
        let shared = (offset * 8 + 5) / 6
        let encoded = Data([UInt8](repeating: 0, count: offset) + secret).base64EncodedString().utf8
        // A last character of which only some bits are the secret's says nothing of it that must be found.
        let own = Array(encoded.prefix(bits / 6).dropFirst(shared))
        return own.count >= shortest ? own : nil
    }
}
