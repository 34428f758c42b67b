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
        ("redis: 6379\n", "redis"),
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

    @Test("absent, empty and whole sections are none of them", arguments: ["network:\n", "network: {}\n", "    identityProviders: []\n", "    clients: {name: a}\n", "unknown: nope\n"])
    func sound(added: String) throws {
        #expect(try flaws(Self.sound + added, KubeSphereVersion(major: 3, minor: 4, patch: 1)).isEmpty)
    }

    @Test("a slash that is escaped is none to yaml.v2, wherever it stands, and one to yaml.v3", arguments: [#"note: "https:\/\/x""#, #"{"a\/b": 1}"#, #"note: "\\\/""#])
    func escapedSlash(text: String) throws {
        #expect(throws: Fault.self) { try YAMLTree(parsing: text, rules: .yaml2) }
        _ = try YAMLTree(parsing: text, rules: .yaml3)
    }

    @Test("a slash behind a backslash that is one, or in other quotes, is text", arguments: [#"note: "\\/""#, #"note: 'a\/b'"#, #"note: a\/b"#])
    func plainSlash(text: String) throws { _ = try YAMLTree(parsing: text, rules: .yaml2) }
}
