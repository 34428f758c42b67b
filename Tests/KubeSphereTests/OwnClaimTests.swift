import Fleet
import Testing

@testable import KubeSphere

@Suite("Failures that a killed probe may have left")
struct OwnClaimTests {
    private func moment(_ second: Int64, _ cause: FailureCause = .tokenNotInCache) -> FailureMoment {
        FailureMoment(nanoseconds: second * 1_000_000_000, cause: cause)
    }

    private func claim(_ after: Int64, _ until: Int64, _ cause: FailureCause? = nil) -> OwnClaim {
        OwnClaim(after: after * 1_000_000_000, until: until * 1_000_000_000, cause: cause)
    }

    @Test("a claim takes the first failure of its time and cause, and no failure serves two claims")
    func found() {
        let moments = [moment(10), moment(12, .signatureInvalid), moment(13), moment(40)]
        #expect(OwnFailures.found(for: [claim(10, 20)], among: moments) == [moments[1]])
        #expect(OwnFailures.found(for: [claim(9, 20, .tokenNotInCache)], among: moments) == [moments[0]])
        #expect(OwnFailures.found(for: [claim(9, 20), claim(9, 20), claim(9, 20), claim(9, 20)], among: moments) == Array(moments[0...2]))
        #expect(OwnFailures.found(for: [claim(20, 39), claim(41, 50), claim(9, 20, .tokenExpired)], among: moments).isEmpty)
    }

    @Test("what was found comes off the count of its minute and cause, and nothing else does")
    func removed() {
        let counts = [FailureCount(minute: 0, cause: .tokenNotInCache, count: 2), FailureCount(minute: 1, cause: .tokenNotInCache, count: 1)]
        #expect(OwnFailures.removing([moment(10)], from: counts).map(\.count) == [1, 1])
        #expect(OwnFailures.removing([moment(61)], from: counts) == [counts[0]])
        #expect(OwnFailures.removing([moment(10, .other), moment(130)], from: counts) == counts)
    }

    @Test(
        "a classifier keeps the failures of the claims' times one by one, each once, whatever a version writes for it",
        arguments: [
            ["W1124 00:00:11.000000       1 jwt.go:53] token not found in cache"],
            [
                "W1124 00:00:11.000000       1 jwt.go:47] token not found in cache",
                "E1124 00:00:11.000000       1 authentication.go:64] Request authentication failed: token not found in cache",
            ],
        ])
    func moments(lines: [String]) {
        let base: Int64 = 1_795_478_400  // 2026-11-24T00:00:00Z
        var classifier = LogClassifier(timestamped: true, claims: [claim(base + 10, base + 12)])
        for second in [10, 11, 12, 13] {
            for line in lines { Array("2026-11-24T00:00:\(second).000000000Z \(line)\n".utf8).withUnsafeBytes { classifier.consume($0) } }
        }
        #expect(classifier.moments == [moment(base + 11), moment(base + 12)])
        #expect(classifier.failures.map(\.count) == [4])
    }
}
