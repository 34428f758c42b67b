import Fleet
import Testing

@Suite("A word of a command")
struct ShellWordTests {
    @Test(
        "is what it was when a shell has read it",
        arguments: [
            ("edge-1", "edge-1"), ("arn:aws:eks:eu-1:123:cluster/a", "arn:aws:eks:eu-1:123:cluster/a"),
            ("a b", "'a b'"), ("a; rm -rf x", "'a; rm -rf x'"),
            ("it's", #"'it'\''s'"#), ("$HOME", "'$HOME'"), ("", "''"), ("北京", "'北京'"),
        ])
    func quoted(text: String, word: String) {
        #expect(shellWord(text) == word)
    }

    @Test("a context's name stays one word of the next step")
    func nextStep() {
        var member = Samples.member
        member.cluster = "my prod"
        member.acceptance = .refused(.tokenNotInCache, message: "token not found in cache")
        #expect(diagnose(member, host: Samples.host).findings.first?.nextStep.command?.contains("'my prod'") == true)
    }
}
