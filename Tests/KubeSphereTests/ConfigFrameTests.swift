import Fleet
import KubeSphere
import Testing

@Suite("A document without what a repair writes")
struct ConfigFrameTests {
    private static let key = FingerprintKey(bytes: Array(0..<32))
    private static let three = KubeSphereVersion(major: 3, minor: 4, patch: 1)

    private static func frame(_ text: String) throws -> Fingerprint {
        try ConfigDocument(parsing: text, version: three).frame(key: key)
    }

    private static let plain = """
        authentication:
          jwtSecret: abcdefgh
          oauthOptions:
            accessTokenMaxAge: 2h # two hours
            accessTokenInactivityTimeout: 30m
        network:
          enableNetworkPolicy: true

        """

    @Test("the two settings may differ, be absent or stand elsewhere on a line of their own; the frame is the same")
    func same() throws {
        let frame = try Self.frame(Self.plain)
        #expect(try Self.frame(Self.plain.replacing("2h # two hours", with: "0")) == frame)
        #expect(try Self.frame(Self.plain.replacing("    accessTokenMaxAge: 2h # two hours\n", with: "")) == frame)
        #expect(try Self.frame("# a note\n" + Self.plain.replacing("network:", with: "\n  # why\nnetwork:")) == frame)
        #expect(try Self.frame(Self.plain.replacing("abcdefgh", with: "'0123456'")) == frame)
    }

    @Test(
        "whatever else is written otherwise is another frame",
        arguments: [
            ("30m", "31m"), ("true", "'true'"), ("enable", "disable"),
            ("  jwtSecret", "  kubectlImage: x\n  jwtSecret"),
            ("authentication:", "---\nauthentication:"), ("network:\n", "cache: {type: nope}\nnetwork:\n"),
        ])
    func other(change: (String, String)) throws {
        #expect(try Self.frame(Self.plain.replacing(change.0, with: change.1)) != Self.frame(Self.plain))
    }

    private func flow(_ secret: String, _ age: String, _ other: String) -> String {
        "authentication: {jwtSecret: \(secret), oauthOptions: {accessTokenMaxAge: \(age)}, x: \(other)}\n"
    }

    @Test("in braces only the values may differ")
    func flow() throws {
        #expect(try Self.frame(flow("aaaa", "2h", "1")) == Self.frame(flow("bbbbbbbb", "0", "1")))
        #expect(try Self.frame(flow("aaaa", "2h", "1")) != Self.frame(flow("aaaa", "2h", "2")))
    }
}
