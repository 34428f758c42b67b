package import Fleet
import Yams

extension ConfigDocument {
    /// What may leave the process.
    package func facts(
        resourceVersion: String, lastWrite: ConfigWriter?, owner: ConfigOwner, applied: AppliedConfig? = nil, key: FingerprintKey
    ) -> ConfigFacts {
        ConfigFacts(
            resourceVersion: resourceVersion, layout: layout, role: role, maxAge: maxAge,
            secret: secretFingerprint(key: key), secretShape: jwtSecret.map { SecretShape(of: $0, key: key) }, sessionCache: sessionCache,
            hostClusterName: hostClusterName, clusterName: clusterName, clockSkew: clockSkew, flaws: flaws, applied: applied,
            lastWrite: lastWrite, owner: owner, digest: Fingerprint(ofText: text, key: key), redacted: redacted(key: key))
    }

    /// The document without comments, each secret replaced by its fingerprint: what may be stored and shown.
    package func redacted(key: FingerprintKey) -> String {
        (try? YAMLTree(parsing: text, rules: rules)).map { Redaction.redacted($0.root, key: key) } ?? ""
    }

    /// The value at a path as it may be shown: a secret as its fingerprint. Two equal values are shown alike.
    package func shown(at path: [String], key: FingerprintKey) -> String {
        guard let tree = try? YAMLTree(parsing: text, rules: rules), let entry = tree.entry(path) else { return "absent" }
        if let read = tree.settings.text(path), path == layout.jwtSecretPath || Redaction.isSecretKey(path.last ?? "", value: read) {
            return Fingerprint(of: SecretValue(read), key: key).description
        }
        return entry.valueNode.scalar.map { printable($0.string, limit: 100) } ?? entry.value.kind.words
    }

    /// The YAML text of the scalar at a path, quotes included, as it can stand in the same place again; nil where there is none.
    package func literal(at path: [String]) throws(Fault) -> String? {
        let tree = try YAMLTree(parsing: text, rules: rules)
        guard let entry = tree.entry(path), !entry.isMerged else { return nil }
        if let literal = try SourceLines(text).literal(of: entry) { return literal }
        guard case .text(let value) = entry.value else { throw SourceLines.refusal("the value spans lines or carries a tag") }
        return YAMLLiteral.text(value)
    }
}
