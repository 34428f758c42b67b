import Files

/// The URL that an error of Go's HTTP client begins with (`url.Error`): `Get "https://10.96.0.1:443/api/v1/users": dial
/// tcp …`, without quotation marks before Go 1.14. It tells what was asked, where an address alone could be anybody's.
/// In small letters.
struct RequestedURL {
    let host: String
    private let path: Substring

    /// nil where the error text has none.
    init?(errorText text: String) {
        guard let scheme = ["https://", "http://"].lazy.compactMap({ text.firstRange(of: $0) }).first else {
            return nil
        }
        let rest = text[scheme.upperBound...].prefix { !"\" '`".contains($0) }
        let authority = rest.prefix { !"/?#".contains($0) }
        let address = authority.split(separator: "@").last ?? ""
        host = String(
            address.last == "]" || !address.contains(":")
                ? address : address[..<(address.lastIndex(of: ":") ?? address.endIndex)])
        path = rest[authority.endIndex...]
        if host.isEmpty { return nil }
    }

    /// Every path of kube-apiserver that a client of KubeSphere asks for.
    var isOfKubernetes: Bool {
        ["/api/", "/apis/", "/api?", "/apis?", "/version", "/openapi/", "/healthz", "/livez", "/readyz"].contains(
            where: path.hasPrefix)
            || path == "/api" || path == "/apis"
    }

    /// OAuth 2.0, OpenID Connect, CAS: what identity providers are asked for.
    var isOfIdentityProvider: Bool {
        [
            "/.well-known", "oauth", "openid", "oidc", "/authorize", "/token", "userinfo", "/user_info", "jwks",
            "/realms/", "/cas/",
            "servicevalidate",
        ].contains(where: path.contains)
    }
}
