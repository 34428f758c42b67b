import Fleet
import Foundation
import KubeSphere
import Testing

@Suite("kubesphere.yaml, as ks-apiserver reads it")
struct ConfigDocumentTests {
    private func document3(_ maxAge: String) throws -> ConfigDocument {
        try ConfigDocument(
            parsing:
                "authentication:\n  jwtSecret: \"s\"\n  oauthOptions:\n    accessTokenInactivityTimeout: 2h\n\(maxAge)")
    }

    // Measured on a running 3.4.1 (kubesphere.md M2).
    @Test("the cache check is off", arguments: ["0", "0s", "0h", "0m0s", "'0'", "0.0", "false", "\"0s\""])
    func cacheCheckOff(value: String) throws {
        #expect(try document3("    accessTokenMaxAge: \(value)\n").maxAge.checksSessionCache == false)
    }

    @Test("the cache check is on", arguments: ["2h", "7200", "-1s", "null", "~", "", "true", "1h30m", "1.5h"])
    func cacheCheckOn(value: String) throws {
        #expect(try document3("    accessTokenMaxAge: \(value)\n").maxAge.checksSessionCache == true)
    }

    @Test("no process starts with it", arguments: ["bogus", "''", "'7200'", "2 hours", "[1]"])
    func unstartable(value: String) throws {
        #expect(try document3("    accessTokenMaxAge: \(value)\n").maxAge.checksSessionCache == nil)
    }

    @Test(
        "a document that is nested thousands deep is refused, and ends no process",
        arguments: [
            "a: " + String(repeating: "[", count: 200_000), "a: " + String(repeating: "{b: ", count: 60_000),
            "a:\n" + String(repeating: "- ", count: 60_000) + "b",
            String(repeating: "? ", count: 60_000) + "b",
            (0..<3000).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
        ])
    func depth(text: String) {
        let fault = #expect(throws: Fault.self) { try ConfigDocument(parsing: text) }
        #expect(
            fault?.kind == .documentNotRead && fault?.message.contains("nested deeper than 500 levels: line") == true,
            "\(String(describing: fault))")
    }

    @Test("what only looks like nesting is read")
    func shallow() throws {
        let rule = "----------" + String(repeating: "-", count: 600)
        #expect(throws: Never.self) {
            try ConfigDocument(
                parsing: "# \(rule)\na: |\n  \(rule)\n  [] {} [[]]\nb: \"\(String(repeating: "[]", count: 600))\"\n")
        }
    }

    @Test(
        "many anchors, none of which hangs on another, are not deep, whatever a text beside them looks like",
        arguments: [
            (0..<40).map { "a\($0): &a\($0) {x: 1}\nb\($0): *a\($0)\n" }.joined() + "t: |\n"
                + String(repeating: " ", count: 26) + "x\n",
            (0..<600).map { "k\($0): &k\($0) 1\n" }.joined()
                + "z: [\((0..<600).map { "*k\($0)" }.joined(separator: ", "))]\n",
            "t: |\n" + String(repeating: " ", count: 700) + "x\n",
            "t: '\(String(repeating: "[", count: 700))'\n",
        ])
    func anchors(text: String) {
        #expect(throws: Never.self) { try ConfigDocument(parsing: text) }
    }

    @Test("a chain of aliases is as deep as its links together")
    func chain() throws {
        let links = { (count: Int) in
            (0..<count).map { "a\($0): &a\($0) {x: \($0 == 0 ? "1" : "*a\($0 - 1)")}\n" }.joined()
        }
        #expect(throws: Never.self) { try ConfigDocument(parsing: links(100)) }
        let fault = #expect(throws: Fault.self) { try ConfigDocument(parsing: links(600)) }
        #expect(fault?.kind == .documentNotRead && fault?.message.contains("levels: line 5") == true)
    }

    @Test("an absent key means two hours, and a bare number means nanoseconds")
    func absentAndBare() throws {
        #expect(try document3("").maxAge == .absent)
        #expect(try document3("    accessTokenMaxAge: 7200\n").maxAge == .nanoseconds(7200, text: "7200"))
    }

    @Test("the last of two equal keys counts, and keys are found without regard to case")
    func duplicatesAndCase() throws {
        #expect(
            try document3("    accessTokenMaxAge: 2h\n    accessTokenMaxAge: 0\n").maxAge.checksSessionCache == false)
        #expect(try document3("    ACCESSTOKENMAXAGE: 0\n").maxAge.checksSessionCache == false)
    }

    @Test("the recorded documents give role, layout, cache and age", arguments: ["v3.1.1", "v3.4.1", "v4.1.3"])
    func recorded(version: String) throws {
        let document = try ConfigDocument(parsing: Recorded.configText(version))
        #expect(document.maxAge.checksSessionCache == false)
        #expect(document.jwtSecret?.isEmpty == false)
        #expect(document.layout == (version == "v4.1.3" ? .issuer : .oauthOptions))
        #expect(document.role == (version == "v4.1.3" ? .member : nil))
    }

    @Test("what the 3.4 host's controller does to a document changes nothing in what it means")
    func joinRewrite() throws {
        let before = try ConfigDocument(parsing: Recorded.text("logs/v3.4.1/kubesphere.yaml-before-join"))
        let after = try ConfigDocument(parsing: Recorded.text("logs/v3.4.1/kubesphere.yaml-after-join"))
        let key = FingerprintKey()
        #expect(
            before.jwtSecret.map { Fingerprint(of: $0, key: key) }
                == after.jwtSecret.map { Fingerprint(of: $0, key: key) })
        #expect(before.maxAge.checksSessionCache == after.maxAge.checksSessionCache)
    }

    @Test("invalid YAML is refused with its place and without its text")
    func invalid() {
        #expect { try ConfigDocument(parsing: "authentication:\n  jwtSecret: \"PLANTED\n  x: [") } throws: { error in
            let message = String(describing: error)
            return message.contains("line") && !message.contains("PLANTED")
        }
        #expect(throws: Fault.self) { try ConfigDocument(parsing: "just a text") }
        #expect(throws: Fault.self) { try ConfigDocument(parsing: "") }
    }

    @Test("facts carry no secret, wherever it stands in the document")
    func redaction() throws {
        let text = """
            # jwtSecret: PLANTED-comment
            authentication:
              jwtSecret: "PLANTED-jwt"
              oauthOptions:
                accessTokenMaxAge: 2h
                identityProviders:
                - name: github
                  provider: {clientID: visible, clientSecret: PLANTED-client}
            ldap: {managerPassword: PLANTED-ldap, host: ldap.example}
            s3: {secretAccessKey: PLANTED-s3, endpoint: "http://user:PLANTED-url@s3"}
            bind: {managerPw: PLANTED-pw, pem: "-----BEGIN PRIVATE KEY----- PLANTED-pem"}
            copy: prefix-PLANTED-jwt-suffix
            """
        let facts = try ConfigDocument(parsing: text).facts(
            resourceVersion: "1", lastWrite: nil, owner: .nobody, key: FingerprintKey())
        let stored = String(decoding: try JSONEncoder().encode(facts), as: UTF8.self)
        #expect(!stored.contains("PLANTED"))
        #expect(
            facts.redacted.contains("accessTokenMaxAge: 2h") && facts.redacted.contains("name: github")
                && facts.redacted.contains("host: ldap.example"))
        #expect(facts.redacted.contains("<fp:"))
    }
}

/// Documents out of the recorded exchanges.
enum Recorded {
    static func text(_ path: String) throws -> String {
        try String(contentsOf: Fixtures.directory.appending(path: path), encoding: .utf8)
    }

    static func configText(_ version: String) throws -> String {
        let response = try text("api/\(version)/03-get-configmap.response")
        let body = response.components(separatedBy: "\r\n\r\n").last ?? ""
        struct ConfigMap: Decodable { let data: [String: String] }
        return try JSONDecoder().decode(ConfigMap.self, from: Data(body.utf8)).data["kubesphere.yaml"] ?? ""
    }
}
