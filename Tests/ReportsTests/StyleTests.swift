import Reports
import Testing

@Suite("What a stream shows")
struct StyleTests {
    @Test(
        "colour is for terminals that want it, or for who insists",
        arguments: [
            ([:], true, nil, true), ([:], false, nil, false), (["NO_COLOR": "1"], true, nil, false),
            (["NO_COLOR": ""], true, nil, true),
            (["TERM": "dumb"], true, nil, false), (["CLICOLOR": "0"], true, nil, false),
            (["CLICOLOR": "1"], true, nil, true), (["CLICOLOR": "1"], false, nil, false),
            (["CLICOLOR_FORCE": "1"], false, nil, true), (["CLICOLOR_FORCE": "0"], false, nil, false),
            (["FORCE_COLOR": "1"], false, nil, true),
            (["CLICOLOR_FORCE": "1", "NO_COLOR": "1"], true, nil, true), (["NO_COLOR": "1"], true, true, true),
            (["CLICOLOR_FORCE": "1"], true, false, false),
        ] as [([String: String], Bool, Bool?, Bool)])
    func colour(environment: [String: String], isTerminal: Bool, isWanted: Bool?, expected: Bool) {
        #expect(Style(environment: environment, isTerminal: isTerminal, isWanted: isWanted).colour == expected)
    }

    @Test(
        "signs beyond ASCII are for locales that have them",
        arguments: [
            ([:], false), (["LANG": "C"], false), (["LANG": "C.UTF-8"], true), (["LANG": "en_US.utf8"], true),
            (["LANG": "de_DE.UTF-8@euro"], true),
            (["LANG": "de_DE.ISO-8859-1"], false), (["LANG": "C.UTF-8", "LC_ALL": "C"], false),
            (["LANG": "C", "LC_CTYPE": "C.UTF-8"], true), (["LANG": "C.UTF-8", "LC_ALL": ""], true),
        ])
    func unicode(environment: [String: String], expected: Bool) {
        #expect(Style(environment: environment, isTerminal: true).unicode == expected)
    }
}

@Suite("Wrapping")
struct WrappingTests {
    @Test(
        "lines break at spaces, and keep their indent",
        arguments: [
            ("", 10, [""]), ("short", 10, ["short"]), ("one two three", 7, ["one two", "three"]),
            ("  - one two", 7, ["  - one", "two"]), ("abcdefghij", 4, ["abcd", "efgh", "ij"]),
            ("a abcdefgh b", 4, ["a", "abcd", "efgh", "b"]), ("東京都 東京", 6, ["東京都", "東京"]), ("a  b", 10, ["a  b"]),
            ("one two", 0, ["one two"]), ("東京", 1, ["東", "京"]),
        ] as [(String, Int, [String])])
    func lines(text: String, width: Int, expected: [String]) {
        #expect(wrapped(text, width: width) == expected)
    }

    @Test("talk breaks no word, however long: it can be copied as it is")
    func wholeWords() {
        let text = "see https://docs.example.org/a/long/page for more"
        #expect(
            hanging(text, after: "- ", width: 20) == ["- see", "  https://docs.example.org/a/long/page", "  for more"])
        #expect(hanging("東京都庁 abcdefghijklm", after: "", width: 12) == ["東京都庁", "abcdefghijklm"])
    }

    @Test("a mark stands before the first line, and its width before the others; a pipe gets one line")
    func marked() {
        let text = "one two three four five six seven"
        #expect(hanging(text, after: "  - ", width: 30) == ["  - one two three four five", "    six seven"])
        #expect(hanging(text, after: "  - ", width: nil) == ["  - " + text])
    }
}
