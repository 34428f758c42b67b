import FoundationEssentials

/// The forms in which a text may hold a secret, once it is read without its escapes (`DecodedText`).
enum EncodedSecret {
    /// Of base64; less stands in other texts by chance.
    private static let shortest = 6

    static func forms(_ secret: [UInt8]) -> [[UInt8]] {
        [secret, secret.reversed()] + (0..<3).compactMap { base64(secret, after: $0) }
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
