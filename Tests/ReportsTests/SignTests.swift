import Fleet
import Reports
import Testing

@Suite("Signs")
struct SignTests {
    @Test("health has a sign and a word, in Unicode and in ASCII")
    func marks() {
        #expect(Health.allCases.map(Style.bare.mark) == ["● healthy", "✖ failing", "? unknown"])
        #expect(
            Health.allCases.map(Style(colour: false, unicode: false).mark) == ["+ healthy", "x failing", "? unknown"])
    }

    @Test(
        "without colour no escape code is written",
        arguments: [Tone.plain, .good, .bad, .unsure, .quiet, .strong, .added, .removed, .place])
    func colourless(tone: Tone) {
        #expect(Style.bare.paint("x", tone) == "x")
        #expect(Style(colour: true).paint("", tone) == "")
    }

    @Test("a painted text ends its own colour")
    func painted() {
        #expect(Style(colour: true).paint("x", .bad) == "\u{1B}[31mx\u{1B}[0m")
        #expect(Style(colour: true).paint("x", .plain) == "x")
    }

    @Test(
        "a sparkline scales to its greatest value; zero is a dot, unknown a gap",
        arguments: [
            ([0, 1, 2, 3, 4, 5, 6, 7, 8], "·▁▂▃▄▅▆▇█"),
            ([0, 0], "··"), ([1, nil, 1000], "▁ █"), ([5], "█"), ([], ""), ([nil], " "),
            ([-3, 4], "·█"),
        ])
    func sparklines(values: [Int?], expected: String) {
        #expect(sparkline(values) == expected)
    }

    @Test("a sparkline in ASCII")
    func asciiSparkline() {
        #expect(sparkline([0, 1, 2, 3, 4, 5, 6, 7, 8], style: Style(colour: false, unicode: false)) == ".-~=+*%#@")
    }

    @Test("bins sum what falls into each slice and leave out the rest")
    func bins() {
        let counts: [(at: Double, count: Int)] = [(0, 1), (9.9, 2), (10, 4), (39, 8), (40, 100), (-1, 100)]
        #expect(binned(counts, over: 0..<40, width: 4) == [3, 4, 0, 8])
        #expect(binned(counts, over: 0..<0, width: 4).isEmpty)
        #expect(binned(counts, over: 0..<40, width: 0).isEmpty)
    }
}
