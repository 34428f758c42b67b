import Fleet
import FoundationEssentials
import Reports
import Testing

@Suite("CSV")
struct CSVTests {
    @Test(
        "quotes what RFC 4180 wants quoted",
        arguments: [
            ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""), ("", ""), ("\"", "\"\"\"\""),
            ("\"\"", "\"\"\"\"\"\""),
            ("two\nlines", "two lines"), (" led", "\" led\""), ("-1.5", "-1.5"),
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("@x,y", "\"'@x,y\""),
        ])
    func fields(text: String, expected: String) {
        #expect(csvRecord([text, "z"]) == expected + ",z\r\n")
    }

    @Test("a table's titles are its header, as plain names")
    func table() {
        let table = Table(
            [.init("CLUSTER"), .init("FAILED/H")], rows: [[.init("a,b"), .init("3m", full: "2026-11-24T00:00:00Z")]])
        #expect(table.csv() == "cluster,failed_h\r\n\"a,b\",2026-11-24T00:00:00Z\r\n")
        #expect(table.csv(header: false) == "\"a,b\",2026-11-24T00:00:00Z\r\n")
    }
}

@Suite("JSON document")
struct JSONDocumentTests {
    private struct Item: Codable, Equatable {
        var name: String
        var at = Date(timeIntervalSince1970: 1_790_000_000.4)
        var elapsed = 0.25
        var cause: String?
    }

    @Test("has a schema, sorted keys, RFC 3339 times, and no null")
    func golden() throws {
        let text = try JSONDocument(schema: "agentctl.status/v1", items: [Item(name: "a/b")]).text()
        #expect(
            text == """
                {
                  "items" : [
                    {
                      "at" : "2026-09-21T14:13:20Z",
                      "elapsed" : 0.25,
                      "name" : "a/b"
                    }
                  ],
                  "schema" : "agentctl.status/v1"
                }

                """)
    }

    @Test("lines hold one object each")
    func lines() throws {
        let text = try JSONDocument(schema: "x/v1", items: [Item(name: "a\nb"), Item(name: "c")]).lines()
        #expect(
            text == """
                {"at":"2026-09-21T14:13:20Z","elapsed":0.25,"name":"a\\nb"}
                {"at":"2026-09-21T14:13:20Z","elapsed":0.25,"name":"c"}

                """)
    }

    @Test(
        "nothing that a terminal obeys is left unescaped, and the value survives",
        arguments: ["\u{1B}[2J", "\u{9B}31m", "\u{202E}x", "\u{7F}", "e\u{301}東"])
    func hostile(name: String) throws {
        let text = try JSONDocument(schema: "x/v1", items: [Item(name: name)]).lines()
        #expect(text.dropLast().unicodeScalars.allSatisfy { printable(String($0)) == String($0) })
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        #expect(try decoder.decode(Item.self, from: Data(text.utf8)).name == name)
    }
}

@Suite("Unified diff")
struct UnifiedDiffTests {
    private let old = (1...12).map { "line \($0)" }.joined(separator: "\n") + "\n"

    @Test("equal texts have none")
    func equal() {
        let diff = UnifiedDiff(from: old, to: old)
        #expect(diff.isEmpty)
        #expect(diff.text(from: "a", to: "b").isEmpty)
    }

    @Test("a change stands between three lines of context, as diff -u writes it")
    func change() {
        let new =
            old.split(separator: "\n").map { $0 == "line 6" ? "other" : String($0) }.joined(separator: "\n") + "\n"
        #expect(
            UnifiedDiff(from: old, to: new).text(from: "before", to: "after") == """
                --- before
                +++ after
                @@ -3,7 +3,7 @@
                 line 3
                 line 4
                 line 5
                -line 6
                +other
                 line 7
                 line 8
                 line 9

                """)
    }

    @Test("reversed, it is the diff of the other direction, with what is removed before what is added")
    func reversed() {
        let (before, after) = ("a\n- b: 1\n+c\nd\ne\n", "a\n- b: 2\nx\ny\nd\n")
        for (old, new) in [(before, after), (after, before), ("", after), (before, "")] {
            #expect(
                UnifiedDiff.reversed(UnifiedDiff(from: old, to: new).text(from: "now", to: "planned"))
                    == UnifiedDiff(from: new, to: old).text(from: "now", to: "planned"))
        }
    }

    @Test("distant changes are two hunks, near ones are one")
    func hunks() {
        func headers(_ changed: Set<String>) -> [String] {
            let new = old.split(separator: "\n").map { changed.contains(String($0)) ? "other" : String($0) }.joined(
                separator: "\n")
            let text = UnifiedDiff(from: old, to: new).text(from: "a", to: "b")
            return text.split(separator: "\n").filter { $0.hasPrefix("@@") }.map(String.init)
        }
        #expect(headers(["line 1", "line 12"]) == ["@@ -1,4 +1,4 @@", "@@ -9,4 +9,4 @@"])
        #expect(headers(["line 4", "line 9"]) == ["@@ -1,12 +1,12 @@"])
    }

    @Test("an empty side has the line before it as its start")
    func emptySide() {
        #expect(UnifiedDiff(from: "", to: "a\n").text(from: "x", to: "y") == "--- x\n+++ y\n@@ -0,0 +1 @@\n+a\n")
        #expect(
            UnifiedDiff(from: "a\nb\n", to: "").text(from: "x", to: "y") == "--- x\n+++ y\n@@ -1,2 +0,0 @@\n-a\n-b\n")
    }

    @Test("escape codes in a line never reach the output, colours of the style do")
    func hostile() {
        let diff = UnifiedDiff(from: "a: \u{1B}[2J\n", to: "a: 2\n")
        #expect(!diff.text(from: "\u{1B}x", to: "y").contains("\u{1B}"))
        #expect(diff.text(from: "x", to: "y", style: Style(colour: true)).contains("\u{1B}[32m+a: 2\u{1B}[0m\n"))
    }
}
