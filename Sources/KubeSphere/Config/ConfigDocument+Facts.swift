package import Fleet
import Yams

extension ConfigDocument {
    /// What may leave the process.
    package func facts(
        resourceVersion: String, lastWrite: ConfigWriter?, owner: ConfigOwner, applied: AppliedConfig? = nil, key: FingerprintKey
    ) -> ConfigFacts {
        let redacted = (try? YAMLTree(parsing: text)).map { Redaction.redacted($0.root, key: key) } ?? ""
        return ConfigFacts(
            resourceVersion: resourceVersion, layout: layout, role: role, maxAge: maxAge,
            secret: jwtSecret.map { Fingerprint(of: $0, key: key) }, sessionCache: sessionCache, hostClusterName: hostClusterName,
            clusterName: clusterName, clockSkew: clockSkew, applied: applied, lastWrite: lastWrite, owner: owner,
            digest: Fingerprint(ofText: text, key: key), redacted: redacted)
    }
}

extension ConfigDocument {
    /// The document without comments, each secret replaced by its fingerprint: what may be stored and shown.
    package func redacted(key: FingerprintKey) -> String {
        (try? YAMLTree(parsing: text)).map { Redaction.redacted($0.root, key: key) } ?? ""
    }

    /// The value at a path as it may be shown: a secret as its fingerprint. Two equal values are shown alike.
    package func shown(at path: [String], key: FingerprintKey) -> String {
        guard let text = (try? YAMLTree(parsing: text))?.text(at: path) else { return "absent" }
        guard Redaction.isSecretKey(path.last ?? "", value: text) else { return printable(text, limit: 100) }
        return Fingerprint(of: SecretValue(text), key: key).description
    }

    /// The YAML text of the scalar at a path, quotes included; nil where there is none.
    package func literal(at path: [String]) throws(Fault) -> String? {
        guard let parent = try YAMLTree(parsing: text).node(at: Array(path.dropLast())), let key = path.last,
            let entry = YAMLTree.entry(key, of: parent)
        else { return nil }
        return try SourceLines(text).literal(of: entry)
    }
}
