package import Fleet
import FoundationEssentials

/// The proxy on the way to an API server: an HTTP proxy that is asked for a tunnel (CONNECT), in plain text or inside
/// TLS, or a SOCKS5 proxy.
package struct ProxyAddress: Sendable {
    package enum Kind: Sendable { case http, https, socks5 }

    package let kind: Kind
    package let host: String
    package let port: Int
    /// `user:password`. To an `http` or a SOCKS5 proxy they go in plain text: the tunnel's TLS begins behind it.
    package let credentials: (user: String, password: SecretValue)?

    struct Problem: Error { let message: String }

    /// HOST:PORT, without the credentials.
    package var authority: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }

    /// The failure says what is wrong with it, and does not quote it: it may hold a password.
    static func read(_ text: String) -> Result<ProxyAddress, Problem> {
        guard let url = URL(string: text), let scheme = url.scheme?.lowercased(), let host = url.host, !host.isEmpty,
            (1...65_535).contains(url.port ?? 1)
        else {
            return .failure(Problem(message: "is not a URL; write http://HOST:PORT or https://HOST:PORT"))
        }
        let name = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        let credentials = url.user(percentEncoded: false).map {
            (user: $0, password: SecretValue(url.password(percentEncoded: false) ?? ""))
        }
        switch scheme {
        case "http":
            return .success(ProxyAddress(kind: .http, host: name, port: url.port ?? 80, credentials: credentials))
        case "https":
            return .success(ProxyAddress(kind: .https, host: name, port: url.port ?? 443, credentials: credentials))
        case "socks5", "socks5h":
            return .success(ProxyAddress(kind: .socks5, host: name, port: url.port ?? 1080, credentials: credentials))
        default:
            return .failure(
                Problem(
                    message:
                        """
                        has a scheme that is not supported; write http://HOST:PORT, https://HOST:PORT or \
                        socks5://HOST:PORT
                        """
                ))
        }
    }
}
