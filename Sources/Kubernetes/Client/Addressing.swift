import Fleet
import Kubeconfig
import NIOHTTP1

/// How a request names its server: the prefix of its path, and the headers that never change.
struct Addressing: Sendable {
    private let pathPrefix: String
    private let headers: HTTPHeaders

    init(_ endpoint: APIEndpoint) {
        pathPrefix = endpoint.server.pathPrefix
        headers = [
            "Host": endpoint.server.hostHeader, "User-Agent": "ksfleet/0.1", "Accept": "application/json",
        ]
    }

    /// - Throws: `TransportError.badHeader` for a value that would end its line.
    func head(_ outgoing: Outgoing, more: [HeaderField]) throws -> HTTPRequestHead {
        var headers = headers
        for header in more { headers.add(name: header.name, value: try Self.checked(header.value)) }
        // Such as an `Accept` of its own.
        for header in outgoing.headers {
            headers.replaceOrAdd(name: header.name, value: try Self.checked(header.value))
        }
        if let body = outgoing.body { headers.add(name: "Content-Length", value: "\(body.count)") }
        return HTTPRequestHead(
            version: .http1_1, method: outgoing.method, uri: pathPrefix + outgoing.target, headers: headers)
    }

    private static func checked(_ value: String) throws(TransportError) -> String {
        guard value.utf8.allSatisfy({ $0 != 0x0D && $0 != 0x0A && $0 != 0 }) else { throw .badHeader }
        return value
    }
}
