package import Fleet
import GoReading
import Yams

extension ConfigDocument {
    /// What may leave the process.
    package func facts(
        resourceVersion: String, lastWrite: ConfigWriter?, owner: ConfigOwner, applied: AppliedConfig? = nil,
        key: FingerprintKey
    ) -> ConfigFacts {
        let tree = try? YAMLTree(parsing: text, rules: rules)
        let redaction = tree.map { Redaction(of: $0.root, key: key) }
        return ConfigFacts(
            resourceVersion: resourceVersion, layout: layout, role: role, maxAge: maxAge,
            secret: secretFingerprint(key: key), secretShape: jwtSecret.map { SecretShape(of: $0, key: key) },
            sessionCache: sessionCache,
            hostClusterName: hostClusterName.map { shown(clusterName: $0, redaction, key) },
            clusterName: clusterName.map { shown(clusterName: $0, redaction, key) },
            clockSkew: clockSkew, flaws: flaws, applied: applied, lastWrite: lastWrite, owner: owner,
            digest: Fingerprint(ofText: text, key: key), frame: frame(key: key),
            redacted: redacted(tree, redaction, key))
    }

    /// The document without comments, and with a fingerprint for everything that is not known to be harmless: what may
    /// be stored and shown.
    package func redacted(key: FingerprintKey) -> String {
        let tree = try? YAMLTree(parsing: text, rules: rules)
        return redacted(tree, tree.map { Redaction(of: $0.root, key: key) }, key)
    }

    private func redacted(_ tree: YAMLTree?, _ redaction: Redaction?, _ key: FingerprintKey) -> String {
        guard let tree, let redaction else { return UnreadableConfig(text, key: key).text }
        return redaction.text(of: tree.root)
    }

    /// The value at a path as it may be shown. Two equal values are shown alike, and two others are not.
    package func shown(at path: [String], key: FingerprintKey) -> String {
        guard let tree = try? YAMLTree(parsing: text, rules: rules), let entry = tree.entry(path) else {
            return "absent"
        }
        guard let scalar = entry.valueNode.scalar else { return entry.value.kind.words }
        if path != layout.jwtSecretPath, let shown = Redaction(key: key).shown(scalar, at: path) {
            return printable(shown, limit: 100)
        }
        return Fingerprint(of: SecretValue(tree.settings.text(path) ?? scalar.string), key: key).description
    }

    /// A cluster's name is one of Kubernetes; whatever else stands in its place is no name, and neither is a secret's
    /// copy.
    private func shown(clusterName name: String, _ redaction: Redaction?, _ key: FingerprintKey) -> String {
        let isSecret = redaction?.isCopy(name) ?? true
        return !isSecret && Self.isObjectName(name) ? name : Fingerprint(of: SecretValue(name), key: key).description
    }

    private static func isObjectName(_ text: String) -> Bool {
        text.utf8.count <= 63
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
                    UInt8(ascii: "."):
                    true
                default: false
                }
            }
    }

    /// The YAML text of the scalar at a path, quotes included, as it can stand in the same place again; nil where there
    /// is none.
    package func literal(at path: [String]) throws(Fault) -> String? {
        let tree = try YAMLTree(parsing: text, rules: rules)
        guard let entry = tree.entry(path), !entry.isMerged else { return nil }
        if let literal = try SourceLines(text).literal(of: entry) { return literal }
        guard case .text(let value) = entry.value else {
            throw SourceLines.refusal("the value spans lines or carries a tag")
        }
        return YAMLLiteral.text(value)
    }
}
