import Fleet
import Kubeconfig
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
