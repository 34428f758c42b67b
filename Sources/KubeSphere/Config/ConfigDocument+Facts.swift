package import Fleet
import Yams

extension ConfigDocument {
    /// What may leave the process.
    package func facts(resourceVersion: String, lastWrite: ConfigWriter?, owner: ConfigOwner, key: FingerprintKey) -> ConfigFacts {
        let redacted = (try? YAMLTree(parsing: text)).map { Redaction.redacted($0.root, key: key) } ?? ""
        return ConfigFacts(
            resourceVersion: resourceVersion, layout: layout, role: role, maxAge: maxAge,
            secret: jwtSecret.map { Fingerprint(of: $0, key: key) }, sessionCache: sessionCache, hostClusterName: hostClusterName, lastWrite: lastWrite, owner: owner,
            digest: Fingerprint(ofText: text, key: key), redacted: redacted)
    }
}
