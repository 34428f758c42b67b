import Fleet
import Foundation
import NIOCore
import NIOHTTP1
import Testing

@testable import KubeSphere
@testable import Kubernetes

@Suite("What a server calls its objects")
struct ServerWordsTests {
    private func namespace(_ uid: String) throws -> Reading<Namespace> {
        .value(
            try JSONDecoder().decode(
                Namespace.self, from: JSONSerialization.data(withJSONObject: ["metadata": ["uid": uid]])))
    }

    @Test(
        "is taken where it is a UUID or a plain name that is no credential in use, and for nothing else",
        arguments: [
            ("2c7a1c1e-3f0e-4a53-8a58-0f6b2d6a3c11", true), ("", true), ("uid-host", true),
            ("plain-token-0123", false), ("0123456789abcdef0123456789abcdef", false), ("12345678", false),
            ("k0aB1cD2eF3gH4iJ5kL6mN7oP8qR9sT0uVwXy", false), ("Bearer kTok0aB1cD2eF\n3gH4", false),
            ("Basic%20YmFzaWNVc2VyOlByMHh5", false), ("2c7a1c1e-3f0e-4a53-8a58-0f6b2d6a3c11 ", false),
        ])
    func uid(text: String, isTaken: Bool) throws {
        let credentials = CredentialsInUse()
        credentials.note(SecretValue("plain-token-0123"))
        let answer = Answer(status: 200, headers: [:], body: ByteBuffer(), credentials: credentials)
        let found = ServerWords.uid(of: try namespace(text), in: .value(answer))
        #expect(found.value == (isTaken ? text : nil))
        #expect(found.fault.map { !$0.message.contains(text) } ?? true)
    }

    @Test(
        "a resourceVersion is digits",
        arguments: [("42", "42"), ("", ""), ("Bearer kTok", ""), ("123456789012345678901", ""), ("-1", "")])
    func resourceVersion(text: String, kept: String) throws {
        let meta = try JSONDecoder().decode(
            ObjectMeta.self, from: JSONSerialization.data(withJSONObject: ["resourceVersion": text]))
        #expect(ServerWords.resourceVersion(of: meta) == kept)
    }
}
