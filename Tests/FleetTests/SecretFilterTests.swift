import Fleet
import FleetMonth
import FoundationEssentials
import Testing

@Suite("Secrets are taken out of texts from outside")
struct SecretFilterTests {
    private static let token = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJrc2ZsZWV0In0.q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ"
    private let filter = SecretFilter([
        SecretValue("Bearer \(token)"), SecretValue("pw-5"), SecretValue("Basic YWxhZGRpbjpzZXNhbWU="),
    ])

    /// No eight characters in a row of a secret are left.
    private func isClean(_ text: String) -> Bool {
        let secret = Array(Self.token.lowercased())
        let lowered = text.lowercased()
        return (0...(secret.count - 8)).allSatisfy { !lowered.contains(String(secret[$0..<($0 + 8)])) }
    }

    @Test(
        "whole, cut, wrapped, in capitals, in JSON and in a URL",
        arguments: [
            "Authorization: Bearer \(token)", "\(token.prefix(30))…", "…\(token.suffix(20))",
            "sig=\(token.split(separator: ".")[2])&x",
            token.uppercased(),
            "\"\(token.prefix(40))\\n\(token.dropFirst(40))\"", "a\(token)\(token)b",
            String(token.dropFirst(7).prefix(9)),
        ])
    func parts(text: String) {
        let clean = filter.apply(text)
        #expect(isClean(clean) && clean.contains(SecretFilter.placeholder), "\(clean)")
        #expect(filter.finds(in: Array(text.utf8)))
    }

    @Test("in base64, wherever it begins, in either alphabet", arguments: 0..<3, ["+/", "-_"])
    func base64(offset: Int, alphabet: String) {
        let secret = "pass?>word~~and>>more??"
        let letters = Array(alphabet)
        let encoded = Data((String(repeating: "x", count: offset) + secret + "xyz").utf8).base64EncodedString()
            .replacing("+", with: String(letters[0])).replacing("/", with: String(letters[1]))
        let clean = SecretFilter([SecretValue(secret)]).apply(encoded)
        #expect(clean.replacing(SecretFilter.placeholder, with: "").count <= 10, "\(clean)")
    }

    @Test("a secret that is base64, in the other alphabet")
    func otherAlphabet() {
        #expect(SecretFilter([SecretValue("ab+/cd+/ef+/")]).apply("x ab-_cd-_ef-_ y") == "x <secret> y")
    }

    @Test("percent-encoded, in capitals and small letters", arguments: ["p%40ss%20w%2Frd", "p%40ss%20w%2frd"])
    func percent(text: String) {
        #expect(SecretFilter([SecretValue("p@ss w/rd")]).apply("https://u:\(text)@a/") == "https://u:<secret>@a/")
    }

    /// How an answer may spell a text.
    enum Spelling: CaseIterable {
        case hex, capitalHex, percent, smallPercent, decimalEntities, entities, capitalEntities, openEntities, string,
            byte, reversed,
            percentTwice, reversedHex

        func spelled(_ text: String) -> String {
            func each(_ write: (UInt8) -> String) -> String { text.utf8.map(write).joined() }
            func hex(_ byte: UInt8) -> String { (byte < 16 ? "0" : "") + String(byte, radix: 16) }
            return switch self {
            case .hex: each(hex)
            case .capitalHex: each(hex).uppercased()
            case .percent: each { "%" + hex($0).uppercased() }
            case .smallPercent: each { "%" + hex($0) }
            case .decimalEntities: each { "&#\($0);" }
            case .entities: each { "&#x\(String($0, radix: 16));" }
            case .capitalEntities: each { "&#X00\(String($0, radix: 16).uppercased());" }
            case .openEntities: each { "&#\($0)" }
            case .string: each { "\\u00" + hex($0) }
            case .byte: each { "\\x" + hex($0) }
            case .reversed: String(text.reversed())
            case .percentTwice: each { "%25" + hex($0) }
            case .reversedHex: String(String(text.reversed()).utf8.map(hex).joined())
            }
        }
    }

    @Test(
        "in hexadecimal digits, percent-encoded, in entities and escapes, backwards: whole, and in part",
        arguments: Spelling.allCases)
    func spelled(spelling: Spelling) {
        for secret in [Self.token, "pw-5"] {
            #expect(
                filter.apply("before " + spelling.spelled(secret) + " after") == "before <secret> after", "\(secret)")
        }
        let part = spelling.spelled(String(Self.token.dropFirst(30).prefix(12)))
        #expect(filter.apply("GET /?t=\(part)\n") == "GET /?t=<secret>\n", "\(part)")
        #expect(
            filter.apply("x" + spelling.spelled("nothing of it is kept") + "y") == "x"
                + spelling.spelled("nothing of it is kept") + "y")
    }

    /// What may stand between the pieces of a text.
    private static let gaps = [
        " ", "\n", "\r\n\t", "\u{200B}", "\u{FEFF}", "\u{AD}", "\u{3000}", "\u{1B}[1;31m", "\u{1B}]8;;x\u{7}", "\\n",
        "\\u200b", "\\u001b[0m", "&#8203;", "%20",
    ]

    @Test("in pieces, whatever stands between them, in the letters or in their digits", arguments: gaps)
    func pieces(gap: String) {
        for text in [Self.token, Spelling.hex.spelled(Self.token), "pw-5"] {
            for length in [1, 3, 7] {
                let pieces = stride(from: 0, to: text.count, by: length).map { text.dropFirst($0).prefix(length) }
                let shown = filter.apply("(" + pieces.joined(separator: gap) + ")")
                #expect(shown == "(<secret>)", "\(shown)")
            }
        }
        #expect(filter.apply("no\(gap)thing") == "no\(gap)thing")
    }

    @Test("in letters of full width")
    func wide() {
        let wide = String(
            String.UnicodeScalarView(Self.token.unicodeScalars.compactMap { Unicode.Scalar($0.value + 0xFEE0) }))
        #expect(filter.apply("é \(wide) é") == "é <secret> é")
    }

    @Test("a signature's bytes in hexadecimal digits, and base64 of what is sent to its last character")
    func otherDigits() {
        let bytes = Data((0..<3).flatMap { _ in [0xAB, 0xCD, 0xEF, 0x12, 0x34, 0x56, 0x78, 0x90] as [UInt8] })
        #expect(filter.apply("\(bytes.map { String($0, radix: 16) }.joined()).") == "<secret>.")
        #expect(filter.apply("\(bytes.map { String($0, radix: 16) }.joined(separator: " ")).") == "<secret>.")
        let sent = Data("Bearer \(Self.token)".utf8).base64EncodedString()
        #expect(filter.apply("\(sent).").hasSuffix("<secret>\(sent.filter { $0 == "=" })."))
    }

    @Test("some of its characters escaped, each in another way, and cut within one")
    func mixed() {
        let secret = SecretFilter([SecretValue("p<ss & \"w\"/rd")])
        #expect(secret.apply("<p>p&lt;ss &amp; &quot;w&#34;&#x2F;%72d</p>") == "<p><secret></p>")
        #expect(
            secret.apply("a%2") == "a%2" && secret.apply("&#x") == "&#x"
                && secret.apply("&#99999999;%zz\\u00") == "&#99999999;%zz\\u00")
        // Digits that begin in the middle of a byte.
        #expect(secret.apply("7703c7373202620227722z") == "7<secret>z")
    }

    @Test(
        "uids, fingerprints and digests are no secret's",
        arguments: [
            "uid 2c7a1c1e-3f0e-4a53-8a58-0f6b2d6a3c11, <fp:0123456789ab>",
            "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "100% of a&b &amp; c, C:\\users\\x", "http://a/%E4%B8%AD?x=%20",
        ])
    func innocent(text: String) { #expect(filter.apply(text) == text) }

    @Test("what stands around it stays, to the letter")
    func around() {
        #expect(filter.apply("é before \(Self.token), after 中文") == "é before <secret>, after 中文")
        #expect(filter.apply("pw-5 and YWxhZGRpbjpzZXNhbWU=!") == "<secret> and <secret>!")
    }

    @Test(
        "other texts are left as they are",
        arguments: ["", "x", "Bearer tokens are wanted", "Unauthorized: signature is invalid", "pw-4", "q83vEjR"])
    func others(text: String) {
        #expect(filter.apply(text) == text && !filter.finds(in: Array(text.utf8)))
    }

    @Test("without secrets, or with nothing but short ones, nothing is taken out")
    func none() {
        #expect(SecretFilter([]).apply(Self.token) == Self.token)
        #expect(SecretFilter([SecretValue(""), SecretValue("abc")]).apply("abc") == "abc")
    }

    @Test(
        """
        any stretch of a secret in any spelling, and broken spellings, leave nothing of it, and nothing ends the process
        """,
        arguments: 0..<8
    )
    func spelledFuzz(seed: Int) {
        var random = SplitMix64(state: UInt64(seed) &+ 77)
        let pieces = ["%", "%4", "&#", "&#x", "&", ";", "\\u", "\\x", "0", "a", "4f", "é", " ", "%%", "&amp;", "\u{0}"]
        for _ in 0..<200 {
            var text = ""
            var parts: [String] = []
            for _ in 0..<Int.random(in: 1...5, using: &random) {
                for _ in 0..<Int.random(in: 0...8, using: &random) {
                    text += pieces[Int.random(in: 0..<pieces.count, using: &random)]
                }
                let start = Int.random(in: 0..<(Self.token.count - 8), using: &random)
                let spelling = Spelling.allCases[Int.random(in: 0..<Spelling.allCases.count, using: &random)]
                parts.append(
                    spelling.spelled(String(Self.token.dropFirst(start).prefix(Int.random(in: 8...40, using: &random))))
                )
                // A digit before digits would be read as one of them; what may not be told then is not asked for.
                text += " " + (parts.last ?? "") + " "
            }
            let clean = filter.apply(text)
            for part in parts { #expect(!clean.contains(part), "\(part) in \(text)") }
            #expect(!filter.finds(in: Array(clean.utf8)))
        }
    }

    @Test("any stretch of a secret, anywhere in any text, leaves no eight characters of it", arguments: 0..<8)
    func fuzz(seed: Int) {
        var random = SplitMix64(state: UInt64(seed))
        let alphabet = Array("abcXYZ0189.-_ é\n\"{}")
        for _ in 0..<200 {
            var text = ""
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                text += String(
                    (0..<Int.random(in: 0...20, using: &random)).compactMap { _ in
                        alphabet.randomElement(using: &random)
                    })
                let start = Int.random(in: 0..<Self.token.count, using: &random)
                text += Self.token.dropFirst(start).prefix(Int.random(in: 0...90, using: &random))
            }
            #expect(isClean(filter.apply(text)))
        }
    }
}
