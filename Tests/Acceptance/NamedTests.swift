import Foundation
import Testing

/// A page that names the test of each rule is worth something as long as there is such a test.
@Suite("Tests that documents name")
struct NamedTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private static func sources() throws -> [String: String] {
        let files = FileManager.default.enumerator(at: root.appending(path: "Tests"), includingPropertiesForKeys: nil)
        var found: [String: String] = [:]
        while let file = files?.nextObject() as? URL {
            // A suite may go on in an extension of its own: `SuiteTests+Part.swift`.
            let suite = file.deletingPathExtension().lastPathComponent.prefix { $0 != "+" }
            guard file.pathExtension == "swift", suite.hasSuffix("Tests") else { continue }
            found[String(suite), default: ""] += try String(contentsOf: file, encoding: .utf8)
        }
        return found
    }

    @Test("exist", arguments: ["docs/internals/safety.md", "docs/internals/reliability.md"])
    func exist(page: String) throws {
        let text = try String(contentsOf: Self.root.appending(path: page), encoding: .utf8)
        let sources = try Self.sources()
        var names = 0
        // `SuiteTests`, `SuiteTests.name`, and further names of the same suite as `.name`.
        for line in text.split(separator: "\n") {
            var suite = ""
            for quoted in line.split(separator: "`", omittingEmptySubsequences: false).enumerated().filter({
                $0.offset % 2 == 1
            }).map(\.element) {
                let parts = quoted.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
                if parts[0].hasSuffix("Tests") {
                    suite = parts[0]
                } else if !parts[0].isEmpty || suite.isEmpty {
                    continue
                }
                names += 1
                let source = try #require(sources[suite], "\(page) names \(suite)")
                if parts.count == 2 { #expect(source.contains("func \(parts[1])("), "\(page) names \(quoted)") }
            }
        }
        #expect(names > 2)
    }
}
