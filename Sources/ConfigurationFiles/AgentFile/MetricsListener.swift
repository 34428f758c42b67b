/// Where `/metrics` is served. What it tells (names of clusters, what is wrong with them) is for this machine alone: a
/// Unix socket, or TCP on the loopback interface. Who wants it further away puts a proxy with TLS and a password before
/// it.
package enum MetricsListener: Equatable, Sendable, CustomStringConvertible {
    case loopback(host: String, port: Int)
    case socket(String)

    /// `127.0.0.1:9477`, `[::1]:9477`, `localhost:9477`; nil for anything else.
    static func loopback(_ text: String) -> MetricsListener? {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (1...65_535).contains(port)
        else { return nil }
        let host = text[..<colon].trimming { $0 == "[" || $0 == "]" }
        return isLoopback(host) ? .loopback(host: host, port: port) : nil
    }

    /// RFC 1122, 3.2.1.3: 127.0.0.0/8; RFC 4291, 2.5.3: ::1.
    private static func isLoopback(_ host: String) -> Bool {
        if host == "localhost" || host == "::1" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
    }

    package var description: String {
        switch self {
        case .loopback(let host, let port): host.contains(":") ? "http://[\(host)]:\(port)" : "http://\(host):\(port)"
        case .socket(let path): path
        }
    }
}

extension Substring {
    fileprivate func trimming(_ isSurplus: (Character) -> Bool) -> String {
        var rest = self
        while let first = rest.first, isSurplus(first) { rest.removeFirst() }
        while let last = rest.last, isSurplus(last) { rest.removeLast() }
        return String(rest)
    }
}
