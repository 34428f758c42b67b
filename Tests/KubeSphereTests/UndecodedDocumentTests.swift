import Fleet
import Foundation
@testable import KubeSphere
import Testing

/// Documents that ended a real ks-apiserver 3.4.1, and that a process which was started before them does not show.
@Suite("A document that no ks-apiserver decodes")
struct UndecodedDocumentTests {
    private static let sound = "authentication:\n  jwtSecret: abcdefgh\n  oauthOptions:\n    accessTokenMaxAge: 2h\n"
    private static let key = FingerprintKey()

    private func flaws(_ text: String, _ version: KubeSphereVersion) throws -> [ConfigFlaw] {
        let document = try ConfigDocument(parsing: text, version: version)
        return document.facts(resourceVersion: "1", lastWrite: nil, owner: .nobody, key: Self.key).flaws.filter(\.preventsStart)
    }

    @Test("is told by the section that is no mapping, or holds another kind of value", arguments: [
        ("network: nope\n", "network"), ("monitoring: [a]\n", "monitoring"), ("ldap: {host: [1]}\n", "ldap.host"), ("auditing: {enable: 'x'}\n", "auditing.enable"),
        ("cache: 6379\n", "cache"), ("logging: {basicAuth: 'no'}\n", "logging.basicAuth"), ("metering: {billing: {priceInfo: [1]}}\n", "metering.billing.priceInfo"),
    ])
    func sections(added: String, path: String) throws {
        #expect(try flaws(Self.sound + added, KubeSphereVersion(major: 3, minor: 4, patch: 1)).map(\.path) == [path])
    }

    @Test("and so are providers and clients that are no lists, and an image that is one", arguments: [
        ("    identityProviders: nope\n", "authentication.oauthOptions.identityProviders"), ("    clients: nope\n", "authentication.oauthOptions.clients"),
        ("  kubectlImage: [a]\n", "authentication.kubectlImage"),
    ])
    func options(added: String, path: String) throws {
        #expect(try flaws(Self.sound + added, KubeSphereVersion(major: 3, minor: 4, patch: 1)).map(\.path) == [path])
    }

    @Test("and so is a word that the version does not support", arguments: [
        ("cache: {type: nope}\n", "cache.type"), ("cache: {type: Redis}\n", "cache.type"), ("authorization: {mode: OPA}\n", "authorization.mode"),
        ("    identityProviders: [{name: a, type: LDAPIdentityProvider}, {name: b, type: nope}]\n", "authentication.oauthOptions.identityProviders[1].type"),
        ("    clients: {accessTokenMaxAge: 7d}\n", "authentication.oauthOptions.clients.accessTokenMaxAge"),
    ])
    func choices(added: String, path: String) throws {
        #expect(try flaws(Self.sound + added, KubeSphereVersion(major: 3, minor: 4, patch: 1)).map(\.path) == [path])
    }

    @Test("what another version alone knows is no flaw", arguments: [
        ("cache: {type: nope}\n", 3, 1), ("redis: 6379\n", 3, 4), ("terminal: {timeout: x}\n", 3, 1), ("monitoring: nope\n", 4, 1), ("helmExecutor: nope\n", 3, 4),
        ("gpu: nope\n", 3, 2),
    ])
    func otherVersions(added: String, major: Int, minor: Int) throws {
        let text = Self.sound + (major == 4 ? "  issuer: {jwtSecret: abcdefgh}\n" : "") + added
        #expect(try flaws(text, KubeSphereVersion(major: major, minor: minor)).isEmpty)
    }

    @Test("absent, empty and whole sections are none of them", arguments: ["network:\n", "network: {}\n", "    identityProviders: []\n", "    clients: {name: a}\n", "unknown: nope\n"])
    func sound(added: String) throws {
        #expect(try flaws(Self.sound + added, KubeSphereVersion(major: 3, minor: 4, patch: 1)).isEmpty)
    }

    @Test("a slash that is escaped is none to yaml.v2 and yaml.v3, wherever it stands", arguments: [#"note: "https:\/\/x""#, #"{"a\/b": 1}"#, #"note: "\\\/""#])
    func escapedSlash(text: String) throws {
        #expect(throws: Fault.self) { try YAMLTree(parsing: text, rules: .yaml2) }
        #expect(throws: Fault.self) { try YAMLTree(parsing: text, rules: .yaml3) }
    }

    @Test("a slash behind a backslash that is one, or in other quotes, is text", arguments: [#"note: "\\/""#, #"note: 'a\/b'"#, #"note: a\/b"#])
    func plainSlash(text: String) throws { _ = try YAMLTree(parsing: text, rules: .yaml2) }
}
