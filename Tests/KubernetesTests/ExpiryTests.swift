import Fleet
import FoundationEssentials
import Kubernetes
import Testing

@Suite("When credentials end")
struct ExpiryTests {
    private func expiries(user: [String]) async throws -> [Expiry] {
        var found: [Expiry] = []
        try await withClient(try await endpoint(kubeconfig(cluster: ["server: https://a"], user: user))) {
            found = await $0.reader.expiries
        }
        return found
    }

    private func jwt(_ payload: String) -> String {
        let text = payload.base64.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
        return "eyJhbGciOiJSUzI1NiJ9.\(text).c2lnbmF0dXJl"
    }

    @Test("a token's exp is read where it is a JWT that has one; anything else has no known end")
    func tokens() async throws {
        #expect(
            try await expiries(user: ["token: \(jwt(#"{"exp":1790000000,"sub":"ä?>"}"#))"]) == [
                Expiry(.token, notAfter: Date(timeIntervalSince1970: 1_790_000_000))
            ])
        for token in [jwt("{}"), jwt("nothing"), "a.b.c", "opaque-token", "a.!!!.c"] {
            #expect(try await expiries(user: ["token: \(token)"]).isEmpty, "\(token)")
        }
        #expect(try await expiries(user: ["username: u", "password: p"]).isEmpty)
    }

    @Test("a client certificate's end is its notAfter")
    func certificates() async throws {
        let identity = try TestAuthority().issue()
        let found = try await expiries(user: [
            "client-certificate-data: \(identity.certificate.base64)", "client-key-data: \(identity.key.base64)",
        ])
        #expect(found.map(\.subject) == [.clientCertificate])
        #expect(found.allSatisfy { $0.notAfter > Date() })
    }
}
