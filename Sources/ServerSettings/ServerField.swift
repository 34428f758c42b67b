/// What a field of Go's structs takes, as mapstructure decodes into it (pkg/apiserver/config, pkg/config).
package enum FieldKind: String, Sendable {
    case text, number, decimal, boolean, duration
    /// A struct.
    case mapping
    /// A map of any keys, which a list of mappings becomes too.
    case map
    /// Of structs; a single one stands for a list of one.
    case list
    case textList
}

/// One field of kubesphere.yaml that a version of ks-apiserver knows.
package struct ServerField: Hashable, Sendable {
    /// As it is written; `clients[]` for each element of a list.
    package let path: [String]
    package let kind: FieldKind
    /// The path in small letters, with points, and without the marks of lists.
    package let folded: String

    private init(_ path: [String], _ kind: FieldKind) {
        self.path = path
        self.kind = kind
        folded = path.joined(separator: ".").replacing("[]", with: "").lowercased()
    }

    /// The fields of a version; of one that was not recorded, those that both of its recorded neighbours have.
    package static func known(toMajor major: Int, minor: Int) -> [ServerField] {
        RecordedVersion.neighbours(major, minor).map { known[$0] ?? fields(of: $0) } ?? []
    }

    /// The fields that every recorded version of a major one has.
    package static func known(toMajor major: Int) -> [ServerField] {
        let versions = RecordedVersion.allCases.filter { $0.major == major }
        return known[versions] ?? fields(of: versions)
    }

    /// The mappings and lists that hold a field of any version, folded.
    package static let parents: Set<String> = Set(
        all.flatMap { field, _ in field.path.indices.dropFirst().map { Self(Array(field.path[..<$0]), .mapping).folded }
        })

    /// Of a fleet many documents are of one version.
    private static let known: [[RecordedVersion]: [ServerField]] = {
        let versions = RecordedVersion.allCases
        let keys =
            versions.map { [$0] } + zip(versions, versions.dropFirst()).map { [$0, $1] } + [
                versions.filter { $0.major == 3 }, versions.filter { $0.major == 4 },
            ]
        return Dictionary(keys.map { ($0, fields(of: $0)) }) { first, _ in first }
    }()

    private static func fields(of versions: [RecordedVersion]) -> [ServerField] {
        all.filter { field in versions.allSatisfy(field.versions.contains) }.map(\.field)
    }

    private static let all: [(field: ServerField, versions: Set<RecordedVersion>)] =
        (RecordedFields.all
        + RecordedFields.affinity).flatMap { kind, lines in
            lines.split(separator: "\n").flatMap { line -> [(field: ServerField, versions: Set<RecordedVersion>)] in
                let sides = line.split(separator: ":", maxSplits: 1)
                let head = sides[0].split(separator: " ")
                let parent = head.dropFirst().flatMap { $0.split(separator: ".") }.map(String.init)
                let versions = RecordedVersion.range(head[0])
                return sides[1].split(separator: " ").map { (ServerField(parent + [String($0)], kind), versions) }
            }
        }
}

/// The versions that were asked, oldest first; master stands for what follows 4.1.
enum RecordedVersion: String, CaseIterable, Comparable, Sendable {
    case v3_0 = "3.0"
    case v3_1 = "3.1"
    case v3_3 = "3.3"
    case v3_4 = "3.4"
    case v4_1 = "4.1"
    case master = "4.2"

    var major: Int { self < .v4_1 ? 3 : 4 }

    private var minor: Int { Int(rawValue.dropFirst(2)) ?? 0 }

    static func < (a: RecordedVersion, b: RecordedVersion) -> Bool { a.rawValue < b.rawValue }

    /// nil for a major version of which none was asked.
    static func neighbours(_ major: Int, _ minor: Int) -> [RecordedVersion]? {
        let same = allCases.filter { $0.major == major }
        if let exact = same.first(where: { $0.minor == minor }) { return [exact] }
        let around = [same.last { $0.minor < minor }, same.first { $0.minor > minor }].compactMap { $0 }
        return around.isEmpty ? nil : around
    }

    /// `3`, `all`, `3.1-3.4`, `3.3-`, `4.1`.
    static func range(_ text: Substring) -> Set<RecordedVersion> {
        if text == "all" { return Set(allCases) }
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map(String.init)
        guard ends.count == 2 else { return Set(allCases.filter { $0.rawValue == text || String($0.major) == text }) }
        return Set(allCases.filter { $0.rawValue >= ends[0] && (ends[1].isEmpty || $0.rawValue <= ends[1]) })
    }
}
