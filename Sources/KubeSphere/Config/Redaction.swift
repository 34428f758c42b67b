import Fleet
import Yams

/// The document as it may be stored and shown: comments dropped, every secret replaced by its keyed fingerprint.
enum Redaction {
    /// Dumped from the tree rather than masked in the text, so that what is not known to be harmless cannot survive by its layout.
    static func redacted(_ root: Node, key: FingerprintKey) -> String {
        let secrets = collectSecrets(root)
        let clean = replace(root, name: "", secrets: secrets, key: key)
        return (try? Yams.serialize(node: clean)) ?? "<not shown: the document could not be written again>\n"
    }

    /// Words that name a secret in any version of kubesphere.yaml (jwtSecret, managerPassword, secretAccessKey, clientSecret, apiToken, …).
    private static let secretWords = ["secret", "password", "passwd", "token", "credential", "accesskey", "privatekey", "apikey", "dsn", "kubeconfig"]

    static func isSecretKey(_ name: String, value: String) -> Bool {
        let lower = name.lowercased()
        guard secretWords.contains(where: lower.contains) || ["key", "pwd", "pw", "pass"].contains(where: lower.hasSuffix) else { return false }
        // accessTokenMaxAge and its like are settings about secrets, not secrets.
        return GoDuration.parse(value) == nil && value != "true" && value != "false"
    }

    /// Every secret's text, so that a copy of one under a harmless name is found too.
    private static func collectSecrets(_ node: Node, name: String = "", into found: Set<String> = []) -> Set<String> {
        switch node {
        case .scalar(let scalar):
            return isSecretKey(name, value: scalar.string) && scalar.string.count >= 6 ? found.union([scalar.string]) : found
        case .mapping(let mapping):
            return mapping.reduce(found) { collectSecrets($1.value, name: $1.key.scalar?.string ?? "", into: $0) }
        case .sequence(let sequence):
            return sequence.reduce(found) { collectSecrets($1, name: name, into: $0) }
        }
    }

    private static func replace(_ node: Node, name: String, secrets: Set<String>, key: FingerprintKey) -> Node {
        switch node {
        case .scalar(let scalar):
            let text = scalar.string
            guard !text.isEmpty, isSecretKey(name, value: text) || secrets.contains(where: text.contains) || hasUserInfo(text) || text.contains("-----BEGIN ") else { return node }
            return Node("<\(Fingerprint(of: SecretValue(text), key: key))>")
        case .mapping(let mapping):
            let pairs = mapping.map { pair in
                (pair.key, replace(pair.value, name: pair.key.scalar?.string ?? "", secrets: secrets, key: key))
            }
            return Node(pairs)
        case .sequence(let sequence):
            return Node(sequence.map { replace($0, name: name, secrets: secrets, key: key) })
        }
    }

    /// `scheme://user:password@host`.
    private static func hasUserInfo(_ text: String) -> Bool {
        guard let scheme = text.firstRange(of: "://") else { return false }
        return text[scheme.upperBound...].prefix { $0 != "/" }.contains("@")
    }
}
