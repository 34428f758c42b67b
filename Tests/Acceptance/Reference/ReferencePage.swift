import Foundation

/// The lists of fields in docs/reference.md: a section "### `agentctl.status/v2`" with lines "- `path` kind: meaning"
/// or "- `path` kind, optional: meaning".
struct ReferencePage {
    struct Field: Hashable {
        let path: String
        let kind: JSONLeaf.Kind
        /// Whether it is absent in some items.
        let isOptional: Bool
        let meaning: String

        var line: String { "- `\(path)` \(kind.rawValue)\(isOptional ? ", optional" : ""): \(meaning)" }
    }

    struct Section {
        /// What stands between the heading and the list.
        var introduction: String
        var fields: [Field]
    }

    /// What nobody has described yet.
    static let undescribed = "?"

    private let head: String
    private(set) var sections: [String: Section] = [:]
    /// Lines that say no kind or no meaning.
    private(set) var faults: [String] = []

    init(_ text: String) {
        let parts = text.components(separatedBy: "\n### ")
        head = parts[0]
        for part in parts.dropFirst() {
            let lines = part.split(separator: "\n", omittingEmptySubsequences: false)
            let name = lines[0].replacing("`", with: "")
            var section = Section(introduction: "", fields: [])
            for line in lines.dropFirst() where !line.isEmpty {
                guard line.hasPrefix("- `") else {
                    section.introduction += (section.introduction.isEmpty ? "" : "\n") + line
                    continue
                }
                let field = Self.field(line)
                if let field { section.fields.append(field) }
                if field == nil || field?.meaning == Self.undescribed { faults.append("\(name): \(line)") }
            }
            if section.introduction == Self.undescribed { faults.append("\(name): which command it is of") }
            sections[String(name)] = section
        }
    }

    private static func field(_ line: Substring) -> Field? {
        guard let match = line.firstMatch(of: /^- `([^`]+)` (text|time|number|boolean|values)(, optional)?: (.+)$/),
            let kind = JSONLeaf.Kind(rawValue: String(match.2))
        else {
            return nil
        }
        return Field(path: String(match.1), kind: kind, isOptional: match.3 != nil, meaning: String(match.4))
    }

    /// The page with exactly the fields that were seen. What is new has the meaning that its path has elsewhere, or
    /// none.
    ///
    /// - Parameter seen: by schema, the leaves of each item.
    func rewritten(_ seen: [String: [Set<JSONLeaf>]]) -> String {
        let parts = seen.sorted { $0.key < $1.key }.map { schema, items in
            let known =
                sections[schema] ?? sections.first { Self.name($0.key) == Self.name(schema) }?.value
                ?? Section(introduction: Self.undescribed, fields: [])
            let fields = items.reduce(into: Set()) { $0.formUnion($1) }.sorted { $0.path < $1.path }.map { leaf in
                let isAbsent =
                    !leaf.path.contains(/[.\[]/) && !items.allSatisfy { $0.contains { $0.path == leaf.path } }
                let described = known.fields.first { $0.path == leaf.path }
                let meaning =
                    described?.meaning ?? sections.values.lazy.flatMap(\.fields).first { $0.path == leaf.path }?.meaning
                return Field(
                    path: leaf.path, kind: leaf.kind, isOptional: isAbsent || described?.isOptional == true,
                    meaning: meaning ?? Self.undescribed)
            }
            return "### `\(schema)`\n\n\(known.introduction)\n\n" + fields.map(\.line).joined(separator: "\n") + "\n"
        }
        return ([head] + parts).joined(separator: "\n")
    }

    /// A schema without its version.
    private static func name(_ schema: String) -> Substring { schema.prefix { $0 != "/" } }
}
