import Fleet
import Testing

@testable import KubeSphere
@testable import KubeSphereLogs

@Suite("Failures that a killed probe may have left")
struct SentTokenTests {
    private func moment(_ second: Int64, _ cause: FailureCause = .tokenNotInCache) -> FailureMoment {
        FailureMoment(nanoseconds: second * 1_000_000_000, cause: cause)
    }

    private func token(_ after: Int64, _ until: Int64, _ cause: FailureCause? = nil) -> SentToken {
        SentToken(after: after * 1_000_000_000, until: until * 1_000_000_000, cause: cause)
    }

    private func found(_ tokens: [SentToken], _ moments: [FailureMoment]) -> [FailureMoment] {
        OwnFailures.found(for: tokens, among: moments).map(\.moment)
    }

    @Test("a token takes the first failure of its time and cause, and no failure serves two tokens")
    func found() {
        let moments = [moment(10), moment(12, .signatureInvalid), moment(13), moment(40)]
        #expect(found([token(10, 20)], moments) == [moments[1]])
        #expect(found([token(9, 20, .tokenNotInCache)], moments) == [moments[0]])
        #expect(found([token(9, 20), token(9, 20), token(9, 20), token(9, 20)], moments) == Array(moments[0...2]))
        #expect(found([token(20, 39), token(41, 50), token(9, 20, .tokenExpired)], moments).isEmpty)
    }

    @Test("tokens whose times overlap find a failure each, whichever of them comes first")
    func overlapping() {
        #expect(found([token(9, 30), token(9, 15)], [moment(12), moment(20)]).count == 2)
        #expect(found([token(9, 30), token(15, 25)], [moment(12), moment(20)]).count == 2)
    }

    @Test("a known refusal takes its failure before a token whose answer nobody learned, and one a minute off after it")
    func knownFirst() {
        let (open, known) = (token(9, 20), token(10, 30).refused(for: .tokenNotInCache))
        #expect(OwnFailures.found(for: [open, known], among: [moment(15)]).map(\.token) == [known])
        #expect(OwnFailures.found(for: [open, known], among: [moment(10), moment(50)]).map(\.token) == [open, known])
        #expect(OwnFailures.found(for: [known], among: [moment(91)]).isEmpty)
    }

    @Test(
        """
        whatever tokens and users do: no own failure is taken for a user's, and of users' at most one for each token \
        without an answer
        """,
        arguments: 0..<200)
    func everyMix(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var (tokens, moments, own, lost): ([SentToken], [FailureMoment], Int, Int) = ([], [], 0, 0)
        for _ in 0..<Int.random(in: 1...30, using: &random) {
            let sent = Int64.random(in: 100...200, using: &random)
            let window = token(sent - 2, sent + 7)
            let (isRefused, arrived) = (Bool.random(using: &random), Bool.random(using: &random))
            tokens.append(isRefused ? window.refused(for: .tokenNotInCache) : window)
            if isRefused || arrived {
                moments.append(moment(sent + Int64.random(in: 0...1, using: &random)))
                own += 1
            } else {
                lost += 1
            }
        }
        for index in tokens.indices { tokens[index].id = Int64(index + 1) }
        for _ in 0..<Int.random(in: 0...30, using: &random) {
            moments.append(moment(Int64.random(in: 90...220, using: &random)))
        }
        #expect((own...(own + lost)).contains(found(tokens, moments).count))
    }

    @Test(
        "a token is due until its time is over, and a known refusal no longer for the minute that its clock may be off")
    func over() {
        let second: Int64 = 1_000_000_000
        for token in [token(10, 19), token(10, 19).refused(for: .tokenNotInCache)] {
            #expect(!token.isOver(at: 19 * second))
            #expect(token.isOver(at: 20 * second))
        }
    }

    @Test("what was found comes off the count of its minute and cause, and nothing else does")
    func removed() {
        let counts = [
            FailureCount(minute: 0, cause: .tokenNotInCache, count: 2),
            FailureCount(minute: 1, cause: .tokenNotInCache, count: 1),
        ]
        #expect(OwnFailures.removing([moment(10)], from: counts).map(\.count) == [1, 1])
        #expect(OwnFailures.removing([moment(61)], from: counts) == [counts[0]])
        #expect(OwnFailures.removing([moment(10, .other), moment(130)], from: counts) == counts)
    }

    @Test(
        "a classifier keeps the failures of the tokens' times one by one, each once, whatever a version writes for it",
        arguments: [
            ["W1124 00:00:11.000000       1 jwt.go:53] token not found in cache"],
            [
                "W1124 00:00:11.000000       1 jwt.go:47] token not found in cache",
                """
                E1124 00:00:11.000000       1 authentication.go:64] Request authentication failed: token not found in \
                cache
                """,
            ],
        ])
    func moments(lines: [String]) {
        let base: Int64 = 1_795_478_400  // 2026-11-24T00:00:00Z
        var classifier = LogClassifier(timestamped: true, sentTokens: [token(base + 10, base + 12)])
        for second in [10, 11, 12, 13] {
            for line in lines {
                Array("2026-11-24T00:00:\(second).000000000Z \(line)\n".utf8).withUnsafeBytes { classifier.consume($0) }
            }
        }
        #expect(classifier.moments == [moment(base + 11), moment(base + 12)])
        #expect(classifier.failures.map(\.count) == [4])
    }
}
