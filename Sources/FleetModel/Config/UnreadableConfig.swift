/// A document of the ConfigMap that no reader of YAML takes: its fingerprint and its size are all that is kept of it.
package struct UnreadableConfig: Hashable, Sendable {
    package let digest: Fingerprint
    package let bytes: Int
    package var resourceVersion = ""
    package var lastWrite: ConfigWriter?

    package init(_ text: String, key: FingerprintKey) {
        digest = Fingerprint(ofText: text, key: key)
        bytes = text.utf8.count
    }

    private static let beginning = "# cannot be read as YAML: "

    /// What stands in the history in the document's place.
    package var text: String { "\(Self.beginning)\(bytes) bytes, <\(digest)>\n" }

    /// Whether a stored text is such a one.
    package static func stands(in text: String) -> Bool {
        let rest = text.dropFirst(beginning.count)
        let digits = rest.prefix { ("0"..."9").contains($0) }
        let end = rest.dropFirst(digits.count)
        return text.hasPrefix(beginning) && !digits.isEmpty && end.count == 26 && end.hasPrefix(" bytes, <fp:")
            && end.hasSuffix(">\n")
            && Fingerprint.masks(end)
    }
}
