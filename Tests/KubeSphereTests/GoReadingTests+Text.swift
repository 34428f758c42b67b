import Fleet
import KubeSphere
import Testing

extension GoReadingTests {
    @Test(
        "what no version reads is refused",
        arguments: [
            "%YAML 1.2\n---\na: 1\n", "a: 1\n\u{0}", "a: \u{1}\n", "[a]: 1\n", "a: &x [*x]\n", "a: *nobody\n",
            "a: 'b\n", "- a\n", "a\n",
            "\ta: 1\n",
        ])
    func refused(text: String) {
        for version in [Self.three, Self.four] {
            #expect(throws: Fault.self, "\(text)") { try ConfigDocument(parsing: text, version: version) }
        }
    }

    @Test("a key that stands twice prevents a start in 4.x only, wherever it stands, and names both lines")
    func twice() throws {
        let text = "authentication:\n  issuer:\n    jwtSecret: s\nldap:\n  host: a\n  \"host\": b\n"
        #expect(
            try ConfigDocument(parsing: text, version: Self.three).flaws.allSatisfy {
                $0.problem != .givenTwice(firstLine: 5)
            })
        let flaw = try #require(
            try ConfigDocument(parsing: text, version: Self.four).flaws.first {
                $0.problem == .givenTwice(firstLine: 5)
            })
        #expect(flaw.line == 6 && flaw.path == "host" && flaw.preventsStart)
        let secretKey = try ConfigDocument(
            parsing: "authentication: {issuer: {jwtSecret: s}}\nPLANTED0123: 1\nPLANTED0123: 2\n", version: Self.four)
        #expect(!secretKey.flaws.contains { $0.path.contains("PLANTED") })
    }

    @Test("a document of some hundred bytes whose aliases multiply is refused in bounded work, whoever reads it")
    func multiplyingAliases() {
        for base in ["x", "{k: v}", String(repeating: "y", count: 2000)] {
            var text = "a0: &a0 [\(base), \(base)]\n"
            for level in 1...30 {
                text += "a\(level): &a\(level) [\((0..<9).map { _ in "*a\(level - 1)" }.joined(separator: ","))]\n"
            }
            for version in [Self.three, Self.four, nil] {
                #expect(throws: Fault.self) { try ConfigDocument(parsing: text, version: version) }
            }
        }
    }

    @Test("a chain of aliases that is deep only when they are followed is refused, and ends no process")
    func deepAliases() {
        let nest = { (inner: String) in String(repeating: "[", count: 400) + inner + String(repeating: "]", count: 400)
        }
        let chain = (1...600).map { "a\($0): &a\($0) \(nest("*a\($0 - 1)"))\n" }.joined()
        #expect(throws: Fault.self) { try ConfigDocument(parsing: "a0: &a0 x\n" + chain) }
    }

    @Test("a secret that is not a text is told, and whether the process's text is another than the one that is written")
    func notText() throws {
        let flaw = { (yaml: String) in try document(yaml, version: Self.three).flaws.first }
        #expect(try flaw("0012345678901234")?.problem == .notText(.number, isChanged: true))
        #expect(try flaw("12345678")?.problem == .notText(.number, isChanged: false))
        #expect(try flaw("yes")?.problem == .notText(.boolean, isChanged: true))
        #expect(try flaw("'12345678'") == nil)
        #expect(try flaw("!!str 12345678") == nil)
        #expect(try flaw("abc") == nil)
    }

    /// As 3.1.1, 3.4.1, 4.1.3 and master were asked: a document with this text in double quotes.
    @Test("an escape that Go's readers do not have is refused, in every version", arguments: [three, four])
    func escapes(version: KubeSphereVersion) throws {
        let text = { (escape: String) in
            "authentication:\n  jwtSecret: s\n  issuer: {jwtSecret: s}\nx: \"a\(escape)\"\n"
        }
        for escape in [
            #"\x41"#, #"\u00e9"#, #"\e"#, #"\_"#, #"\N"#, #"\L"#, #"\P"#, #"\U0001F600"#, #"\0"#, #"\a"#, #"\v"#,
            #"\ "#, #"\'"#,
        ] {
            #expect(throws: Never.self, Comment(rawValue: escape)) {
                try ConfigDocument(parsing: text(escape), version: version)
            }
        }
        for escape in [
            #"\/"#, #"\d"#, #"\x4"#, #"\uD800"#, #"ab\x41\u00e9\/\e\_"#, "\0", "\u{7}", "\u{7F}", "\u{81}", "\u{FFFE}",
        ] {
            #expect(throws: Fault.self, Comment(rawValue: escape)) {
                try ConfigDocument(parsing: text(escape), version: version)
            }
        }
    }

    @Test(
        "a byte order mark is none of the text at its beginning, and part of a key within it; two of them lose letters",
        arguments: [three, four])
    func marks(version: KubeSphereVersion) throws {
        let text = "authentication:\n  jwtSecret: s\n  issuer: {jwtSecret: s}\n"
        for marked in ["\u{FEFF}\(text)", "\(text)\u{FEFF}x: y\n", "\(text)\u{FEFF}authentication: y\n"] {
            let document = try ConfigDocument(parsing: marked, version: version)
            #expect(
                document.jwtSecret?.revealedForUseInProcess() == "s" && document.flaws.isEmpty,
                "\(marked.debugDescription)")
        }
        let fault = #expect(throws: Fault.self) {
            try ConfigDocument(parsing: "\u{FEFF}\u{FEFF}\(text)", version: version)
        }
        // 3.1.1, 3.4.1 and 4.1.3 start with this one, and end with one mark more.
        #expect(fault?.kind == .documentNotRead && fault?.message.contains("two byte order marks") == true)
    }

    @Test("a byte order mark in a secret is part of it, as a letter and as an escape", arguments: [three, four])
    func markedSecrets(version: KubeSphereVersion) throws {
        let mark = "\u{FEFF}"
        for (yaml, secret) in [
            (#""\ufeffx1234567""#, "\(mark)x1234567"), (#""\U0000FEFFx""#, "\(mark)x"), (#""\uFEFF""#, mark),
            ("\"\(mark)x1234567\"", "\(mark)x1234567"), ("'\(mark)x'", "\(mark)x"), ("\(mark)x", "\(mark)x"),
            ("a\(mark)b", "a\(mark)b"), (#""a\ufeffb""#, "a\(mark)b"), (#"'\ufeffx'"#, #"\ufeffx"#),
            ("\"\(mark)\\ue000\"", "\(mark)\u{E000}"), ("\(mark)12", "\(mark)12"),
        ] {
            let read = try document(yaml, version: version)
            let text = read.jwtSecret?.revealedForUseInProcess() ?? ""
            #expect(text.utf8.elementsEqual(secret.utf8), "\(yaml.debugDescription): \(text.debugDescription)")
            #expect(read.flaws.isEmpty, "\(yaml.debugDescription)")
        }
    }

    @Test("a secret that is none is told at its line, as what it is", arguments: [three, four])
    func noSecret(version: KubeSphereVersion) throws {
        let line = version.major == 4 ? 3 : 2
        for (yaml, found, lack) in [
            ("''", line, ConfigFlaw.SecretLack.empty), ("{}", line, .hollow), ("!!set {a}", line, .hollow),
            ("~", nil, .absent),
        ] as [(String, Int?, ConfigFlaw.SecretLack)] {
            let flaws = try document(yaml, version: version).flaws
            #expect(flaws.map(\.line) == [found] && flaws.map(\.problem) == [.noSecret(starts: false, lack)], "\(yaml)")
        }
    }

    /// Each was given to 3.1.1, 3.4.1 and 4.1.3: all of them started.
    @Test(
        "many aliases that stand for little, and few that stand for much, are within Go's bound",
        arguments: [three, four])
    func aliases(version: KubeSphereVersion) throws {
        let secret = "authentication:\n  jwtSecret: s\n  issuer: {jwtSecret: s}\n"
        let many = { (text: String, count: Int) in Array(repeating: text, count: count).joined(separator: ", ") }
        let merged = (0..<150).map { "  m\($0):\n    <<: *a\n    own: 1\n" }.joined()
        for text in [
            "s: &s x\nl: [\(many("*s", 7400))]\n", "a: &a [\(many("x", 70))]\nb: [\(many("*a", 105))]\n",
            "a: &a [\(many("x", 200))]\nb: [\(many("*a", 150))]\n",
            "a: &a {\((0..<50).map { "k\($0): x" }.joined(separator: ", "))}\nb:\n\(merged)",
        ] {
            #expect(throws: Never.self) { try ConfigDocument(parsing: secret + text, version: version) }
        }
    }
}
