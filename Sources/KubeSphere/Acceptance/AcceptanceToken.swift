import Crypto
package import Fleet
package import FoundationEssentials
import JWTKit

/// A token such as the host issues, good for 60 seconds and for nothing: its user is the one that ks-apiserver looks up
/// nowhere.
///
/// `token_type` is `access_token`: a `static_token` would pass the session cache by and hide R1.
/// `system:pre-registration` needs no user on the member and carries no rights (kubesphere.md C3).
package struct AcceptanceToken: Sendable {
    package let bearer: SecretValue

    /// Signs with the host's secret.
    ///
    /// - Parameter version: the host's; 3.0 and 3.1 write `iat` 10 seconds back and check it without tolerance, so the
    ///   probe does the same.
    package static func signed(with secret: SecretValue, at time: Date, version: KubeSphereVersion?) async throws
        -> AcceptanceToken
    {
        let backdate: TimeInterval = version.map { $0 < KubeSphereVersion(major: 3, minor: 2) } ?? true ? 10 : 0
        let claims = Claims(
            iss: "kubesphere", sub: user, username: user, token_type: "access_token",
            iat: Int(saturating: time.timeIntervalSince1970 - backdate),
            exp: Int(saturating: time.timeIntervalSince1970) + 60)
        let keys = JWTKeyCollection()
        await keys.add(hmac: HMACKey(key: key(secret)), digestAlgorithm: .sha256)
        return AcceptanceToken(bearer: SecretValue(try await keys.sign(claims)))
    }

    /// The control: the same token under a secret that nobody has. A ks-apiserver that looks at tokens answers 401
    /// `signature is invalid`.
    package static func misSigned(at time: Date) async throws -> AcceptanceToken {
        let key = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
        return try await signed(with: SecretValue(key.hexadecimal), at: time, version: nil)
    }

    /// ks-apiserver takes a secret of any length; the library wants 32 bytes and stops the process over fewer. HMAC
    /// fills a short key up with zeros itself (RFC 2104, 2), so that filling it up beforehand gives the same signature.
    private static func key(_ secret: SecretValue) -> SymmetricKey {
        let bytes = Array(secret.revealedForUseInProcess().utf8)
        return SymmetricKey(data: bytes + Array(repeating: 0, count: max(0, 32 - bytes.count)))
    }

    private static let user = "system:pre-registration"

    private struct Claims: JWTPayload {
        let iss: String
        let sub: String
        let username: String
        let token_type: String
        let iat: Int
        let exp: Int

        /// ksfleet signs tokens and never accepts one.
        func verify(using algorithm: some JWTAlgorithm) throws {}
    }
}
