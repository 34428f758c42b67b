import Fleet
import KubeSphere

/// Which scalars a repair changes, and the text that comes of it.
enum RepairEdits {
    /// - Returns: the new document and, for a person, what changes in it with secrets as fingerprints.
    static func edits(
        for cause: Cause, _ document: ConfigDocument, facts: ConfigFacts, hostSecret: SecretValue, key: FingerprintKey
    ) throws(Fault) -> (text: String, edits: [RepairPlan.Edit]) {
        var current = document
        var edits: [RepairPlan.Edit] = []
        if cause == .secretMismatch {
            let literal = YAMLLiteral.text(
                hostSecret.revealedForUseInProcess(),
                replacing: try? document.literal(at: document.layout.jwtSecretPath))
            current = try apply(document.layout.jwtSecretPath, literal: literal, to: current)
            guard current.secretFingerprint(key: key) == Fingerprint(of: hostSecret, key: key) else {
                throw Fault(
                    .invalidDocument,
                    "this member's version would read another text than the host's jwtSecret: align it by hand")
            }
            edits.append(
                .init(
                    path: document.layout.jwtSecretPath.joined(separator: "."),
                    from: facts.secret?.description ?? "absent",
                    to: Fingerprint(of: hostSecret, key: key).description))
        }
        // With the secret aligned, the session cache would refuse next: both are set right in one repair.
        if cause == .tokenNotInCache || (cause == .secretMismatch && document.maxAge.checksSessionCache != false) {
            let literal = document.layout == .issuer ? "0s" : "0"
            current = try apply(document.layout.maxAgePath, literal: literal, to: current)
            edits.append(
                .init(path: document.layout.maxAgePath.joined(separator: "."), from: facts.maxAge.text, to: literal))
        }
        return (current.text, edits)
    }

    private static func apply(_ path: [String], literal: String, to document: ConfigDocument) throws(Fault)
        -> ConfigDocument
    {
        try document.reading(ConfigEdit.setting(path, to: literal, in: document).text)
    }
}
