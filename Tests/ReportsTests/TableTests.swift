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
            table.fitted(to: 80, style: .bare) == """
                CLUSTER  CAUSE               FAILED
                edge-1   token-not-in-cache      12
                東京     -                   3m ago

                """)
    }

    @Test("a narrow terminal cuts the flexible column first")
    func narrow() {
        #expect(
            table.fitted(to: 30, style: .bare, header: false) == """
                edge-1  token-not-in-…      12
                東京    -               3m ago

                """)
        #expect(
            table.fitted(to: 30, style: Style(colour: false, unicode: false), header: false).hasPrefix("edge-1  token-not-in..      12\n"))
    }

    @Test("no line is wider than the terminal", arguments: [20, 24, 30, 33, 34, 80, 200])
    func neverWider(width: Int) {
        for line in table.fitted(to: width, style: .bare).split(separator: "\n") {
            #expect(displayWidth(String(line)) <= width, "\(line)")
        }
    }

    @Test("a terminal of no width at all still gets every row")
    func noWidth() {
        #expect(table.fitted(to: 0, style: .bare).split(separator: "\n").count == 3)
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
        let text = table.fitted(to: 80, style: Style(colour: true), header: false)
        #expect(text.hasPrefix("edge-1  \u{1B}[31mtoken-not-in-cache\u{1B}[0m      12\n"))
        #expect(!table.fitted(to: 80, style: .bare).contains("\u{1B}"))
    }

    @Test(
        "escape codes, tabs and line breaks in a cell never reach an output",
        arguments: ["\u{1B}[2J\u{1B}]0;owned\u{07}", "a\tb\nc\rd", "\u{9B}31m", "\u{202E}evil", "\u{200B}\u{2066}x", "x\u{7F}\u{8}"])
    func hostile(text: String) {
        let table = Table([.init(text), .init("LAST")], rows: [[.init(text), .init("end")], [.init("a", full: text), .init("end")]])
        let outputs = [
            table.fitted(to: 80, style: .bare), table.fitted(to: 20, style: .bare), table.tabSeparated(), table.csv(),
        ]
        for output in outputs {
            #expect(output.split(whereSeparator: \.isNewline).count == 3)
            for scalar in output.unicodeScalars where !"\n\r\t".unicodeScalars.contains(scalar) {
                #expect(scalar.properties.generalCategory != .control && scalar.properties.generalCategory != .format, "\(scalar.value)")
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
            ("abc", 3), ("", 0), ("東京", 4), ("é", 1), ("e\u{301}", 1), ("한국", 4), ("🚀", 2), ("❤\u{FE0F}", 2), ("Ａ", 2), ("●✖…▁", 4),
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
}
