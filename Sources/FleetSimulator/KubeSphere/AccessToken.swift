import Crypto
import FoundationEssentials

/// A KubeSphere access token: a JWT signed with a cluster's secret.
package struct AccessToken: Sendable {
    /// The claim `iss`, which no version checks.
    package var issuer = "kubesphere"
    /// The claims `username` and `sub`.
    package var username: String
    /// The claim `token_type`: `access_token` or `static_token`.
    package var kind = "access_token"
    /// The claim `iat`, in seconds since 1970.
    package var issuedAt: Int
    /// The claim `exp`, in seconds since 1970; nil leaves it out.
    package var expiresAt: Int?
    /// The header's `alg`: `HS256`, or `none` for a token without a signature.
    package var algorithm = "HS256"

    /// A token of KubeSphere's own issuer.
    /// - Parameters:
    ///   - username: the user whom the token names.
    ///   - kind: `access_token` or `static_token`.
    ///   - issuedAt: seconds since 1970.
    ///   - expiresAt: seconds since 1970; nil for a token that never expires.
    package init(username: String, kind: String = "access_token", issuedAt: Int, expiresAt: Int?) {
        self.username = username
        self.kind = kind
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
    }

    /// The token's text, signed with HMAC-SHA256, or unsigned where `algorithm` is `none`.
    package func signed(with secret: String) -> String {
        let header: JSON = ["alg": .string(algorithm), "typ": "JWT"]
        var claims: JSON = ["iss": .string(issuer), "sub": .string(username)]
        if let expiresAt { claims["exp"] = .int(expiresAt) }
        claims["iat"] = .int(issuedAt)
        claims["token_type"] = .string(kind)
        claims["username"] = .string(username)
        let payload = AccessToken.base64URL(header.bytes) + "." + AccessToken.base64URL(claims.bytes)
        guard algorithm != "none" else { return payload + "." }
        let code = HMAC<SHA256>.authenticationCode(
            for: Data(payload.utf8), using: SymmetricKey(data: Data(secret.utf8)))
        return payload + "." + AccessToken.base64URL(Array(code))
    }

    static func base64URL(_ bytes: [UInt8]) -> String {
        String(Data(bytes).base64EncodedString().prefix { $0 != "=" }.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
    }
}

/// The parts of a JWT, read as Go's jwt-go reads them.
struct ParsedToken {
    var header: JSON
    var claims: JSON
    var signed: String
    var signature: [UInt8]?

    init(_ text: String) throws(GoError) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3 else { throw GoError("token contains an invalid number of segments") }
        header = try ParsedToken.json(parts[0])
        claims = try ParsedToken.json(parts[1])
        signed = "\(parts[0]).\(parts[1])"
        signature = try? ParsedToken.base64URL(parts[2])
    }

    private static func json(_ part: Substring) throws(GoError) -> JSON {
        let bytes = try base64URL(part)
        do {
            return try JSON(parsing: bytes)
        } catch {
            throw GoError(error.description)
        }
    }

    private static func base64URL(_ part: Substring) throws(GoError) -> [UInt8] {
        let legal = part.utf8.prefix { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "_"):
                true
            default: false
            }
        }
        let standard = String(part.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
        let padded = standard + String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4)
        guard legal.count == part.utf8.count, let data = Data(base64Encoded: padded) else {
            throw GoError("illegal base64 data at input byte \(legal.count)")
        }
        return Array(data)
    }

    /// Whether the signature is that of `secret` under the header's HMAC algorithm.
    func isSigned(with secret: String) -> Bool {
        guard let signature else { return false }
        let key = SymmetricKey(data: Data(secret.utf8))
        let data = Data(signed.utf8)
        switch header["alg"]?.string {
        case "HS256": return HMAC<SHA256>.isValidAuthenticationCode(signature, authenticating: data, using: key)
        case "HS384": return HMAC<SHA384>.isValidAuthenticationCode(signature, authenticating: data, using: key)
        case "HS512": return HMAC<SHA512>.isValidAuthenticationCode(signature, authenticating: data, using: key)
        default: return false
        }
    }

    func seconds(_ claim: String) -> Double? {
        guard case .number(let text) = claims[claim] else { return nil }
        return Double(text)
    }
}
