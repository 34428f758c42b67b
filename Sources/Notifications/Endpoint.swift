package import Fleet
import FoundationEssentials

/// Where a message is posted to. The address is a secret: its path is often a key.
package struct Endpoint: Sendable {
    package let url: SecretValue
    /// The value of the header Authorization.
    let authorization: SecretValue?
    /// A file of certificates that are trusted besides the system's.
    let authorities: String?
    /// The proxy on the way; nil for none.
    package var proxy: Proxy?
    /// Scheme, host and port, which are no secret.
    let host: String

    /// An HTTP proxy that is asked for a tunnel.
    package struct Proxy: Sendable {
        let host: String
        let port: Int
        let credentials: (user: String, password: SecretValue)?

        package init(host: String, port: Int, credentials: (user: String, password: SecretValue)? = nil) {
            self.host = host
            self.port = port
            self.credentials = credentials
        }
    }

    /// - Throws: where the address is none that can be posted to. The reason does not quote it.
    package init(url: SecretValue, authorization: SecretValue? = nil, authorities: String? = nil) throws(EndpointError)
    {
        guard let host = Self.host(of: url.revealedForUseInProcess()) else {
            throw EndpointError(reason: "what is there is no http:// or https:// address")
        }
        self.url = url
        self.authorization = authorization
        self.authorities = authorities
        self.host = host
    }

    /// Host and port of an `https` address, where a proxy may stand on the way; nil for any other.
    package var tunnelled: (host: String, port: Int)? {
        guard let parsed = URL(string: url.revealedForUseInProcess()), parsed.scheme?.lowercased() == "https",
            let host = parsed.host()
        else { return nil }
        return (host, parsed.port ?? 443)
    }

    /// `https://hooks.example.org:8443` of an address; nil where it is none.
    package static func host(of url: String) -> String? {
        guard let parsed = URL(string: url), let scheme = parsed.scheme?.lowercased(),
            ["http", "https"].contains(scheme), let host = parsed.host(), !host.isEmpty
        else {
            return nil
        }
        return printable("\(scheme)://\(host)\(parsed.port.map { ":\($0)" } ?? "")", limit: 200)
    }

    /// Everything that must never be told.
    var secrets: [String] {
        [url, authorization, proxy?.credentials?.password].compactMap { $0?.revealedForUseInProcess() }
    }
}

package struct EndpointError: Error {
    package let reason: String
}
