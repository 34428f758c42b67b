import Documents
package import Fleet
package import FoundationEssentials

/// A configuration that was changed, by whom, and how.
package struct ChangeLine: Encodable, Sendable {
    package let cluster: ClusterID
    /// When a probe first saw it.
    package let at: Date
    /// The field manager that wrote it and when, where the server says.
    package let writer: String?
    package let writtenAt: Date?
    package let resourceVersion: String
    /// `accessTokenMaxAge: 2h -> 0`, the first few; secrets are fingerprints. Empty where the texts are not at hand.
    package let edits: [String]
    /// Changed values beyond those.
    package let moreEdits: Int

    package init(
        cluster: ClusterID, at: Date, writer: String?, writtenAt: Date?, resourceVersion: String,
        texts: (before: String, after: String)?
    ) {
        self.cluster = cluster
        self.at = at
        self.writer = writer
        self.writtenAt = writtenAt
        self.resourceVersion = resourceVersion
        let all = texts.map { valueEdits(from: $0.before, to: $0.after) } ?? []
        edits = Array(all.prefix(Self.most))
        moreEdits = all.count - edits.count
    }

    private static let most = 3
}

/// The values that differ between two YAML documents in block style, by their keys: `a.b: 1 -> 2`.
///
/// By lines, as `agentctl blame` reads them, so that a document that does not parse still tells what changed in it.
package func valueEdits(from old: String, to new: String) -> [String] {
    let added = LineBlame([old, new]).lines.filter { $0.version == 1 }.compactMap(KeyedValue.init)
    var removed = LineBlame([new, old]).lines.filter { $0.version == 1 }.compactMap(KeyedValue.init)
    var edits: [String] = added.compactMap { line in
        guard let index = removed.firstIndex(where: { $0.path == line.path }) else {
            return line.edit(from: nil, to: line.value)
        }
        return line.edit(from: removed.remove(at: index).value, to: line.value)
    }
    edits += removed.compactMap { $0.edit(from: $0.value, to: nil) }
    return edits
}

/// A key with a scalar beside it.
private struct KeyedValue {
    let path: String
    let value: String

    init?(_ line: LineBlame.Line) {
        let text = line.text.drop { $0 == " " || $0 == "-" }
        guard !text.isEmpty, !text.hasPrefix("#") else { return nil }
        path = line.path
        if let colon = text.firstIndex(of: ":") {
            value = printable(String(text[text.index(after: colon)...].drop { $0 == " " }), limit: 80)
        } else {
            value = printable(String(text), limit: 80)
        }
    }

    /// nil where only the place of a key changed that holds others.
    func edit(from old: String?, to new: String?) -> String? {
        if (old ?? "").isEmpty, (new ?? "").isEmpty { return nil }
        let name = path.isEmpty ? "a line" : printable(path, limit: 120)
        return
            """
            \(name): \(old.map { $0.isEmpty ? "(empty)" : $0 } ?? "(absent)") -> \
            \(new.map { $0.isEmpty ? "(empty)" : $0 } ?? "(absent)")
            """
    }
}
