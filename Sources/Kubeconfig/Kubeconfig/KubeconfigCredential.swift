import Fleet
package import FoundationEssentials
import NIOSSL

/// What a kubeconfig that stands inside another document authenticates with: its kind and its end, and nothing else of
/// it.
package struct KubeconfigCredential: Hashable, Sendable {
    package enum Kind: String, Sendable { case certificate, token, other, none }

    package let kind: Kind
    /// The end of the client certificate, or of a token that says when it ends; nil where nothing says so.
    package let notAfter: Date?

    /// Reads the user of the current context, of a text in any encoding that kubectl reads.
    ///
    /// - Returns: nil for what is no kubeconfig.
    package init?(kubeconfig bytes: some Collection<UInt8>) {
        guard let root = try? KubeconfigNodeReader.read(YAMLText.decode(bytes)).root, case .mapping = root.content
        else { return nil }
        let current = root["current-context"]?.scalar ?? ""
        let context = (Self.named(current, in: root["contexts"]) ?? root["contexts"]?.items.first)?["context"]
        guard let user = Self.named(context?["user"]?.scalar ?? "", in: root["users"])?["user"] else { return nil }
        if let encoded = user["client-certificate-data"]?.scalar, !encoded.isEmpty {
            (kind, notAfter) = (.certificate, Self.end(ofCertificate: encoded))
        } else if let token = user["token"]?.scalar, !token.isEmpty {
            (kind, notAfter) = (.token, TokenExpiry.of(SecretValue(token)))
        } else {
            (kind, notAfter) = (user.isEmptyMapping ? .none : .other, nil)
        }
    }

    /// Whether these bytes are the base64 of a kubeconfig, and no kubeconfig themselves: somebody encoded it once too
    /// often.
    package static func isEncodedOnceMore(_ bytes: some Collection<UInt8>) -> Bool {
        let text = bytes.filter { $0 > 0x20 }
        guard !text.isEmpty, let decoded = Data(base64Encoded: Data(text)) else { return false }
        return KubeconfigCredential(kubeconfig: decoded) != nil || isEncodedOnceMore(decoded)
    }

    private static func named(_ name: String, in list: KubeconfigNode?) -> KubeconfigNode? {
        list?.items.first { ($0["name"]?.scalar ?? "") == name }
    }

    /// As kubectl reads it, but for white space: a folded text has spaces where it was broken.
    private static func end(ofCertificate encoded: String) -> Date? {
        guard let bytes = Data(base64Encoded: encoded.filter { !$0.isWhitespace }) else { return nil }
        let leaf = PEMBlock.all(in: [UInt8](bytes)).first { $0.label == "CERTIFICATE" }
        return leaf.flatMap { try? NIOSSLCertificate(bytes: $0.bytes, format: .der) }.map {
            Date(timeIntervalSince1970: Double($0.notValidAfter))
        }
    }
}
