/// RFC 3986 percent-encoding of the places where text from elsewhere enters a URL, or the name of a header.
package enum PercentEncoding {
    /// Keeps what may stand in a path (`pchar` and the slash); `%` is kept, so that an encoded segment stays as it is.
    package static func path(_ text: String) -> String {
        encode(text) { isUnreserved($0) || "/:@!$&'()*+,;=%".utf8.contains($0) }
    }

    /// Go's url.EscapedPath, which keeps less, and no `%`.
    static func plainPathSegment(_ text: Substring) -> String {
        encode(String(text)) { isUnreserved($0) || "$&+,:;=@".utf8.contains($0) }
    }

    package static func queryPart(_ text: String) -> String { encode(text, keeping: isUnreserved) }

    /// client-go's `headerKeyEscape`: what RFC 9110 (5.6.2) lets stand in a header's name stays, but for the percent
    /// sign itself.
    static func headerKey(_ text: String) -> String {
        encode(text) { isAlphanumeric($0) || "!#$&'*+-.^_`|~".utf8.contains($0) }
    }

    private static func encode(_ text: String, keeping isKept: (UInt8) -> Bool) -> String {
        if text.utf8.allSatisfy(isKept) { return text }
        var encoded: [UInt8] = []
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            if isKept(byte) {
                encoded.append(byte)
            } else {
                encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool { isAlphanumeric(byte) || "-._~".utf8.contains(byte) }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
