import Fleet
import KubeSphere
import Testing

@Suite("The minimal edit of kubesphere.yaml")
struct ConfigEditTests {
    private let maxAge = ConfigLayout.oauthOptions.maxAgePath

    private func edited(_ text: String, path: [String]? = nil, to literal: String = "0") throws -> String {
        try ConfigEdit.setting(path ?? maxAge, to: literal, in: ConfigDocument(parsing: text)).text
    }

    @Test("only the scalar's own characters change", arguments: ["2h", "'2h'", "\"2h\"", "2h  # two hours", "7200"])
    func replacesTheScalar(value: String) throws {
        let text =
            """
            # head\nauthentication:   # c1\n  jwtSecret: \"a: b # c\"\n\n  oauthOptions:\n    accessTokenMaxAge: \
            \(value)\n    clients: []\ntail: 1\n
            """
        let comment = value.contains("#") ? "0  # two hours" : "0"
        #expect(
            try edited(text) == text.replacing("accessTokenMaxAge: \(value)", with: "accessTokenMaxAge: \(comment)"))
    }

    @Test("an absent key is inserted under its parent, in the siblings' indentation")
    func insertsTheKey() throws {
        #expect(
            try edited("authentication:\n    jwtSecret: x\n    oauthOptions:\n        clients: []\n")
                == """
                authentication:\n    jwtSecret: x\n    oauthOptions:\n        accessTokenMaxAge: 0\n        \
                clients: []\n
                """
        )
    }

    @Test("an absent parent is inserted with the key")
    func insertsTheParent() throws {
        #expect(
            try edited("authentication:\n  jwtSecret: x\nother: 1\n")
                == "authentication:\n  oauthOptions:\n    accessTokenMaxAge: 0\n  jwtSecret: x\nother: 1\n")
    }

    @Test("an empty parent is filled", arguments: ["", " null", " ~", " {}", "   # nothing here"])
    func fillsTheParent(value: String) throws {
        let result = try edited("authentication:\n  jwtSecret: x\n  oauthOptions:\(value)\nother: 1\n")
        #expect(try ConfigDocument(parsing: result).maxAge.checksSessionCache == false)
        #expect(result.hasSuffix("\nother: 1\n") && result.contains("    accessTokenMaxAge: 0\n"))
        #expect(result.contains("# nothing here") == value.contains("#"))
    }

    @Test("an empty value is filled")
    func fillsTheValue() throws {
        #expect(
            try edited("authentication:\n  oauthOptions:\n    accessTokenMaxAge:\n    x: 1\n")
                == "authentication:\n  oauthOptions:\n    accessTokenMaxAge: 0\n    x: 1\n")
    }

    @Test("of two equal keys the one that counts is changed")
    func lastDuplicate() throws {
        let text = "authentication:\n  oauthOptions:\n    accessTokenMaxAge: 2h\n    x: 1\n    accessTokenMaxAge: 3h\n"
        #expect(try edited(text) == text.replacing("3h", with: "0"))
    }

    @Test("a flow mapping is edited in place")
    func flowMapping() throws {
        #expect(
            try edited("authentication: {jwtSecret: x, oauthOptions: {accessTokenMaxAge: 2h, y: 1}}\n")
                == "authentication: {jwtSecret: x, oauthOptions: {accessTokenMaxAge: 0, y: 1}}\n")
        #expect(
            try edited("authentication:\n  oauthOptions: {y: 1}\n")
                == "authentication:\n  oauthOptions: {accessTokenMaxAge: 0, y: 1}\n")
    }

    @Test("Windows line ends survive")
    func carriageReturns() throws {
        #expect(
            try edited("authentication:\r\n  oauthOptions:\r\n    accessTokenMaxAge: 2h\r\n")
                == "authentication:\r\n  oauthOptions:\r\n    accessTokenMaxAge: 0\r\n")
    }

    @Test(
        "what cannot be changed safely is refused",
        arguments: [
            "authentication:\n  oauthOptions:\n    accessTokenMaxAge: > # why\n      2h\n",
            "authentication:\n  oauthOptions:\n    accessTokenMaxAge: 2h\n     5m\n",
            "authentication:\n  oauthOptions:\n    accessTokenMaxAge: &a 2h\n    other: *a\n",
            "authentication: &auth\n  oauthOptions: &o\n    accessTokenMaxAge: *x\n",
            "authentication: text\n",
        ])
    func refuses(text: String) {
        #expect(throws: Fault.self) { try edited(text) }
    }

    @Test(
        "every recorded document takes both edits and differs in nothing else",
        arguments: ["v3.1.1", "v3.4.1", "v4.1.3"])
    func recordedDocuments(version: String) throws {
        let text = try Recorded.configText(version)
        let document = try ConfigDocument(parsing: text)
        let aged = try ConfigEdit.setting(document.layout.maxAgePath, to: "2h", in: document).text
        let secret = try ConfigEdit.setting(
            document.layout.jwtSecretPath, to: "'another''secret'", in: ConfigDocument(parsing: aged)
        ).text
        let changed = zip(text.split(separator: "\n"), secret.split(separator: "\n")).filter { $0 != $1 }.count
        #expect(changed == 2)
        #expect(try ConfigDocument(parsing: secret).maxAge.checksSessionCache == true)
    }

    @Test("a key is taken out again with its line, and nothing else changes")
    func removes() throws {
        let text =
            """
            # head\nauthentication:\n  oauthOptions:\n    accessTokenMaxAge: 0   # set\n    clients: []  # kept\ntail: \
            1\n
            """
        #expect(
            try ConfigEdit.removing(maxAge, from: ConfigDocument(parsing: text)).text
                == text.replacing("    accessTokenMaxAge: 0   # set\n", with: ""))
    }

    @Test(
        "what cannot be taken out with a line of its own is refused",
        arguments: [
            "authentication: {oauthOptions: {accessTokenMaxAge: 0}}\n",
            "authentication:\n  oauthOptions:\n    clients: []\n",
            "authentication:\n  oauthOptions:\n    accessTokenMaxAge: 2h\n    accessTokenMaxAge: 0\n",
        ])
    func refusesToRemove(text: String) throws {
        #expect(throws: Fault.self) { try ConfigEdit.removing(maxAge, from: ConfigDocument(parsing: text)) }
    }

    @Test("the literal of a scalar is its own text, quotes included", arguments: ["2h", "'2h'", "\"2h\"", "7200"])
    func literal(value: String) throws {
        let document = try ConfigDocument(
            parsing: "authentication:\n  oauthOptions:\n    accessTokenMaxAge: \(value)  # c\n")
        #expect(try document.literal(at: maxAge) == value)
        #expect(try document.literal(at: ["authentication", "jwtSecret"]) == nil)
    }
}
