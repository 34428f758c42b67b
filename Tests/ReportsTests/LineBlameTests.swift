import Reports
import Testing

@Suite("Blame of lines")
struct LineBlameTests {
    private let first = """
        authentication:
          jwtSecret: fp:aaaaaaaaaaaa
          oauthOptions:
            accessTokenMaxAge: 2h
            accessTokenInactivityTimeout: 2h
        multicluster:
          clusterRole: member
        """

    @Test("a line belongs to the version that brought it, also after lines before it came and went")
    func origins() {
        let second = first.replacing("maxAge", with: "maxAge").replacing(
            "accessTokenMaxAge: 2h", with: "accessTokenMaxAge: 0")
        let third = "redis:\n  host: redis\n" + second
        let blame = LineBlame([first, second, third])
        #expect(blame.lines.map(\.version) == [2, 2, 0, 0, 0, 1, 0, 0, 0])
        #expect(blame.lines.map(\.number) == Array(1...9))
    }

    @Test("a value that comes back is a new line: somebody wrote it again")
    func reverted() {
        let changed = first.replacing("accessTokenMaxAge: 2h", with: "accessTokenMaxAge: 0")
        #expect(LineBlame([first, changed, first]).lines(ofKey: "accessTokenMaxAge").map(\.version) == [2])
    }

    @Test(
        "a key is found by its last part or its path, in any letter case, with what stands below it",
        arguments: [
            ("accesstokenmaxage", [4]), ("authentication.oauthOptions", [3, 4, 5]),
            ("oauthOptions.accessTokenMaxAge", [4]),
            ("multicluster", [6, 7]), ("TokenMaxAge", []), ("", [] as [Int]),
        ])
    func keys(key: String, lines: [Int]) { #expect(LineBlame([first]).lines(ofKey: key).map(\.number) == lines) }

    @Test("lists, comments, quotes and broken documents have lines as well")
    func odd() {
        let text = "# note: nothing\n\"quoted\":\n  - name: a\n    value: b\n\t: [\nplain words: here\n"
        let blame = LineBlame([text])
        #expect(blame.lines.count == 6)
        #expect(blame.lines(ofKey: "quoted.value").map(\.text) == ["    value: b"])
        #expect(LineBlame([]).lines.isEmpty && LineBlame([""]).lines.isEmpty)
    }
}
