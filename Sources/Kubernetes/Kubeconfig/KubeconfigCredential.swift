import Fleet
package import FoundationEssentials
import NIOSSL
import Yams

/// What a kubeconfig that stands inside another document authenticates with: its kind and its end, and nothing else of it.
package struct KubeconfigCredential: Hashable, Sendable {
    package enum Kind: String, Sendable { case certificate, token, other, none }

    package let kind: Kind
    /// The end of the client certificate, or of a token that says when it ends; nil where nothing says so.
    package let notAfter: Date?

    /// Reads the user of the current context.
    ///
    /// - Returns: nil for a text that is no kubeconfig.
    package init?(kubeconfig text: String) {
        guard let root = try? BoundedYAML.compose(text), root.mapping != nil else { return nil }
        let current = root["current-context"]?.string ?? ""
        let context = Self.named(current, in: root["contexts"])?["context"] ?? root["contexts"]?.sequence?.first?["context"]
        guard let user = Self.named(context?["user"]?.string ?? "", in: root["users"])?["user"] else { return nil }
        if let encoded = user["client-certificate-data"]?.string {
            (kind, notAfter) = (.certificate, Self.end(ofCertificate: encoded))
        } else if let token = user["token"]?.string, !token.isEmpty {
            (kind, notAfter) = (.token, TokenExpiry.of(SecretValue(token)))
        } else {
            (kind, notAfter) = (user.mapping?.isEmpty == false ? .other : .none, nil)
        }
    }

    private static func named(_ name: String, in list: Node?) -> Node? { list?.sequence?.first { $0["name"]?.string == name } }

    private static func end(ofCertificate encoded: String) -> Date? {
        guard let bytes = Data(base64Encoded: encoded), let certificates = try? NIOSSLCertificate.fromPEMBytes(Array(bytes)) else { return nil }
        return certificates.first.map { Date(timeIntervalSince1970: Double($0.notValidAfter)) }
    }
}
