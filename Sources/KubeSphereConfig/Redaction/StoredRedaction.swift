package import Fleet
import Kubeconfig
import Yams

/// Texts that ksfleet stored, taken through the rule of today: fingerprints in them stay, so that what they stand for
/// compares on.
package struct StoredRedaction: Sendable {
    /// The number of today's rule; what was stored under a lower one, or none, is to be taken through it.
    package static let rule = Redaction.rule

    private let key: FingerprintKey

    /// - Parameter key: the installation's, so that a text that is hidden now has the fingerprint that it gets in every
    ///   later document.
    package init(key: FingerprintKey) { self.key = key }

    /// A stored configuration.
    package func configuration(_ text: String) -> String {
        if text.isEmpty || UnreadableConfig.stands(in: text) { return text }
        guard let node = try? BoundedYAML.compose(text) else { return UnreadableConfig(text, key: key).text }
        return Redaction.redacted(node, key: key, keepsMasks: true)
    }

    /// A stored `diff -u` of two configurations, as it stands in plans. Its lines are judged one by one, without their
    /// place in the document: a value is hidden where its key alone does not say that it is harmless.
    package func diff(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            if line.isEmpty || line.hasPrefix("--- ") || line.hasPrefix("+++ ") || line.hasPrefix("@@ ") {
                return String(line)
            }
            return String(line.prefix(1)) + DiffLine(line.dropFirst()).text(key)
        }.joined(separator: "\n")
    }
}

/// One line of a dumped document: its indentation, its key, its value.
private struct DiffLine {
    private let indentation: Substring
    private let name: Substring?
    private let value: Substring

    init(_ line: Substring) {
        indentation = line.prefix { $0 == " " || $0 == "-" }
        let rest = line[indentation.endIndex...]
        if let mark = rest.firstRange(of: ": ") {
            (name, value) = (rest[..<mark.lowerBound], rest[mark.upperBound...])
        } else if rest.last == ":" {
            (name, value) = (rest.dropLast(), "")
        } else {
            (name, value) = (nil, rest)
        }
    }

    func text(_ key: FingerprintKey) -> String {
        let redaction = Redaction(key: key, keepsMasks: true)
        guard let name else { return indentation + redaction.shown(line: value, under: nil) }
        return indentation + redaction.shown(key: String(name)) + ":"
            + (value.isEmpty ? "" : " " + redaction.shown(line: value, under: String(name)))
    }
}

extension Redaction {
    private static let indicators: Set<String> = ["{}", "[]", "|", "|-", "|+", ">", ">-", ">+"]

    fileprivate func shown(key name: String) -> String { shownKey(Node(name)).scalar?.string ?? "" }

    fileprivate func shown(line value: Substring, under name: String?) -> String {
        if Self.indicators.contains(String(value)) { return String(value) }
        let node = try? BoundedYAML.compose(String(value))
        guard let scalar = node?.scalar else { return masked(value) }
        // What stands above a line is not known: of settings that nobody knows, what two words can say is shown and no
        // more.
        let path = name.flatMap(KnownSettings.path(ofLast:)) ?? []
        let place = path.reduce(SettingPlace()) { $0.below($1) }
        guard
            let text = allowed(
                scalar, at: name.map { path.isEmpty && SecretNames.matches($0) } == true ? place.secret : place)
        else {
            return masked(scalar.string)
        }
        return text == scalar.string ? String(value) : text
    }
}
