import Fleet
import FoundationEssentials
import NIOSSL
import Testing

@testable import Kubeconfig
@testable import Kubernetes

@Suite("Kubeconfigs are read and merged as kubectl does")
struct KubeconfigTests {
    private func entry(_ context: String, server: String, token: String) -> String {
        """
        contexts: [{name: \(context), context: {cluster: shared, user: shared}}]
        clusters: [{name: shared, cluster: {server: "\(server)"}}]
        users: [{name: shared, user: {token: \(token)}}]
        """
    }

    private func token(_ endpoint: APIEndpoint) -> String? {
        if case .token(let token) = endpoint.credentials { token.revealedForUseInProcess() } else { nil }
    }

    @Test("The first file's entry of a name counts whole, and contexts keep their order")
    func merge() async throws {
        try await withDirectory { directory in
            let first = try directory.write(
                "a", entry("one", server: "https://a:1", token: "token-a") + "\ncurrent-context: ''")
            let second = try directory.write(
                "b", entry("two", server: "https://b:2", token: "token-b") + "\ncurrent-context: two")
            let third = try directory.write(
                "c", entry("one", server: "https://c:3", token: "token-c") + "\ncurrent-context: one")
            let merged = try Kubeconfig.load(paths: [first, second, third])
            #expect(merged.contexts == ["one", "two"])
            #expect(merged.currentContext == "two")
            for name in merged.contexts {
                let endpoint = try merged.endpoint(forContext: name).get()
                #expect(endpoint.server.description == "https://a:1")
                #expect(token(endpoint) == "token-a")
            }
        }
    }

    @Test("A missing file of several is passed over and told")
    func missingOfSeveral() async throws {
        try await withDirectory { directory in
            let there = try directory.write("a", entry("one", server: "https://a:1", token: "t"))
            let gone = directory.appending(path: "gone").path
            let loaded = try Kubeconfig.load(paths: [gone, there])
            #expect(loaded.contexts == ["one"])
            #expect(loaded.missingFiles == [gone])
        }
    }

    @Test(
        "Where to look",
        arguments: [
            (["KUBECONFIG": "/a:/b::/c", "HOME": "/h"], ["/a", "/b", "/c"]),
            (["KUBECONFIG": "", "HOME": "/h"], ["/h/.kube/config"]),
            (["HOME": "/h"], ["/h/.kube/config"]), ([:], []),
        ])
    func paths(environment: [String: String], paths: [String]) {
        #expect(Kubeconfig.defaultPaths(environment: environment) == paths)
    }

    @Test("Files are relative to the kubeconfig that names them, even after a merge")
    func relative() async throws {
        let authority = try TestAuthority()
        let identity = try authority.issue(names: ["operator"])
        try await withDirectory { directory in
            try directory.write("deep/pki/ca.pem", authority.pem)
            try directory.write("deep/pki/client.pem", identity.certificate)
            try directory.write("deep/key.pem", identity.key)
            let other = try directory.write("other", entry("other", server: "https://o:1", token: "t"))
            let path = try directory.write(
                "deep/config",
                kubeconfig(
                    cluster: ["server: https://a:6443", "certificate-authority: pki/ca.pem"],
                    user: ["client-certificate: pki/client.pem", "client-key: ./key.pem", "tokenFile: token"]))
            let endpoint = try Kubeconfig.load(paths: [other, path]).endpoint(forContext: "test").get()
            guard case .authorities(let trusted) = endpoint.trust,
                case .tokenFile(let tokenFile, nil) = endpoint.credentials
            else {
                Issue.record("\(endpoint.trust), \(endpoint.credentials)")
                return
            }
            #expect(trusted.count == 1)
            #expect(tokenFile == directory.appending(path: "deep/token").path)
            #expect(endpoint.identity?.chain.count == 1)
        }
    }

    @Test("Inline data wins over a file, which is not even looked for")
    func inline() async throws {
        let authority = try TestAuthority()
        let identity = try authority.issue(names: ["operator"], validUntil: Date(timeIntervalSince1970: 2_000_000_000))
        let endpoint = try await endpoint(
            kubeconfig(
                cluster: [
                    "server: https://a", "certificate-authority: /gone",
                    "certificate-authority-data: \((authority.pem + "\n" + authority.pem).base64)",
                ],
                user: [
                    "client-certificate: /gone", "client-certificate-data: \(identity.certificate.base64)",
                    "client-key: /gone",
                    """
                    client-key-data: >-\n      \(identity.key.base64.prefix(60))\n      \
                    \(identity.key.base64.dropFirst(60))
                    """,
                ]))
        guard case .authorities(let trusted) = endpoint.trust else {
            Issue.record("\(endpoint.trust)")
            return
        }
        #expect(trusted.count == 2)
        #expect(endpoint.clientCertificateExpiry == Date(timeIntervalSince1970: 2_000_000_000))
        #expect(endpoint.server.port == 443)
        #expect(endpoint.verifiesServer)
    }

    @Test(
        "Credentials of each kind",
        arguments: [
            (["{}"], "none"), (["token: ' abc '"], "token abc"), (["token: null"], "none"),
            (["tokenFile: /t"], "file /t nil"),
            (["tokenFile: /t", "token: abc"], "file /t abc"), (["username: u", "password: p"], "basic u p"),
            (["username: u"], "basic u "),
            (["token: ''", "exec: null", "as: ''"], "none"), (["token: a b"], "token a b"),
            (["username: 'a:b'", "password: p"], "basic a:b p"),
            (["token: abc", "client-key-data: bm8="], "token abc"),
            (["token: abc", "exec: {command: /never}"], "token abc"),
        ])
    func credentials(user: [String], expected: String) async throws {
        let credentials = try await endpoint(kubeconfig(cluster: ["server: https://a"], user: user)).credentials
        let read =
            switch credentials {
            case .none: "none"
            case .token(let token): "token \(token.revealedForUseInProcess())"
            case .tokenFile(let path, let fallback): "file \(path) \(fallback?.revealedForUseInProcess() ?? "nil")"
            case .basic(let username, let password): "basic \(username) \(password.revealedForUseInProcess())"
            case .exec(let plugin): "exec \(plugin.command)"
            }
        #expect(read == expected)
    }

    @Test(
        "Servers",
        arguments: [
            ("https://a.example.com:6443", "a.example.com:6443", ""), ("https://[fd00::1]:6443/", "[fd00::1]:6443", ""),
            ("https://10.0.0.1", "10.0.0.1:443", ""), ("HTTPS://a/k8s/clusters/c-1/", "a:443", "/k8s/clusters/c-1"),
        ])
    func servers(server: String, authority: String, prefix: String) async throws {
        let endpoint = try await endpoint(kubeconfig(cluster: ["server: \(server)"]))
        #expect(endpoint.server.authority == authority)
        #expect(endpoint.server.pathPrefix == prefix)
    }

    @Test(
        "A user in the server's address goes before the user's own credentials, as with Go's client, and is not shown")
    func userInServer() async throws {
        let endpoint = try await endpoint(
            kubeconfig(cluster: ["server: https://jane:p%40w@a:6443"], user: ["token: t"]))
        guard case .basic("jane", let password) = endpoint.credentials else {
            Issue.record("\(endpoint.credentials)")
            return
        }
        #expect(password.revealedForUseInProcess() == "p@w" && endpoint.server.description == "https://a:6443")
    }

    @Test("What is not needed is ignored, and JSON is YAML")
    func ignored() async throws {
        let text = #"""
            {"apiVersion":"v1","kind":"Config","preferences":{"colors":true},"extensions":[{"name":"e","extension":{}}],
            "contexts":[{"name":"test","context":{"cluster":"c","user":"u","namespace":"n","extensions":[]}}],
            "clusters":[{"name":"c","cluster":{"server":"https://a","disable-compression":true,
            "insecure-skip-tls-verify":false}}],
            "users":[{"name":"u","user":{"token":"t"}}]}
            """#
        #expect(token(try await endpoint(text)) == "t")
    }

    @Test("An empty kind is one that is absent", arguments: ["kind: ''", "kind:", "kind: Config"])
    func kind(line: String) async throws {
        let text = kubeconfig(cluster: ["server: https://a"], user: ["token: t"])
        #expect(token(try await endpoint(text.replacing("kind: Config", with: line))) == "t")
    }

    @Test("One broken context does not stop another")
    func onlyTheBroken() async throws {
        try await withDirectory { directory in
            let path = try directory.write(
                "config",
                """
                contexts:
                - {name: good, context: {cluster: good, user: u}}
                - {name: bad, context: {cluster: bad, user: u}}
                - {name: worse, context: nonsense}
                clusters:
                - {name: good, cluster: {server: "https://a"}}
                - {name: bad, cluster: {server: [1]}}
                users:
                - {name: u, user: {token: t}}
                """)
            let loaded = try Kubeconfig.load(paths: [path])
            #expect(loaded.contexts == ["good", "bad", "worse"])
            #expect(throws: Never.self) { try loaded.endpoint(forContext: "good").get() }
            #expect(throws: KubeconfigError.self) { try loaded.endpoint(forContext: "bad").get() }
            #expect(throws: KubeconfigError.self) { try loaded.endpoint(forContext: "worse").get() }
        }
    }

    @Test("No secret is in a description or a dump")
    func noDescription() async throws {
        try await withDirectory { directory in
            let path = try directory.write(
                "config", kubeconfig(cluster: ["server: https://a"], user: ["token: s3cret-token"]))
            let loaded = try Kubeconfig.load(paths: [path])
            let endpoint = try loaded.endpoint(forContext: "test").get()
            var dumped = ""
            dump(loaded, to: &dumped)
            dump(endpoint, to: &dumped)
            #expect(
                !"\(loaded) \(endpoint) \(String(reflecting: loaded)) \(String(reflecting: endpoint)) \(dumped)"
                    .contains("s3cret"))
        }
    }
}
