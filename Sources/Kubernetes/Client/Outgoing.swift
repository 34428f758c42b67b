import Fleet
import NIOHTTP1

/// One request, before it is addressed to a server.
struct Outgoing: Sendable {
    let method: HTTPMethod
    let path: String
    let query: [QueryItem]
    let headers: [HeaderField]
    let contentType: String?
    let body: [UInt8]?

    init(
        _ method: HTTPMethod, _ path: String, query: [QueryItem] = [], headers: [HeaderField] = [],
        contentType: String? = nil,
        body: [UInt8]? = nil
    ) {
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.contentType = contentType
        self.body = body
    }

    /// False for a request with a credential of its own, such as a token for what stands behind a proxy: a 401 may be
    /// said of that one, and each time that it is sent may be counted there.
    var mayBeRepeated: Bool { headers.isEmpty }

    /// What was asked, for messages; without the query, which may be long.
    var asked: String { "\(method.rawValue) \(path)" }

    /// Path and query as they go over the wire.
    var target: String {
        guard !query.isEmpty else { return PercentEncoding.path(path) }
        let items = query.map { "\(PercentEncoding.queryPart($0.name))=\(PercentEncoding.queryPart($0.value))" }
        return PercentEncoding.path(path) + "?" + items.joined(separator: "&")
    }
}

/// The places where text from elsewhere enters a URL, or the name of a header.
extension PercentEncoding {
    /// Keeps what may stand in a path (`pchar` and the slash); `%` is kept, so that an encoded segment stays as it is.
    static func path(_ text: String) -> String {
        encode(text) { isUnreserved($0) || "/:@!$&'()*+,;=%".utf8.contains($0) }
    }

    /// Go's url.EscapedPath, which keeps less, and no `%`.
    static func plainPathSegment(_ text: Substring) -> String {
        encode(text) { isUnreserved($0) || "$&+,:;=@".utf8.contains($0) }
    }

    static func queryPart(_ text: String) -> String { encode(text, keeping: isUnreserved) }

    /// client-go's `headerKeyEscape`: what RFC 9110 (5.6.2) lets stand in a header's name stays, but for the percent
    /// sign itself.
    static func headerKey(_ text: String) -> String {
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
