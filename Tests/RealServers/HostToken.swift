import Crypto
import Foundation

/// A token as a host signs it: HS256 over the secret's bytes (KubeSphere v3.2.1
/// pkg/apiserver/authentication/token/issuer.go).
enum HostToken {
    /// Is no user and has no rights: it shows whether tokens are accepted, and nothing else (KubeSphere 3.1 and later).
    static let user = "system:pre-registration"

    /// A secret that nobody knows: a member may hold it for some minutes.
    static let otherSecret = String((0..<32).map { _ in "abcdefghijkmnpqrstuvwxyz23456789".randomElement() ?? "x" })

    static func signed(with secret: String, issuer: String, user: String = user, at now: Date = Date()) -> String {
        // A little in the past: 3.0 and 3.1 allow a token no clock that goes ahead of theirs.
        let issued = Int(now.timeIntervalSince1970) - 15
        let claims = """
            {"iss":"\(escaped(issuer))","sub":"\(user)","username":"\(user)","token_type":"access_token",\
            "iat":\(issued),"exp":\(issued + 600)}
            """
        let message = base64(Data(#"{"alg":"HS256","typ":"JWT"}"#.utf8)) + "." + base64(Data(claims.utf8))
        let code = HMAC<SHA256>.authenticationCode(
            for: Data(message.utf8), using: SymmetricKey(data: Data(secret.utf8)))
        return message + "." + base64(Data(code))
    }

    private static func escaped(_ text: String) -> String {
        text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    }

    private static func base64(_ data: Data) -> String {
        data.base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }
}
