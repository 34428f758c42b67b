import FoundationEssentials

/// Where an API server listens: `https://HOST:PORT/PREFIX`. The prefix is empty, or the path of a proxy such as Rancher's.
package struct ServerAddress: Hashable, Sendable, CustomStringConvertible {
    /// A DNS name, an IPv4 address, or an IPv6 address without brackets.
    package let host: String
    package let port: Int
    /// Begins with a slash and ends without one; empty where there is none.
    package let pathPrefix: String

    /// Reads a kubeconfig's `server`; the failure says what is wrong with it, and does not quote it.
    static func read(_ text: String) -> Result<ServerAddress, Problem> {
        guard let url = URL(string: text), let scheme = url.scheme?.lowercased() else {
            return .failure(Problem(message: "is not a URL; write https://HOST:PORT"))
        }
        guard scheme == "https" else {
            return .failure(Problem(message: "is not https; credentials are sent over TLS only: write https://HOST:PORT"))
        }
        guard url.user == nil, url.password == nil, url.query == nil, url.fragment == nil else {
            return .failure(Problem(message: "must have no user, query or fragment; write https://HOST:PORT"))
        }
        let host = (url.host ?? "").trimmingBrackets()
        guard !host.isEmpty, (1...65_535).contains(url.port ?? 443) else {
            return .failure(Problem(message: "names no host, or no possible port; write https://HOST:PORT"))
        }
        let path = url.path(percentEncoded: true)
        let prefix = path.hasSuffix("/") ? String(path.dropLast()) : path
        return .success(ServerAddress(host: host, port: url.port ?? 443, pathPrefix: prefix))
    }

    struct Problem: Error { let message: String }

    /// HOST:PORT, as it stands in a `Host` header.
    package var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
    /// As an HTTP client writes it: the port of `https` is not named.
    var hostHeader: String { port == 443 ? (host.contains(":") ? "[\(host)]" : host) : authority }
    package var description: String { "https://\(authority)\(pathPrefix)" }
}

extension String {
    fileprivate func trimmingBrackets() -> String {
        hasPrefix("[") && hasSuffix("]") ? String(dropFirst().dropLast()) : self
    }
}
