import Fleet
import FleetSimulator
import Foundation
import Testing

@testable import KubeSphere
@testable import KubeSphereConfig

/// kinds.tsv: what each version's own process wanted of each field, asked of the process itself.
@Suite("The kinds that real servers decode")
struct RecordedKindTests {
    struct Field: CustomTestStringConvertible, Sendable {
        let version: KubeSphereVersion
        let kinds: [String: String]

        var testDescription: String { version.description }
    }

    static let versions: [Field] = {
        let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(
            path: "Fixtures/documents/kinds.tsv")
        let rows =
            (try? String(contentsOf: file, encoding: .utf8))?.split(separator: "\n").map {
                $0.split(separator: "\t").map(String.init)
            } ?? []
        return (rows.first ?? []).enumerated().dropFirst().map { column, name in
            let pairs = rows.dropFirst().map { ($0[0], $0[column]) }.filter { $0.1 != "-" }
            return Field(
                version: KubeSphereVersion(name) ?? KubeSphereVersion(major: 4, minor: 2),
                kinds: Dictionary(uniqueKeysWithValues: pairs))
        }
    }()

    private static let lists: Set = Set(
        ["authentication.oauthOptions.clients", "authentication.oauthOptions.identityProviders", "gpu.kinds"]
            + ["nodeAffinity.required\(scheduling).nodeSelectorTerms", "nodeAffinity.preferred\(scheduling)"]
            .map { "helmExecutor.affinity.\($0)" }
            + ["podAffinity", "podAntiAffinity"].flatMap { pods in
                ["required", "preferred"].map { "helmExecutor.affinity.\(pods).\($0)\(scheduling)" }
            })
    private static let scheduling = "DuringSchedulingIgnoredDuringExecution"

    /// A sound document with this value at a path, in JSON, which is YAML.
    private static func document(_ path: String, _ value: String, _ version: KubeSphereVersion) -> String {
        let keys = path.split(separator: ".").map(String.init)
        var text = value
        for index in keys.indices.reversed() {
            let isInList = index < keys.count - 1 && lists.contains(keys[...index].joined(separator: "."))
            text = "{\"\(keys[index])\": \(isInList ? "[\(text)]" : text)}"
        }
        let secret = version.major == 4 ? #"{"issuer": {"jwtSecret": "abcdefgh"}}"# : #"{"jwtSecret": "abcdefgh"}"#
        guard keys[0] == "authentication" else { return "{\"authentication\": \(secret), \(text.dropFirst())" }
        return text
    }

    /// Without those of a document that has no secret, or a provider without a type: what is wanted beside it.
    private static func flaws(_ path: String, _ value: String, _ version: KubeSphereVersion) throws -> [ConfigFlaw] {
        let secret = (version.major == 4 ? ConfigLayout.issuer : .oauthOptions).jwtSecretPath.joined(separator: ".")
        return try ConfigDocument(parsing: document(path, value, version), version: version).flaws.filter { flaw in
            switch flaw.problem {
            case .noSecret, .noSuchChoice, .neededBy, .exceeds, .fallsShort, .notPairs: false
            default: flaw.preventsStart && !(flaw.path == secret && path != secret)
            }
        }
    }

    private static let wrong: [String: [String]] = [
        "text": [#"{"zz": 1}"#, #"[[{"zz": 1}]]"#], "texts": [#"{"zz": 1}"#], "list": [#""nope""#, "5"],
        "mapping": [#""nope""#, "5", "true", #"["a"]"#], "map": [#""nope""#, "5"],
        "boolean": [#""nope""#, #"{"zz": 1}"#, "[true]"],
        "number": [#""nope""#, "[5]"], "decimal": [#""nope""#, "[5]"], "duration": [#""7d""#, #""nope""#, "[5]"],
    ]

    private static let right: [String: [String]] = [
        "text": ["5", "true", "null"], "texts": [#"["a"]"#, #""a""#], "list": [#"[{"zz": 1}]"#, "[]", "null"],
        "mapping": [#"{"zz": 1}"#, "{}", "null"],
        "map": [#"{"zz": 1}"#, #"[{"zz": 1}]"#], "boolean": ["true", "1", #""true""#],
        "number": ["5", "true", #""5""#], "decimal": ["1.5", #""1.5""#],
        "duration": [#""2h""#, "5"],
    ]

    @Test("a wrong value is told, at its path; a right one is not", arguments: versions)
    func kinds(field: Field) throws {
        #expect(field.kinds.count > 60)
        for (path, kind) in field.kinds {
            for value in Self.wrong[kind] ?? [] {
                #expect(try !Self.flaws(path, value, field.version).isEmpty, "\(path): \(value)")
            }
            for value in Self.right[kind] ?? [] where !Self.isChoice(path) {
                #expect(try Self.flaws(path, value, field.version).isEmpty, "\(path): \(value)")
            }
        }
    }

    private static func isChoice(_ path: String) -> Bool { ["mode", "type"].contains { path.hasSuffix(".\($0)") } }
}
