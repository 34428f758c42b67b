import Reports
import Testing

@Suite("Table")
struct TableTests {
    private let table = Table(
        [.init("CLUSTER"), .init("CAUSE", isFlexible: true), .init("FAILED", .right)],
        rows: [
            [.init("edge-1"), .init("token-not-in-cache", tone: .bad), .init("12")],
            [.init("東京"), .none, .init("3m ago", full: "2026-11-24T00:00:00Z")],
        ])

    @Test("a wide terminal gets whole cells, aligned, with no blanks at a line's end")
    func wide() {
        #expect(
            table.fitted(to: 80, style: .bare).text == """
                CLUSTER  CAUSE               FAILED
                edge-1   token-not-in-cache      12
                東京     -                   3m ago

                """)
    }

    private let events = Table(
        [
            .init("TIME"), .init("KIND", expendable: 1), .init("ID", .right, expendable: 0),
            .init("WHAT", isFlexible: true),
        ],
        rows: [
            [
                .init("14:20"), .init("incident"), .init("12"),
                .init("opened: token-not-in-cache, and nobody took it on", tone: .bad),
            ],
            [.init("14:25"), .none, .none, .init("a-name-that-is-longer-than-twenty-columns")],
        ])

    @Test("a narrow terminal breaks prose at its spaces, and a word only where it is longer than a line")
    func prose() {
        let fitted = events.fitted(to: 53, style: .bare)
        #expect(
            fitted.text == """
                TIME   KIND      ID  WHAT
                14:20  incident  12  opened: token-not-in-cache, and
                                     nobody took it on
                14:25  -          -  a-name-that-is-longer-than-twent
                                     y-columns

                """, "\(fitted.text)")
        #expect(fitted.omitted.isEmpty)
    }

    @Test(
        "a narrower one leaves out what can be done without, in its order, and says what",
        arguments: [
            (49, ["ID"], "TIME   KIND      WHAT\n14:20  incident  opened: token-not-in-cache, and\n"),
            (39, ["KIND", "ID"], "TIME   WHAT\n14:20  opened: token-not-in-cache, and\n"),
            (30, ["KIND", "ID"], "TIME   WHAT\n14:20  opened:\n"),
        ])
    func omitted(width: Int, omitted: [String], beginning: String) {
        let fitted = events.fitted(to: width, style: .bare)
        #expect(fitted.omitted == omitted && fitted.text.hasPrefix(beginning), "\(fitted)")
    }

    private static let arn = "arn:aws-cn:eks:cn-north-1:123456789012:cluster/prod-payments-blue"

    private func clusters(_ names: [String]) -> Table {
        Table(
            [.init("HEALTH"), .init("CLUSTER", isName: true), .init("VERSION", expendable: 0), .init("CAUSE")],
            rows: names.map { [.init("failing"), .init($0, tone: .strong), .init("v3.4.1"), .init("secret-mismatch")] })
    }

    @Test("a long name costs its column, not the table: beginning and end stay, a pipe gets it whole")
    func longNames() {
        let table = clusters([Self.arn, "東京-本番-クラスター-支払い-青-01", "edge-1"])
        #expect(
            table.fitted(to: 70, style: .bare).text == """
                HEALTH   CLUSTER                              VERSION  CAUSE
                failing  arn:aws-cn:ek…er/prod-payments-blue  v3.4.1   secret-mismatch
                failing  東京-本番-クラスター-支払い-青-01    v3.4.1   secret-mismatch
                failing  edge-1                               v3.4.1   secret-mismatch

                """)
        #expect(table.tabSeparated().contains("\t\(Self.arn)\t"))
        #expect(table.unfitted(style: .bare).contains("  \(Self.arn)  v3.4.1   secret-mismatch\n"))
        for width in 45...120 {
            let lines = table.fitted(to: width, style: .bare).text.split(separator: "\n")
            #expect(lines.count == 4 && lines.allSatisfy { displayWidth(String($0)) <= width }, "\(width)")
        }
    }

    @Test("names that would look the same are cut less, so that each can be told from the other")
    func distinctNames() {
        let other = Self.arn.replacing("123456789012", with: "123456789013")
        let fitted = clusters([Self.arn, other]).fitted(to: 80, style: .bare)
        let shown = fitted.text.split(separator: "\n").dropFirst().map { $0.split(separator: " ")[1] }
        #expect(Set(shown).count == 2, "\(fitted.text)")
    }

    @Test("a column that has no value at all is left out on a terminal where it says so, and never in a pipe")
    func emptyColumn() {
        var table = Table([.init("CLUSTER"), .init("AGENT", isShownEmpty: false)], rows: [[.init("edge-1"), .none]])
        #expect(
            table.fitted(to: 80, style: .bare).text == "CLUSTER\nedge-1\n"
                && table.fitted(to: 80, style: .bare).omitted.isEmpty)
        #expect(table.tabSeparated() == "CLUSTER\tAGENT\nedge-1\t\n")
        table.rows[0][1] = .init("frozen")
        #expect(table.fitted(to: 80, style: .bare).text == "CLUSTER  AGENT\nedge-1   frozen\n")
    }

    @Test("rows that come one by one stand below each other")
    func minimum() {
        let columns: [Table.Column] = [.init("KIND", minimum: 8), .init("WHAT", isFlexible: true)]
        #expect(
            Table(columns, rows: [[.init("round"), .init("3 clusters")]]).fitted(to: 80, style: .bare, header: false)
                .text == "round     3 clusters\n")
        #expect(
            Table(columns, rows: [[.init("run-ended"), .init("proved")]]).fitted(to: 80, style: .bare, header: false)
                .text == "run-ended  proved\n")
    }

    @Test("of two columns, the first names the second")
    func facts() {
        let facts = Table(
            [.init("WHAT"), .init("VALUE", isFlexible: true)],
            rows: [[.init("a long name of a fact"), .init("and what is to be said of it")]])
        #expect(
            facts.fitted(to: 41, style: .bare).text
                == "a long name of a fact  and what is to be\n                       said of it\n")
    }

    @Test("where nothing helps, each row is a block, nothing is left out but what there is none of")
    func blocks() {
        let fitted = events.fitted(to: 26, style: .bare)
        #expect(
            fitted.text == """
                TIME  14:20
                KIND  incident
                ID    12
                WHAT  opened:
                      token-not-in-cache,
                      and nobody took it
                      on

                TIME  14:25
                WHAT  a-name-that-is-longe
                      r-than-twenty-column
                      s

                """, "\(fitted.text)")
        #expect(fitted.omitted.isEmpty)
        let narrowest = events.fitted(to: 14, style: .bare, header: true).text
        #expect(narrowest.contains("KIND  incident\n") && narrowest.contains("WHAT\n  opened:\n"), "\(narrowest)")
    }

    @Test("no line is wider than the terminal", arguments: [8, 14, 20, 24, 30, 33, 34, 44, 80, 200])
    func neverWider(width: Int) {
        for table in [table, events] {
            let fitted = table.fitted(to: width, style: .bare)
            for line in fitted.text.split(separator: "\n") {
                // A title alone may be wider than the narrowest of terminals.
                #expect(displayWidth(String(line)) <= max(width, 9), "\(line)")
                #expect(!line.hasSuffix(" "))
            }
        }
    }

    @Test("a terminal of no width at all still gets every value")
    func noWidth() {
        #expect(table.fitted(to: 0, style: .bare).text.filter { !$0.isWhitespace }.contains("3mago"))
    }

    @Test("a pipe gets full values between tabs, and no header where none is wanted")
    func pipe() {
        #expect(
            table.tabSeparated()
                == "CLUSTER\tCAUSE\tFAILED\nedge-1\ttoken-not-in-cache\t12\n東京\t\t2026-11-24T00:00:00Z\n")
        #expect(table.tabSeparated(header: false).hasPrefix("edge-1\t"))
    }

    @Test("colour wraps the text and leaves the alignment as it is")
    func colour() {
        let text = table.fitted(to: 80, style: Style(colour: true), header: false).text
        #expect(text.hasPrefix("edge-1  \u{1B}[31mtoken-not-in-cache\u{1B}[0m      12\n"))
        #expect(!table.fitted(to: 80, style: .bare).text.contains("\u{1B}"))
        // Each line of a broken cell is painted by itself, so that the next column keeps its own colour.
        let broken = events.fitted(to: 53, style: Style(colour: true), header: false).text.split(separator: "\n")
            .prefix(2)
        #expect(broken.allSatisfy { $0.contains("\u{1B}[31m") && $0.hasSuffix("\u{1B}[0m") })
    }

    @Test(
        "escape codes, tabs and line breaks in a cell never reach an output",
        arguments: [
            "\u{1B}[2J\u{1B}]0;owned\u{07}", "a\tb\nc\rd", "\u{9B}31m", "\u{202E}evil", "\u{200B}\u{2066}x",
            "x\u{7F}\u{8}",
        ])
    func hostile(text: String) {
        let table = Table(
            [.init(text), .init("LAST")], rows: [[.init(text), .init("end")], [.init("a", full: text), .init("end")]])
        let outputs = [
            table.fitted(to: 80, style: .bare).text, table.tabSeparated(), table.csv(),
            table.fitted(to: 8, style: .bare).text,
        ]
        for output in outputs.prefix(3) { #expect(output.split(whereSeparator: \.isNewline).count == 3) }
        for output in outputs {
            for scalar in output.unicodeScalars where !"\n\r\t".unicodeScalars.contains(scalar) {
                #expect(
                    scalar.properties.generalCategory != .control && scalar.properties.generalCategory != .format,
                    "\(scalar.value)")
            }
        }
        #expect(table.tabSeparated().split(separator: "\n").allSatisfy { $0.count { $0 == "\t" } == 1 })
    }

    @Test("a row of the wrong length neither traps nor moves its neighbours")
    func raggedRows() {
        let ragged = Table([.init("A"), .init("B")], rows: [[.init("1")], [.init("1"), .init("2"), .init("3")]])
        #expect(ragged.tabSeparated() == "A\tB\n1\t\n1\t2\n")
    }
}

@Suite("Display width")
struct DisplayWidthTests {
    @Test(
        "counts terminal columns",
        arguments: [
            ("abc", 3), ("", 0), ("東京", 4), ("é", 1), ("e\u{301}", 1), ("한국", 4), ("🚀", 2), ("❤\u{FE0F}", 2), ("Ａ", 2),
            ("●✖…▁", 4),
            ("ß", 1), ("👨‍👩‍👧", 2), ("（）", 4),
        ])
    func widths(text: String, width: Int) {
        #expect(displayWidth(text) == width)
    }

    @Test("a cut text fits, never splits a wide character, and says that it was cut")
    func cut() {
        #expect(fitted("東京都", width: 6) == "東京都")
        #expect(fitted("東京都", width: 5) == "東京…")
        #expect(fitted("東京都", width: 4) == "東…")
        #expect(fitted("abcdef", width: 3, ellipsis: "..") == "a..")
        #expect(fitted("abcdef", width: 1) == "…")
        #expect(fitted("abcdef", width: 0) == "")
    }

    @Test(
        "a name loses its middle, never half of a wide character, and its end keeps more than its beginning",
        arguments: [
            ("edge-1", 6, "edge-1"), ("prod-payments-blue", 11, "prod…s-blue"), ("東京都千代田区", 9, "東…代田区"),
            ("東京都千代田区", 8, "東…田区"), ("abcdef", 2, "a…"), ("abcdef", 1, "…"),
            ("abcdef", 0, ""),
        ])
    func shortenedName(text: String, width: Int, shown: String) {
        #expect(shortened(text, width: width) == shown && displayWidth(shortened(text, width: width)) <= width)
    }
}
