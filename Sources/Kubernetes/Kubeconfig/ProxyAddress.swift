import Fleet
import FoundationEssentials

/// The proxy on the way to an API server (`proxy-url`): an HTTP proxy that is asked for a tunnel (CONNECT), or a SOCKS5 proxy.
struct ProxyAddress: Sendable {
    enum Kind: Sendable { case http, socks5 }

    let kind: Kind
    let host: String
    let port: Int
    /// `user:password`; the tunnel's TLS hides nothing of it from the proxy, nor from whoever listens on the way to it.
    let credentials: (user: String, password: SecretValue)?

    struct Problem: Error { let message: String }

    /// The failure says what is wrong with it, and does not quote it: it may hold a password.
    static func read(_ text: String) -> Result<ProxyAddress, Problem> {
        guard let url = URL(string: text), let scheme = url.scheme?.lowercased(), let host = url.host, !host.isEmpty else {
            return .failure(Problem(message: "is not a URL; write http://HOST:PORT"))
        }
        let name = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        let credentials = url.user(percentEncoded: false).map { (user: $0, password: SecretValue(url.password(percentEncoded: false) ?? "")) }
        switch scheme {
        case "http": return .success(ProxyAddress(kind: .http, host: name, port: url.port ?? 80, credentials: credentials))
        case "socks5", "socks5h":
            guard credentials == nil else { return .failure(Problem(message: "has a user: a SOCKS5 proxy with a password is not supported")) }
            return .success(ProxyAddress(kind: .socks5, host: name, port: url.port ?? 1080, credentials: nil))
        case "https":
            return .failure(Problem(message: "is https: TLS to the proxy itself is not supported; write http://HOST:PORT (what passes through it is TLS all the same)"))
        default: return .failure(Problem(message: "has a scheme that is not supported; write http://HOST:PORT or socks5://HOST:PORT"))
        }
    }
}
