package import Fleet

/// The places where text from elsewhere enters a URL, or the name of a header.
extension PercentEncoding {
    /// Keeps what may stand in a path (`pchar` and the slash); `%` is kept, so that an encoded segment stays as it is.
    package static func path(_ text: String) -> String {
        encode(text) { isUnreserved($0) || "/:@!$&'()*+,;=%".utf8.contains($0) }
    }

    /// Go's url.EscapedPath, which keeps less, and no `%`.
    package static func plainPathSegment(_ text: Substring) -> String {
        encode(text) { isUnreserved($0) || "$&+,:;=@".utf8.contains($0) }
    }

    package static func queryPart(_ text: String) -> String { encode(text, keeping: isUnreserved) }

    /// client-go's `headerKeyEscape`: what RFC 9110 (5.6.2) lets stand in a header's name stays, but for the percent
    /// sign itself.
    package static func headerKey(_ text: String) -> String {
        encode(text) { isAlphanumeric($0) || "!#$&'*+-.^_`|~".utf8.contains($0) }
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
