import Fleet
import Foundation
import Testing

@testable import KubeSphere
@testable import KubeSphereConfig

/// Documents that ended a real ks-apiserver 3.4.1, and that a process which was started before them does not show.
@Suite("A document that no ks-apiserver decodes")
struct UndecodedDocumentTests {
    private static let sound = "authentication:\n  jwtSecret: abcdefgh\n  oauthOptions:\n    accessTokenMaxAge: 2h\n"
    private static let key = FingerprintKey()

    private func flaws(_ text: String, _ version: KubeSphereVersion) throws -> [ConfigFlaw] {
        let document = try ConfigDocument(parsing: text, version: version)
        return document.facts(resourceVersion: "1", lastWrite: nil, owner: .nobody, key: Self.key).flaws.filter(
            \.preventsStart)
    }

    @Test(
        "is told by the section that is no mapping, or holds another kind of value",
        arguments: [
            ("network: nope\n", "network"), ("monitoring: [a]\n", "monitoring"), ("ldap: {host: [1]}\n", "ldap.host"),
            ("auditing: {enable: 'x'}\n", "auditing.enable"),
            ("cache: 6379\n", "cache"), ("logging: {basicAuth: 'no'}\n", "logging.basicAuth"),
            ("metering: {billing: {priceInfo: [1]}}\n", "metering.billing.priceInfo"),
        ])
    func sections(added: String, path: String) throws {
        #expect(try flaws(Self.sound + added, KubeSphereVersion(major: 3, minor: 4, patch: 1)).map(\.path) == [path])
    }

    @Test(
        "and so are providers and clients that are no lists, and an image that is one",
        arguments: [
            ("    identityProviders: nope\n", "authentication.oauthOptions.identityProviders"),
            ("    clients: nope\n", "authentication.oauthOptions.clients"),
            ("  kubectlImage: [a]\n", "authentication.kubectlImage"),
        ])
    func options(added: String, path: String) throws {
        #expect(try flaws(Self.sound + added, KubeSphereVersion(major: 3, minor: 4, patch: 1)).map(\.path) == [path])
    }

    @Test(
        "and so is a word that the version does not support",
        arguments: [
            ("cache: {type: nope}\n", "cache.type"), ("cache: {type: Redis}\n", "cache.type"),
            ("authorization: {mode: OPA}\n", "authorization.mode"),
            (
                "    identityProviders: [{name: a, type: LDAPIdentityProvider}, {name: b, type: nope}]\n",
                "authentication.oauthOptions.identityProviders[1].type"
            ),
            ("    clients: {accessTokenMaxAge: 7d}\n", "authentication.oauthOptions.clients.accessTokenMaxAge"),
        ])
    func choices(added: String, path: String) throws {
        #expect(try flaws(Self.sound + added, KubeSphereVersion(major: 3, minor: 4, patch: 1)).map(\.path) == [path])
    }

    /// Each was given to 3.4.1 and 4.1.3, which started.
    @Test(
        "what Go makes something of is no flaw",
        arguments: [
            "auditing: {enable: {zz: ~}}\n", "devops: {maxConnections: '1_000'}\n", "kubernetes: {qps: '1_0.5'}\n",
            "cache: {options: [[], []]}\n",
            "cache: {options: [{}, []]}\n", "kubernetes: {burst: '0x10'}\n", "    clients: [{redirectURIs: [a, 5]}]\n",
        ])
    func taken(added: String) throws {
        #expect(try flaws(Self.sound + added, KubeSphereVersion(major: 3, minor: 4, patch: 1)).isEmpty)
    }

    @Test(
        "on 4.x a date is a mapping, too",
        arguments: ["auditing: {logOptions: 2026-11-30}\n", "helmExecutor: {resources: {requests: 2026-11-30}}\n"])
    func date(added: String) throws {
        #expect(
            try flaws(
                "authentication: {issuer: {jwtSecret: abcdefgh}}\n" + added,
                KubeSphereVersion(major: 4, minor: 1, patch: 3)
            ).isEmpty)
    }

    @Test(
        "words that are empty, types that are forgotten, names that are taken and numbers out of range are flaws",
        arguments: [
            ("authorization: {mode: ''}\n", "authorization.mode"), ("cache: {type: ''}\n", "cache.type"),
            ("    identityProviders: [{name: a, type: }]\n", "authentication.oauthOptions.identityProviders[0].type"),
            ("    identityProviders: [{name: a}]\n", "authentication.oauthOptions.identityProviders[0].type"),
            (
                """
                    identityProviders: [{name: a, type: LDAPIdentityProvider}, {name: a, type: LDAPIdentityProvider}]\n
                """,
                "authentication.oauthOptions.identityProviders[1].name"
            ),
            ("devops: {host: jenkins, username: admin}\n", "devops.password"),
            (
                "    identityProviders: [{name: a, type: GitHubIdentityProvider}]\n",
                "authentication.oauthOptions.identityProviders[0].provider"
            ),
            ("  authenticateRateLimiterMaxTries: 200\n", "authentication.authenticateRateLimiterMaxTries"),
            ("  loginHistoryMaximumEntries: 4\n", "authentication.loginHistoryMaximumEntries"),
            ("  loginHistoryMaximumEntries: -1\n", "authentication.loginHistoryMaximumEntries"),
            (
                "  authenticateRateLimiterMaxTries: 6\n  loginHistoryMaximumEntries: 3\n",
                "authentication.authenticateRateLimiterMaxTries"
            ),
            ("kubernetes: {qps: '1e400'}\n", "kubernetes.qps"), ("kubernetes: {qps: '0x10'}\n", "kubernetes.qps"),
            ("logging: {version: [1]}\n", "logging.version"),
            ("    clients: [{redirectURIs: [{}]}]\n", "authentication.oauthOptions.clients[0].redirectURIs"),
        ])
    func further(added: String, path: String) throws {
        #expect(try flaws(Self.sound + added, KubeSphereVersion(major: 3, minor: 4, patch: 1)).map(\.path) == [path])
    }

    /// Asked of 3.1.1, 3.3.2, 3.4.1, 4.1.3 and master.
    @Test("the labels of Thanos' rules are pairs, to 3.x alone")
    func labels() throws {
        let ends = ["'a,b'", "a=b=c", "a==b", "2147483648", "'[]'", "' '", "'a=b, '", "true", "'a=\"b,c\"'"]
        let starts = ["''", "','", "=b", "a=", "'a=b,,c=d'", "' a=b'", "'[a=b,c=d]'", "~", "{}"]
        for (values, count) in [(ends, 1), (starts, 0)] {
            for value in values {
                let text = "alerting: {thanosRuleResourceLabels: \(value)}\n"
                #expect(
                    try flaws(Self.sound + text, KubeSphereVersion(major: 3, minor: 4, patch: 1)).count == count,
                    "\(value)")
                let four = "authentication: {issuer: {jwtSecret: abcdefgh}}\n" + text
                #expect(try flaws(four, KubeSphereVersion(major: 4, minor: 1, patch: 3)).isEmpty, "\(value)")
            }
        }
    }

    @Test("a history shorter than the default number of tries is told to the version that has it")
    func history() throws {
        for (value, minor, count) in [("5", 1, 0), ("4", 1, 1), ("4", 0, 0), ("~", 4, 0)] {
            let text = Self.sound + "  loginHistoryMaximumEntries: \(value)\n"
            #expect(try flaws(text, KubeSphereVersion(major: 3, minor: minor)).count == count, "\(value) \(minor)")
        }
    }

    @Test("3.0 alone makes no list of one mapping or one number")
    func one() throws {
        for (minor, count) in [(0, 1), (1, 0)] {
            let version = KubeSphereVersion(major: 3, minor: minor)
            #expect(
                try flaws(Self.sound + "network: {nsnpOptions: {allowedIngressNamespaces: 5}}\n", version).count
                    == count)
            #expect(try flaws(Self.sound + "    clients: {name: a}\n", version).count == count)
        }
    }

    @Test("an empty number is 0 to 3.4 and later alone")
    func emptyNumber() throws {
        for (minor, count) in [(1, 1), (3, 1), (4, 0)] {
            #expect(
                try flaws(Self.sound + "kubernetes: {burst: ''}\n", KubeSphereVersion(major: 3, minor: minor)).count
                    == count)
        }
    }

    @Test(
        """
        a question mark in braces ends the reading in Go, a colon at the end of a value there in ours; which of them \
        is said
        """
    )
    func scanners() throws {
        let fault = { (text: String) -> Fault.Kind? in
            do throws(Fault) { _ = try YAMLTree(parsing: text, rules: .yaml2) } catch { return error.kind }
            return nil
        }
        for text in [
            "x: {a: http://h/p?q=1}", "x: [what?]", "{a?: b}", "%YAML 1.2\n---\na: b", "\u{FEFF}%YAML 1.2\n---\na: b",
        ] {
            #expect(fault(text) == .invalidDocument, "\(text)")
        }
        for text in ["x: a?b", "x: {a: 'b?'}", "? a\n: b\n"] { #expect(fault(text) == nil, "\(text)") }
        for text in [
            "x: {a: b:}", "x: [fe80::, b]",
            "x: " + String(repeating: "[", count: 900) + String(repeating: "]", count: 900),
        ] {
            #expect(fault(text) == .documentNotRead, "\(text.prefix(20))")
        }
    }

    @Test(
        "what another version alone knows is no flaw",
        arguments: [
            ("cache: {type: nope}\n", 3, 1), ("redis: 6379\n", 3, 4), ("terminal: {timeout: x}\n", 3, 1),
            ("monitoring: nope\n", 4, 1), ("helmExecutor: nope\n", 3, 4),
            ("gpu: nope\n", 3, 2),
        ])
    func otherVersions(added: String, major: Int, minor: Int) throws {
        let text = Self.sound + (major == 4 ? "  issuer: {jwtSecret: abcdefgh}\n" : "") + added
        #expect(try flaws(text, KubeSphereVersion(major: major, minor: minor)).isEmpty)
    }

    @Test(
        "absent, empty and whole sections are none of them",
        arguments: [
            "network:\n", "network: {}\n", "    identityProviders: []\n", "    clients: {name: a}\n", "unknown: nope\n",
        ])
    func sound(added: String) throws {
        #expect(try flaws(Self.sound + added, KubeSphereVersion(major: 3, minor: 4, patch: 1)).isEmpty)
    }

    @Test(
        "a slash that is escaped is none to yaml.v2 and yaml.v3, wherever it stands",
        arguments: [#"note: "https:\/\/x""#, #"{"a\/b": 1}"#, #"note: "\\\/""#])
    func escapedSlash(text: String) throws {
        #expect(throws: Fault.self) { try YAMLTree(parsing: text, rules: .yaml2) }
        #expect(throws: Fault.self) { try YAMLTree(parsing: text, rules: .yaml3) }
    }

    @Test(
        "a slash behind a backslash that is one, or in other quotes, is text",
        arguments: [#"note: "\\/""#, #"note: 'a\/b'"#, #"note: a\/b"#])
    func plainSlash(text: String) throws { _ = try YAMLTree(parsing: text, rules: .yaml2) }
}
