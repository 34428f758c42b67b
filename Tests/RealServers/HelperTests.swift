import Foundation
import Testing

/// The suite's own hands, without any cluster: part of `make test`.
@Suite("Helpers of the real-servers suite")
struct HelperTests {
    private static let three =
        """
        authentication:\n  jwtSecret: \"s#1\" # why\n  oauthOptions:\n    accessTokenMaxAge: 0\t# 集群\nredis:\n  host: \
        redis\n
        """
    private static let four =
        "authentication:\n  issuer:\n    jwtSecret: abc\n    accessTokenMaxAge: 0s\n    url: http://x\n"

    @Test("it runs only where both contexts are confirmed, and says what it does not know")
    func settings() throws {
        let full = ["KSFLEET_REAL_KUBECONFIG": "/k", "KSFLEET_REAL_CONFIRM": "host,member", "HOME": "/h"]
        let settings = try Settings(full)
        #expect(
            settings.faults == Fault.allCases && settings.adminKubeconfig == "/k"
                && settings.copies == "/h/.local/state/ksfleet-real-test")
        for (name, value) in [
            ("KUBECONFIG", ""), ("CONFIRM", "yes"), ("CONFIRM", "host"), ("FAULTS", "rain"), ("REDIS", "somewhere"),
            ("REPLICAS", "0"), ("DOCUMENT", "weird"),
        ] {
            #expect(throws: Trouble.self, "\(name)=\(value)") {
                try Settings(full.merging(["KSFLEET_REAL_\(name)": value]) { $1 })
            }
        }
        #expect(
            try Settings(full.merging(["KSFLEET_REAL_FAULTS": "max-age,stale-secret"]) { $1 }).faults == [
                .maxAge, .staleSecret,
            ])
        #expect(!Settings.isWanted([:]) && !Settings.isWanted(["KSFLEET_REAL_KUBECONFIG": ""]))
    }

    @Test("one value is replaced, with its comment and every other byte left")
    func edits() throws {
        let text = try ConfigText(Self.three)
        #expect(text.secret == "s#1" && text.maxAge == "0" && !text.isVersion4 && text.namesRedis)
        #expect(
            try text.setting("accessTokenMaxAge", to: "2h") == Self.three.replacing("MaxAge: 0\t", with: "MaxAge: 2h\t")
        )
        #expect(try text.setting("jwtSecret", to: "\"x\"") == Self.three.replacing("\"s#1\"", with: "\"x\""))
        let absent = try ConfigText(text.removing("accessTokenMaxAge"))
        #expect(absent.maxAge == nil && ConfigText.changedLines(Self.three, absent.text) == 1)
        let newer = try ConfigText(Self.four)
        #expect(newer.isVersion4 && newer.issuer == "http://x" && newer.maxAge == "0s" && !newer.namesRedis)
        #expect(throws: Trouble.self) { try ConfigText(Self.three + "jwtSecret: twice\n").removing("jwtSecret") }
        #expect(throws: Trouble.self) { try ConfigText("authentication: {}\n") }
    }

    @Test("the odd document says the same, with CRLF, tabs, quotes and Chinese", arguments: [three, four])
    func odd(_ text: String) throws {
        let plain = try ConfigText(text)
        let odd = try ConfigText(plain.odd())
        #expect(odd.secret == plain.secret && odd.maxAge == plain.maxAge && odd.isVersion4 == plain.isVersion4)
        #expect(
            odd.text.contains("集群 <a/b> & \"quotes\"")
                && odd.text.utf8.count(where: { $0 == 13 }) == odd.text.utf8.count(where: { $0 == 10 }))
        let broken = try ConfigText(odd.setting("accessTokenMaxAge", to: "2h"))
        #expect(broken.maxAge == "2h" && ConfigText.changedLines(odd.text, broken.text) == 1)
    }

    @Test("a token is what RFC 7515 makes of it, computed by another program")
    func token() {
        let token = HostToken.signed(
            with: "secret", issuer: "kubesphere", at: Date(timeIntervalSince1970: 1_800_000_015))
        #expect(token.hasPrefix("eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."))
        #expect(token.hasSuffix(".rMRSqIBl16tttEelnnoTo8cerugwOkNVwzavIiWpu2s"))
    }

    @Test("the table says what failed, what was passed over, and why")
    func table() {
        var score = Score()
        score.set(.maxAge, .diagnosed, .ok("ok"))
        score.set(.maxAge, .counted, .ok("20 of 20"))
        score.set(.maxAge, .undone, .passedOver("no time"))
        score.set(.maxAge, .policy, .failed("it slept"))
        score.set(.scaledToZero, .counted, .none)
        #expect(
            score.table() == """
                | fault | diagnosed | counted | planned | repaired | proved | undone | by policy | as before |
                |---|---|---|---|---|---|---|---|---|
                | max-age | ok | 20 of 20 | not reached | not reached | not reached | passed over (1) | **failed** (2) \
                | not reached |
                | scaled-to-zero | not reached | – | not reached | not reached | not reached | not reached | not \
                reached | not reached |

                1. no time
                2. it slept
                Passed over, not asked for: max-age-absent, other-secret, stale-secret, stale-max-age, token-revoked, \
                binding-removed.
                """)
        #expect(score.failures == ["max-age, by policy: it slept"])
    }

    @Test("the roles that the suite's own account gets are those of docs/rbac.yaml")
    func roles() throws {
        let roles = try OwnAccount.documented()
        #expect(roles.map(\.kind) == ["Role", "Role", "ClusterRole"] && roles.allSatisfy { !$0.rules.isEmpty })
    }
}
