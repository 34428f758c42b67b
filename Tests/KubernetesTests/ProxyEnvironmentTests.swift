import Testing

@testable import Kubeconfig
@testable import Kubernetes

/// The cases of golang.org/x/net/http/httpproxy's own tests that concern https, and some more.
@Suite("Proxies of the environment")
struct ProxyEnvironmentTests {
    @Test(
        "a server is reached without a proxy",
        arguments: [
            ("", "localhost"), ("", "127.0.0.1"), ("", "127.0.0.2"), ("", "[::1]"), ("", "LOCALHOST"),
            ("*", "anything.example"), (" * ", "10.0.0.1"),
            ("x, *", "a.example"), ("example.com", "example.com"), ("example.com", "a.b.example.com"),
            ("EXAMPLE.com", "a.Example.COM"), (".example.com", "a.example.com"),
            ("*.example.com", "a.example.com"), ("x,example.com ,y", "example.com"),
            ("example.com:6443", "example.com"), ("example.com:6443", "a.example.com"),
            ("192.168.1.1", "192.168.1.1"), ("192.168.1.1:6443", "192.168.1.1"), ("192.168.0.0/16", "192.168.7.9"),
            ("10.0.0.0/9", "10.127.255.255"),
            ("0.0.0.0/0", "8.8.8.8"), ("fd00::/8", "[fd12::1]"), ("2001:db8::1", "[2001:db8:0::1]"),
            ("[2001:db8::1]:6443", "[2001:db8::1]"),
            ("192.168.1.1", "[::ffff:192.168.1.1]"), ("192.168.0.0/16", "[::ffff:192.168.9.9]"),
            ("example.com:", "example.com"),
        ])
    func direct(list: String, host: String) throws {
        #expect(try proxy(["HTTPS_PROXY": "http://proxy.example:3128", "NO_PROXY": list], host: host) == nil)
    }

    @Test(
        "a server is reached through the proxy",
        arguments: [
            ("", "example.com"), ("example.com", "notexample.com"), ("example.com", "example.com.evil.org"),
            (".example.com", "example.com"), ("*.example.com", "example.com"),
            ("example.com:443", "example.com"), ("192.168.1.1:443", "192.168.1.1"), ("192.168.1.1", "192.168.1.11"),
            ("192.168.0.0/16", "192.169.0.1"),
            ("10.0.0.0/9", "10.128.0.0"), ("192.168", "192.168.1.1"), ("fd00::/8", "[fe80::1]"),
            ("192.168.0.0/33", "192.168.1.1"), ("192.168.0.0/16", "192.168.example"),
            ("example.com:https", "example.com"), (",, ,", "example.com"), (":6443", "example.com"),
            ("a*.example.com", "ab.example.com"), ("127.0.0.0/8", "128.0.0.1"),
            ("::/0", "8.8.8.8"), ("0.0.0.0/0", "[2001:db8::1]"),
        ])
    func proxied(list: String, host: String) throws {
        #expect(
            try proxy(["HTTPS_PROXY": "http://proxy.example:3128", "NO_PROXY": list], host: host)
                == "http proxy.example:3128")
    }

    @Test(
        "the variables, and the ways to write an address",
        arguments: [
            ([:], nil), (["HTTP_PROXY": "http://p:1"], nil), (["ALL_PROXY": "http://p:1"], nil),
            (["https_proxy": "http://p:1"], "http p:1"),
            (["HTTPS_PROXY": "http://p:1", "https_proxy": "http://q:2"], "http p:1"),
            (["HTTPS_PROXY": "", "https_proxy": "http://q:2"], "http q:2"),
            (["HTTPS_PROXY": "p:1"], "http p:1"), (["HTTPS_PROXY": "p"], "http p:80"),
            (["HTTPS_PROXY": "https://u:w@p"], "https p:443"), (["HTTPS_PROXY": "socks5://p"], "socks5 p:1080"),
            (["HTTPS_PROXY": "http://[fd00::1]:8080"], "http [fd00::1]:8080"),
            (["HTTPS_PROXY": "http://p:1", "no_proxy": "example.com"], nil),
            (["HTTPS_PROXY": "http://p:1", "NO_PROXY": "other.org", "no_proxy": "example.com"], "http p:1"),
        ] as [([String: String], String?)])
    func variables(environment: [String: String], expected: String?) throws {
        #expect(try proxy(environment, host: "example.com") == expected)
    }

    @Test(
        "an address that cannot be used is refused by its variable's name, and not quoted",
        arguments: ["ftp://u:s3cret-s3cret@p", "http://", "http://u:s3cret-s3cret@p:99999"])
    func unusable(address: String) async throws {
        let text = kubeconfig(cluster: ["server: https://example.com"])
        let error = await #expect(throws: KubeconfigError.self) {
            try await endpoint(text, environment: ["https_proxy": address])
        }
        #expect(
            error?.code == .unsupported && error?.message.contains("https_proxy of the environment") == true
                && error?.message.contains("s3cret") == false)
    }

    @Test("a kubeconfig's proxy-url goes before the environment, and knows no exceptions")
    func precedence() async throws {
        let text = kubeconfig(cluster: ["server: https://example.com", "proxy-url: http://own.example:8080"])
        let environment = ["HTTPS_PROXY": "http://p:1", "NO_PROXY": "*"]
        #expect(try await endpoint(text, environment: environment).proxyAuthority == "own.example:8080")
    }

    private func proxy(_ environment: [String: String], host: String) throws -> String? {
        let server = try #require(try? ServerAddress.read("https://\(host):6443").get())
        return try ProxyEnvironment(environment).proxy(for: server).map { "\($0.kind) \($0.authority)" }
    }
}
