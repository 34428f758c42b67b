import FoundationEssentials
import Reports
import Testing

@Suite("YAML of the same values as JSON")
struct YAMLTextTests {
    private struct Item: Codable, Equatable {
        var name = "edge-1"
        var at = Date(timeIntervalSince1970: 1_790_000_000)
        var count = 3
        var share = 0.25
        var isOpen = true
        var absent: String?
        var words: [String] = []
        var labels: [String: String] = [:]
    }

    @Test("is written as people write it, and quotes only what would be read as something else")
    func written() throws {
        let item = Item(
            words: ["plain", "true", "42", "2026-10-01T00:00:00Z", "", "with: colon", "# no comment", "東京"],
            labels: ["tier": "prod"])
        #expect(
            try yamlText(JSONDocument(schema: "agentctl.test/v1", items: [item])) == """
                items:
                - at: '2026-09-21T14:13:20Z'
                  count: 3
                  isOpen: true
                  labels:
                    tier: prod
                  name: edge-1
                  share: 0.25
                  words:
                  - plain
                  - 'true'
                  - '42'
                  - '2026-10-01T00:00:00Z'
                  - ''
                  - 'with: colon'
                  - '# no comment'
                  - 東京
                schema: agentctl.test/v1

                """)
        #expect(try yamlText(JSONDocument<Item>(schema: "s", items: [])) == "items: []\nschema: s\n")
    }

    @Test(
        "no control character and no override of direction reaches a terminal, and none is lost",
        arguments: [
            "\u{1B}[2J", "a\nb", "a\tb", "\u{9B}31m", "\u{202E}evil", "\u{85}", "\u{2028}", "quote \" and \\ back",
        ])
    func hostile(text: String) throws {
        let yaml = try yamlText(Item(name: text))
        let unsafe = yaml.unicodeScalars.filter {
            ($0.properties.generalCategory == .control || $0.properties.generalCategory == .format) && $0 != "\n"
        }
        #expect(unsafe.isEmpty, "\(yaml)")
        let line = try #require(yaml.split(separator: "\n").first { $0.hasPrefix("name: ") })
        // A double-quoted YAML string with \U escapes is what JSON would be with \u.
        guard line.hasPrefix("name: \"") else {
            return #expect(line.dropFirst(6).trimmed == text || line.dropFirst(6).trimmed == "'\(text)'")
        }
        #expect(yaml.split(separator: "\n").count == 7, "one line a value: \(yaml)")
    }
}

extension Substring {
    fileprivate var trimmed: String { String(self.drop { $0 == " " }) }
}
