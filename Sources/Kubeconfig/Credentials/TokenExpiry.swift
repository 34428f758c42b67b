package import Fleet
package import FoundationEssentials

/// The end of a bearer token that is a JWT. It is read, never verified: the server decides what it is worth.
package enum TokenExpiry {
    private struct Claims: Decodable { let exp: Double? }

    /// 1970 to 9999: a number beyond is no time that anybody could be told.
    private static let years = 0.0..<253_402_300_800.0

    /// nil for any other token, and for a JWT without `exp` (RFC 7519, 4.1.4: seconds since 1970).
    package static func of(_ token: SecretValue) -> Date? {
        let parts = token.revealedForUseInProcess().split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let payload = base64URL(parts[1]),
            let claims = try? JSONDecoder().decode(Claims.self, from: payload)
        else { return nil }
        return claims.exp.flatMap { years.contains($0) ? Date(timeIntervalSince1970: $0) : nil }
    }

    private static func base64URL(_ text: Substring) -> Data? {
        let standard = text.replacing("-", with: "+").replacing("_", with: "/")
        return Data(base64Encoded: standard + String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4))
    }
}
