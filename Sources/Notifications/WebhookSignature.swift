import Crypto
package import Fleet
package import FoundationEssentials

/// Proves to a webhook's receiver who sent a message and when, so that neither can be forged nor an old one sent again.
///
/// `t=UNIX-SECONDS,v1=HEX` where v1 is HMAC-SHA256 over `UNIX-SECONDS.BODY`, as Stripe does it: receivers have code for
/// that.
package enum WebhookSignature {
    package static let headerName = "Ksfleet-Signature"

    package static func header(body: String, secret: SecretValue, at time: Date) -> String {
        let seconds = Int64(saturating: time.timeIntervalSince1970)
        let key = SymmetricKey(data: Data(secret.revealedForUseInProcess().utf8))
        let code = HMAC<SHA256>.authenticationCode(for: Data("\(seconds).\(body)".utf8), using: key)
        return "t=\(seconds),v1=\(code.hexadecimal)"
    }
}
