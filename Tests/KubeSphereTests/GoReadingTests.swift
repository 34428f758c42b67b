import Fleet
import KubeSphere
import Testing

/// Siblings of what was recorded, from the readers' sources: yaml.v2 2.4.0, yaml.v3 3.0.1, viper 1.4.0 and 1.18.2,
/// mapstructure 1.5.0.
@Suite("The kinds of values, as Go reads them")
struct GoReadingTests {
    static let three = KubeSphereVersion(major: 3, minor: 4, patch: 1)
    static let four = KubeSphereVersion(major: 4, minor: 1, patch: 3)
    let key = FingerprintKey()

    func document(_ secret: String, _ age: String = "0", before: String = "", version: KubeSphereVersion) throws
        -> ConfigDocument
    {
        let parent = version.major == 4 ? "issuer" : "oauthOptions"
        let text =
            version.major == 4
            ? "\(before)authentication:\n  \(parent):\n    jwtSecret: \(secret)\n    accessTokenMaxAge: \(age)\n"
            : "\(before)authentication:\n  jwtSecret: \(secret)\n  \(parent):\n    accessTokenMaxAge: \(age)\n"
        return try ConfigDocument(parsing: text, version: version)
    }

    struct Secret: Sendable {
        let yaml: String
        /// nil: no process starts with it.
        let three: String?
        let four: String?

        init(_ yaml: String, _ three: String?, _ four: String?) {
            (self.yaml, self.three, self.four) = (yaml, three, four)
        }
        init(_ yaml: String, _ both: String?) { self.init(yaml, both, both) }
    }

    static let secrets: [Secret] = [
        Secret("0012345670123456", "718046013230"), Secret("0o17", "15"),
        Secret("0x1234567890abcdef", "1311768467294899695"),
        Secret("0XFF", "255"),
        Secret("0b101", "5"), Secret("-0b101", "-5"), Secret("+12", "12"),
        Secret("1_000_000_000_000_000_000", "1000000000000000000"),
        Secret("1__0", "10"),
        Secret("12345e6", "12345000000"), Secret("1e3", "1000"), Secret("1E-3", "0.001"), Secret("1.50", "1.5"),
        Secret(".5", "0.5"),
        Secret("5.", "5"),
        Secret("1e400", "1e400"), Secret("0x", "0x"), Secret("08", "8"), Secret("-0", "0"), Secret("-0.0", "-0"),
        Secret("18446744073709551615", "18446744073709551615"),
        Secret("18446744073709551616", "18446744073709552000"), Secret("-9223372036854775808", "-9223372036854775808"),
        Secret("1e21", "1000000000000000000000"),
        Secret("1.7976931348623157e308", "17976931348623157" + String(repeating: "0", count: 292)),
        Secret("123456789.123456789", "123456789.12345679"), Secret("1e-7", "0.0000001"), Secret("12e03", "12000"),
        Secret(".inf", "+Inf"), Secret("-.INF", "-Inf"), Secret(".NaN", "NaN"), Secret("yes", "1", "yes"),
        Secret("y", "1", "y"),
        Secret("Off", "0", "Off"),
        Secret("on", "1", "on"), Secret("true", "1"), Secret("False", "0"), Secret("2026-11-30", "2026-11-30", nil),
        Secret("2026-1-2", "2026-1-2", nil),
        Secret("2026-02-30", "2026-02-30"), Secret("2026-11-30T10:11:12Z", "2026-11-30T10:11:12Z", nil),
        Secret("2026-11-30 10:11:12.5", "2026-11-30 10:11:12.5", nil),
        Secret("2026-11-30t1:2:3+08:00", "2026-11-30t1:2:3+08:00", nil), Secret("2026-11-30 10:11", "2026-11-30 10:11"),
        Secret("12:30:45", "12:30:45"),
        Secret("!!str 0012", "0012"), Secret("!!str yes", "yes"), Secret("!!binary aGVsbG8=", "hello"),
        Secret("!!float 12", "12"),
        Secret("!mine abc", "abc"),
        Secret("!!int \"12\"", "12"), Secret("\"0012\"", "0012"), Secret("'yes'", "yes"), Secret("! \"0012\"", "0012"),
        Secret("! 0012", "0012", "10"), Secret("|-\n      abc", "abc"), Secret(">\n      a\n      b", "a b\n"),
        Secret("\"a\\\n      b\"", "ab"), Secret("\"\\u00e9\\x41\"", "éA"), Secret("{}", nil), Secret("[]", nil),
        Secret("{a: b}", nil),
        Secret("~", nil), Secret("!!null ''", nil),
        Secret("a,b", "a,b"), Secret("a # b", "a"), Secret("a#b", "a#b"), Secret("a: b", nil),
    ]

    @Test("a secret becomes the text that mapstructure makes of it", arguments: secrets)
    func secret(of secret: Secret) throws {
        try expect(secret, secret.three, Self.three)
        try expect(secret, secret.four, Self.four)
    }

    private func expect(_ secret: Secret, _ wanted: String?, _ version: KubeSphereVersion) throws {
        let document = try? document(secret.yaml, version: version)
        guard let wanted else {
            #expect(document.map { $0.flaws.contains(where: \.preventsStart) } ?? true, "\(secret.yaml) on \(version)")
            return
        }
        let read = document?.jwtSecret?.revealedForUseInProcess()
        #expect(read == wanted, "\(secret.yaml) on \(version): \(read ?? "nil")")
        #expect(
            document?.flaws.contains(where: \.preventsStart) == false,
            "\(secret.yaml) on \(version): \(document?.flaws ?? [])")
    }

    @Test(
        "a tag that its text does not fit is refused by every version",
        arguments: ["!!int abc", "!!bool 12", "!!float abc", "!!null abc", "!!binary '***'", "!!timestamp abc"])
    func wrongTag(yaml: String) {
        for version in [Self.three, Self.four] { #expect(throws: Fault.self) { try document(yaml, version: version) } }
    }

    struct Age: Sendable {
        let yaml: String
        let three: Int64?
        let four: Int64?

        init(_ yaml: String, _ three: Int64?, _ four: Int64?) {
            (self.yaml, self.three, self.four) = (yaml, three, four)
        }
        init(_ yaml: String, _ both: Int64?) { self.init(yaml, both, both) }
    }

    static let hour: Int64 = 3_600_000_000_000

    static let ages: [Age] = [
        Age("2h", 2 * hour), Age("+2h", 2 * hour), Age("-2h", -2 * hour), Age("0x0", 0), Age("0x10", 16),
        Age("1e3", 1000), Age("1.9", 1),
        Age("-1.9", -1), Age("true", 1), Age("no", 0, nil),
        Age("off", 0, nil), Age("yes", 1, nil), Age("2H", nil), Age("7d", nil), Age("''", nil), Age("' 2h'", nil),
        Age("'2h '", nil),
        Age("1h 30m", nil), Age("1h30m", 3 * hour / 2),
        Age("1.5h", 3 * hour / 2), Age(".5h", hour / 2), Age("5.s", 5_000_000_000), Age(".s", nil), Age("1.2.3s", nil),
        Age("1us", 1000),
        Age("1µs", 1000), Age("1μs", 1000), Age("'0'", 0),
        Age("'-0'", 0), Age("'1'", nil), Age("'00'", nil), Age("1h1", nil), Age("1hh", nil),
        Age("9223372036854775807ns", .max),
        Age("9223372036854775808ns", nil),
        Age("-9223372036854775808ns", .min), Age("2562047h47m16.854775807s", .max), Age("2562048h", nil),
        Age("18446744073709551615", -1),
        Age("1e300", .min), Age("[0]", nil),
        Age("[]", nil), Age("{a: 0}", nil), Age("2026-11-30", nil), Age("!!str 0", 0), Age("!!str 7200", nil),
        Age("0b0", 0), Age("0o0", 0),
        Age("-0", 0), Age(".0", 0), Age("1_0", 10), Age("๓h", nil),
        Age("0.3333333333333333333h", 1_200_000_000_000), Age("9007199254.740993ms", 9_007_199_254_740_993),
    ]

    @Test("an age becomes the nanoseconds that Go makes of it, or no process starts", arguments: ages)
    func age(of age: Age) throws {
        for (version, wanted) in [(Self.three, age.three), (Self.four, age.four)] {
            let document = try document("text", age.yaml, version: version)
            if let wanted {
                guard case .nanoseconds(wanted, _) = document.maxAge else {
                    Issue.record("\(age.yaml) on \(version): \(document.maxAge)"); continue
                }
                #expect(document.flaws.isEmpty)
            } else {
                #expect(
                    document.maxAge.checksSessionCache == nil && document.flaws.contains(where: \.preventsStart),
                    "\(age.yaml) on \(version)")
            }
        }
    }

    @Test(
        "an absent age is an absent one in each of its forms", arguments: ["", "~", "null", "NULL", "{}", "!!null ''"])
    func absentAge(yaml: String) throws {
        for version in [Self.three, Self.four] {
            #expect(try document("text", yaml, version: version).maxAge == .absent)
        }
    }

    @Test(
        "of keys that differ in capitals the one that has some counts; of two that have, each start takes one at random"
    )
    func capitals() throws {
        let text = { (one: String, other: String) in
            "authentication:\n  jwtSecret: s\n  oauthOptions:\n    \(one): 2h\n    \(other): 0\n"
        }
        #expect(
            try ConfigDocument(parsing: text("accessTokenMaxAge", "accesstokenmaxage"), version: Self.three).maxAge
                .checksSessionCache
                == true)
        #expect(
            try ConfigDocument(parsing: text("accesstokenmaxage", "AccessTokenMaxAge"), version: Self.three).maxAge
                .checksSessionCache
                == false)
        let random = try ConfigDocument(parsing: text("ACCESSTOKENMAXAGE", "accessTokenMaxAge"), version: Self.three)
        #expect(random.maxAge.checksSessionCache == nil)
        #expect(random.flaws.contains { $0.problem == .givenInTwoCases(otherLine: 4) && $0.line == 5 })
    }

    @Test("a key with points in it is a path, and counts before the mappings")
    func points() throws {
        let text =
            """
            authentication:\n  jwtSecret: s\n  oauthOptions:\n    accessTokenMaxAge: \
            2h\nauthentication.oauthOptions.accessTokenMaxAge: 0\n
            """
        #expect(try ConfigDocument(parsing: text, version: Self.three).maxAge.checksSessionCache == false)
    }

    @Test("a merge key counts where it stands in 3.x, and under the mapping's own keys in 4.x")
    func merges() throws {
        let text = { (parent: String) in
            """
            d: &d {accessTokenMaxAge: 0, jwtSecret: merged}\nauthentication:\n  jwtSecret: s\n  \(parent):\n    \
            jwtSecret: own\n    accessTokenMaxAge: 2h\n    <<: *d\n
            """
        }
        #expect(
            try ConfigDocument(parsing: text("oauthOptions"), version: Self.three).maxAge.checksSessionCache == false)
        let four = try ConfigDocument(parsing: text("issuer"), version: Self.four)
        #expect(four.maxAge.checksSessionCache == true && four.jwtSecret?.revealedForUseInProcess() == "own")
    }

    @Test(
        """
        of several merged mappings the first that has a key counts, and what a merged mapping merges itself counts last
        """
    )
    func mergedLists() throws {
        let head =
            """
            a: &a {accessTokenMaxAge: 1h}\nb: &b {accessTokenMaxAge: 2h, jwtSecret: b}\nc: &c {<<: \
            *b}\nauthentication:\n  jwtSecret: s\n
            """
        for (parent, version) in [("oauthOptions", Self.three), ("issuer", Self.four)] {
            let document = try ConfigDocument(parsing: head + "  \(parent): {<<: [*a, *c], x: 1}\n", version: version)
            guard case .nanoseconds(Self.hour, _) = document.maxAge else {
                Issue.record("\(version): \(document.maxAge)"); continue
            }
        }
        #expect(throws: Fault.self) {
            try ConfigDocument(parsing: "a: &a [1]\nauthentication: {<<: *a}\n", version: Self.four)
        }
        #expect(throws: Fault.self) { try ConfigDocument(parsing: "authentication: {<<: text}\n", version: Self.three) }
    }

    @Test("a mapping that something else stands in for is told once, with its line", arguments: [three, four])
    func blocked(version: KubeSphereVersion) throws {
        let document = try ConfigDocument(parsing: "x: 1\nauthentication: text\n", version: version)
        #expect(document.flaws.filter { $0.problem == .wrongType(wanted: .mapping, found: .text) }.map(\.line) == [2])
    }

    @Test("other settings of the tokens that no process starts with are told")
    func others() throws {
        let text =
            """
            authentication:\n  jwtSecret: s\n  multipleLogin: maybe\n  loginHistoryRetentionPeriod: 7d\n  \
            authenticateRateLimiterMaxTries: five\n  maximumClockSkew: 10\n
            """
        let flaws = try ConfigDocument(parsing: text, version: Self.three).flaws
        #expect(flaws.map(\.line) == [3, 4, 5])
    }

    @Test(
        "what stands around a document is read as Go reads it",
        arguments: [
            "\u{FEFF}", "---\n", "\u{FEFF}---\n", "%YAML 1.1\n---\n", "# c\n\n", "--- # c\n",
            "%TAG ! tag:x,2000:\n---\n",
        ])
    func around(before: String) throws {
        for after in [
            "", "---\n", "...\n", "---\nauthentication: {jwtSecret: other}\n", "---\n{ [broken", "...\nrest: [",
            "--- \n\t- x\n",
        ] {
            let text = before + "authentication:\n  jwtSecret: s\n  oauthOptions:\n    accessTokenMaxAge: 0\n" + after
            #expect(
                try ConfigDocument(parsing: text, version: Self.three).jwtSecret?.revealedForUseInProcess() == "s",
                "\(before)…\(after)")
            #expect(
                try ConfigDocument(parsing: text.replacing("\n", with: "\r\n"), version: Self.three).maxAge
                    .checksSessionCache == false)
        }
    }
}
