import Fleet
import Reports
import Testing

@Suite("A next step on a terminal")
struct NextStepLineTests {
    private let command = "kubectl --context a-rather-long-name -n kubesphere-system get pods -l app=redis"

    @Test("words are broken at blanks, a command never, and it has a line of its own")
    func wrapped() {
        let step = NextStep("bring Redis back, and do not restart ks-apiserver before it answers", command: command)
        #expect(
            step.lines(indent: "  ", width: 50) == [
                "  next: bring Redis back, and do not restart", "        ks-apiserver before it answers:",
                "        \(command)",
            ])
        #expect(
            step.lines(width: nil) == [
                "next: bring Redis back, and do not restart ks-apiserver before it answers:", "      \(command)",
            ])
    }

    @Test("a command alone stands beside its label, and each further step has a line")
    func several() {
        #expect(
            NextStep.run("a b", then: [NextStep("look", command: "c d"), "wait"]).lines(width: 10) == [
                "next: a b", "then: look:", "      c d", "then: wait",
            ])
        #expect(NextStep("wait").lines("hint", width: nil) == ["hint: wait"])
    }

    @Test("what a terminal would take for a sign is taken out")
    func hostile() {
        #expect(NextStep("a\u{1B}[2Jb", command: "c\nd").lines(width: nil) == ["next: a [2Jb:", "      c d"])
    }
}
