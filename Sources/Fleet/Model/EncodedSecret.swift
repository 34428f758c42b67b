import FoundationEssentials

/// The forms in which a text may hold a secret.
enum EncodedSecret {
    /// Of base64; less stands in other texts by chance.
    private static let shortest = 6

    static func forms(_ secret: [UInt8]) -> [[UInt8]] {
        [secret, percentEncoded(secret)] + (0..<3).compactMap { base64(secret, after: $0) }
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

    /// RFC 3986, 2.3: what stands for itself is left.
    private static func percentEncoded(_ secret: [UInt8]) -> [UInt8] {
        secret.flatMap { byte -> [UInt8] in
            if isUnreserved(byte) { return [byte] }
            return [UInt8(ascii: "%"), digit(byte >> 4), digit(byte & 15)]
        }
    }

    private static func digit(_ value: UInt8) -> UInt8 { value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10 }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: false
        }
    }
}
