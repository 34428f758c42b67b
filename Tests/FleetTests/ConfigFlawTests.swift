import Fleet
import Testing

@Suite("What a process takes otherwise than its document says")
struct ConfigFlawTests {
    static let age = "authentication.oauthOptions.accessTokenMaxAge"
    static let secret = "authentication.jwtSecret"

    private static func situation(_ flaw: ConfigFlaw, _ cause: Cause, says: [String]) -> Situation {
        Situation("\(flaw.problem)", .healthy, cause, says: says) { member, _ in member.facts.flaws = [flaw] }
    }

    static let situations: [Situation] = [
        situation(
            ConfigFlaw(path: age, line: 12, problem: .noDuration(text: "7d", .unknownUnit)), .configInvalid,
            says: ["line 12: \(age) is no duration: 7d", "its next restart would not come back", "write 168h"]),
        situation(
            ConfigFlaw(path: age, line: 12, problem: .noDuration(text: "7200", .noUnit)), .configInvalid,
            says: ["as 7200s", "write 7200s"]),
        situation(
            ConfigFlaw(path: age, line: 12, problem: .noDuration(text: "2 hours", .unknownUnit)), .configInvalid,
            says: ["write 2h"]),
        situation(
            ConfigFlaw(path: age, line: 12, problem: .noDuration(text: "an empty text", .malformed)), .configInvalid,
            says: ["write a duration as 2h"]),
        situation(
            ConfigFlaw(path: secret, line: 3, problem: .wrongType(wanted: .text, found: .date)), .configInvalid,
            says: ["line 3: \(secret) is a date, and ks-apiserver wants a text", "its next restart"]),
        situation(
            ConfigFlaw(path: "cache.type", line: 7, problem: .noSuchChoice(known: ["redis", "InMemoryCache"])),
            .configInvalid,
            says: ["line 7: cache.type is not one of redis, InMemoryCache", "write one of", "its next restart"]),
        situation(
            ConfigFlaw(path: "devops.password", line: nil, problem: .neededBy("devops.host")), .configInvalid,
            says: [
                "devops.password is absent or empty, and devops.host needs it",
                "set devops.password, or take devops.host out",
            ]),
        situation(
            ConfigFlaw(path: "tries", line: 5, problem: .exceeds("entries", 100)), .configInvalid,
            says: ["line 5: tries is more than entries (100)", "write at most 100"]),
        situation(
            ConfigFlaw(path: "identityProviders[1].name", line: 8, problem: .nameIsTaken(firstLine: 6)), .configInvalid,
            says: [
                "line 8: identityProviders[1].name is the same name as on line 6", "another name", "its next restart",
            ]),
        situation(
            ConfigFlaw(path: "host", line: 9, problem: .givenTwice(firstLine: 4)), .configInvalid,
            says: ["line 9: host stands a second time, after line 4", "take one of the two out"]),
        situation(
            ConfigFlaw(path: age, line: 9, problem: .givenInTwoCases(otherLine: 4)), .configInvalid,
            says: ["at random", "line 4 or line 9"]),
        situation(
            ConfigFlaw(path: secret, line: 3, problem: .notText(.number, isChanged: true)), .secretNotText,
            says: ["the process uses the number's text, another text than the one that is written", "in quotes"]),
        situation(
            ConfigFlaw(path: secret, line: 3, problem: .notText(.number, isChanged: false)), .secretNotText,
            says: ["today the same as is written", "put it in quotes"]),
        situation(
            ConfigFlaw(path: secret, line: 3, problem: .notText(.bytes, isChanged: true)), .secretNotText,
            says: ["cannot sign with it"]),
        situation(
            ConfigFlaw(path: secret, line: nil, problem: .noSecret(starts: true, .absent)), .configInvalid,
            says: ["\(secret) is absent, or has no value", "takes a token that anybody signs"]),
        situation(
            ConfigFlaw(path: secret, line: 2, problem: .noSecret(starts: false, .empty)), .configInvalid,
            says: ["line 2: \(secret) is empty: no ks-apiserver of this version starts with that"]),
        situation(
            ConfigFlaw(path: secret, line: 2, problem: .noSecret(starts: false, .hollow)), .configInvalid,
            says: ["line 2: \(secret) is a mapping without a value, which counts as absent: no ks-apiserver"]),
        situation(
            ConfigFlaw(path: "entries", line: 6, problem: .fallsShort(of: "tries", 5)), .configInvalid,
            says: ["line 6: entries is less than tries, 5 where that is absent", "write at least 5 for entries"]),
        situation(
            ConfigFlaw(path: "labels", line: 6, problem: .notPairs), .configInvalid,
            says: ["line 6: labels is no list of name=value, separated by commas", "its next restart"]),
    ]

    @Test("a flaw is told with its line, what it means, and what to write instead", arguments: situations)
    func told(situation: Situation) { situation.check(situation.memberDiagnosis) }

    @Test("what prevents a start is said to; what does not is not")
    func restart() {
        for (problem, prevents) in [
            (ConfigFlaw.Problem.givenInTwoCases(otherLine: 1), false), (.noSecret(starts: true, .absent), false),
            (.noSecret(starts: false, .absent), true),
        ] {
            var member = Samples.member
            member.facts.flaws = [ConfigFlaw(path: Self.secret, line: nil, problem: problem)]
            let evidence = diagnose(member, host: Samples.host).findings.flatMap(\.evidence).map(\.plain)
            #expect(evidence.contains { $0.contains("would not come back") } == prevents, "\(problem)")
        }
    }

    @Test("no repair edits a document that no process starts with, but for the setting that it replaces")
    func gate() {
        let gate = { (path: String) -> Bool? in
            var member = Samples.member
            member.acceptance = .refused(.tokenNotInCache, message: "token not found in cache")
            member.facts.maxAge = .invalid(text: "7d")
            member.facts.flaws = [ConfigFlaw(path: path, line: 3, problem: .noDuration(text: "7d", .unknownUnit))]
            let gates = repairGates(
                RepairFacts(
                    observation: member, host: Samples.host, diagnosis: diagnose(member, host: Samples.host),
                    role: .member, redis: .notUsed, started: nil,
                    claims: HostClaims(claimants: ["host"]), namedHost: nil))
            return gates.first { $0.name == "document-parses" }?.passed
        }
        #expect(gate(Self.age) == true)
        #expect(gate("authentication.loginHistoryRetentionPeriod") == false)
    }

    @Test(
        "a refusal behind a setting that stands in two cases is explained by its two lines",
        arguments: [
            (secret, FailureCause.signatureInvalid), (age, .tokenNotInCache),
        ])
    func twoCases(path: String, refusal: FailureCause) {
        var member = Samples.member
        member.acceptance = .refused(refusal, message: "refused")
        member.facts.secret = nil
        member.facts.flaws = [ConfigFlaw(path: path, line: 9, problem: .givenInTwoCases(otherLine: 4))]
        let primary = diagnose(member, host: Samples.host).primary
        #expect(primary?.cause == .configInvalid && primary?.severity == .critical)
        #expect(primary?.nextStep.text.contains("line 4 or line 9, then restart ks-apiserver") == true)
    }

    // MARK: Secrets that look alike

    private func mismatch(_ host: String, _ member: String) -> String {
        var (one, other) = (Samples.host, Samples.member)
        other.acceptance = .refused(.signatureInvalid, message: "signature is invalid")
        let shape = { (text: String) in SecretShape(of: SecretValue(text), key: Samples.key) }
        one.facts.secretShape = shape(host)
        other.facts.secretShape = shape(member)
        other.facts.secret = Samples.otherSecret
        let finding = diagnose(other, host: one).findings[0]
        #expect(finding.cause == .secretMismatch)
        return finding.evidence.map(\.plain).joined(separator: "\n")
    }

    @Test("so are those of which the running process still has the host's")
    func beforeARestart() {
        var (one, other) = (Samples.host, Samples.member)
        one.facts.secretShape = SecretShape(of: SecretValue("PLANTED"), key: Samples.key)
        other.facts.secretShape = SecretShape(of: SecretValue("PLANTED "), key: Samples.key)
        other.facts.secret = Samples.otherSecret
        let evidence =
            diagnose(other, host: one).findings.first { $0.cause == .staleProcess }?.evidence.map(\.plain) ?? []
        #expect(evidence.contains { $0.contains("white space or invisible characters only") }, "\(evidence)")
    }

    @Test("secrets that differ in white space only are said to, and where")
    func whiteSpace() {
        #expect(
            mismatch("PLANTED", "PLANTED ").contains(
                "white space or invisible characters only: the member's ends with a blank"))
        #expect(mismatch("PLANTED\n", "PLANTED").contains("the host's ends with a line break"))
        #expect(
            mismatch("\u{FEFF}PLANTED", "\tPLANTED").contains(
                "the host's begins with an invisible character, the member's begins with a tab"))
        #expect(mismatch("PLAN TED", "PLANTED").contains("only, in the middle"))
        #expect(!mismatch("PLANTED", "planted ").contains("white space"))
        #expect(!mismatch("PLANTED\n", "PLANTED ").contains("PLANTED"))
    }
}
