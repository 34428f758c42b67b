import Testing

@testable import Kubeconfig
@testable import Kubernetes

@Suite("Names in a server's certificate")
struct ServerNameTests {
    @Test(
        "A pattern stands for the name",
        arguments: [
            ("api.example.com", "api.example.com"), ("API.example.com", "api.EXAMPLE.com"),
            ("api.example.com", "*.example.com"),
            ("api.example.com.", "api.example.com"), ("localhost", "localhost"), ("example.com", "*.com"),
            ("kube_api.example.com", "kube_api.example.com"),
            ("a.my_zone.example", "*.my_zone.example"), ("-odd.example.com", "-ODD.example.com"), ("x y", "x y"),
        ])
    func matching(name: String, pattern: String) {
        #expect(ServerName(name).matches(pattern))
    }

    @Test(
        "A pattern does not stand for the name",
        arguments: [
            ("api.example.com", "example.com"), ("a.api.example.com", "*.example.com"), ("api.example.com", "*"),
            ("api.example.com", ""),
            ("api.example.com", "a*.example.com"), ("api.example.com", "api.example.org"), ("localhost", ""),
            ("localhost", "*"), ("", ""),
            (".", "."),
            ("api.example.com", "api.example.com."), ("api.example.com", "api.*.com"),
            ("-a.example.com", "*.example.com"),
            ("*.example.com", "*.example.com "),
            ("k\u{212A}.example.com", "kk.example.com"), ("e\u{301}.example.com", "\u{E9}.example.com"), ("..", "*."),
        ])
    func other(name: String, pattern: String) {
        #expect(!ServerName(name).matches(pattern))
    }

    @Test(
        "What is asked for in the handshake is a name, never an address",
        arguments: [
            ("api.example.com", "api.example.com"), ("api.example.com..", "api.example.com"), ("10.0.0.1", nil),
            ("fd00::1", nil),
            ("", nil), (".", nil), ("a\0b", nil),
        ] as [(String, String?)])
    func indication(host: String, asked: String?) {
        #expect(ServerName(host).indication == asked)
    }
}
