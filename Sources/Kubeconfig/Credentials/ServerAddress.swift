import Fleet
import FoundationEssentials

/// Where an API server listens: `https://HOST:PORT/PREFIX`. The prefix is empty, or the path of a proxy such as
/// Rancher's.
package struct ServerAddress: Hashable, Sendable, CustomStringConvertible {
    /// A DNS name, an IPv4 address, or an IPv6 address without brackets.
    package let host: String
    package let port: Int
    /// Begins with a slash and ends without one; empty where there is none.
    package let pathPrefix: String

    /// Reads a kubeconfig's `server` as client-go does: a query and a fragment are dropped, and the path is cleaned.
    /// The failure says what is wrong with it, and does not quote it.
    static func read(_ text: String) -> Result<ServerAddress, Problem> {
        guard let url = URL(string: text), let scheme = url.scheme?.lowercased(), !isHostAndPort(text) else {
            // client-go takes such an address for one of a server without TLS.
            return .failure(Problem(message: "is not a URL; write https://HOST:PORT"))
        }
        guard hasWholeEscapes(text) else {
            return .failure(Problem(message: "has a percent sign that begins no escape; write %25 for it"))
        }
        guard scheme == "https" else {
            return .failure(
                Problem(message: "is not https; credentials are sent over TLS only: write https://HOST:PORT"))
        }
        let host = (url.host ?? "").trimmingBrackets()
        guard !host.isEmpty, (1...65_535).contains(url.port ?? 443) else {
            return .failure(Problem(message: "names no host, or no possible port; write https://HOST:PORT"))
        }
        return .success(
            ServerAddress(host: host, port: url.port ?? 443, pathPrefix: prefix(url.path(percentEncoded: false))))
    }

    /// The user and the password that an address holds.
    static func credentials(in text: String) -> (user: String, password: SecretValue)? {
        guard let url = URL(string: text), let user = url.user(percentEncoded: false), !user.isEmpty else { return nil }
        return (user, SecretValue(url.password(percentEncoded: false) ?? ""))
    }

    /// `localhost:6443`, which is also a URL of scheme `localhost`.
    private static func isHostAndPort(_ text: String) -> Bool { !text.contains("/") }

    /// Foundation's URL takes a percent sign for itself where it escapes nothing; Go's refuses it.
    private static func hasWholeEscapes(_ text: String) -> Bool {
        text.utf8.indices.allSatisfy { place in
            guard text.utf8[place] == UInt8(ascii: "%") else { return true }
            let digits = text.utf8[place...].dropFirst().prefix(2)
            return digits.count == 2 && digits.allSatisfy { Character(UnicodeScalar($0)).isHexDigit }
        }
    }

    /// Go's path.Join, then url.EscapedPath.
    private static func prefix(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return parts.map { "/\(PercentEncoding.plainPathSegment($0))" }.joined()
    }

    struct Problem: Error { let message: String }

    /// HOST:PORT, as it stands in a `Host` header.
    package var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
    /// As an HTTP client writes it: the port of `https` is not named.
    package var hostHeader: String { port == 443 ? (host.contains(":") ? "[\(host)]" : host) : authority }
    package var description: String { "https://\(authority)\(pathPrefix)" }
}

extension String {
    fileprivate func trimmingBrackets() -> String {
        hasPrefix("[") && hasSuffix("]") ? String(dropFirst().dropLast()) : self
    }
}
