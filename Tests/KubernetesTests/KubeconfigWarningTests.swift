import Fleet
import Foundation
import Testing

@testable import Kubeconfig
@testable import Kubernetes

@Suite("What a kubeconfig says without a mistake, and hardly as it was meant, is told")
struct KubeconfigWarningTests {
    private func file(_ context: String, token: String, server: String = "https://a:6443", more: String = "") -> String
    {
        """
        contexts:
        - {name: \(context), context: {cluster: cluster.local, user: kubernetes-admin}}
        clusters:
        - {name: cluster.local, cluster: {server: "\(server)"}}
        users:
        - {name: kubernetes-admin, user: {token: \(token)}}
        \(more)
        """
    }

    private func warnings(_ texts: String...) async throws -> [KubeconfigWarning] {
        try await withDirectory { directory in
            let paths = try texts.enumerated().map { try directory.write("\($0)/config", $1) }
            return try Kubeconfig.load(paths: paths).warnings
        }
    }

    @Test("Names of different content in several files are named with both files, which counts, and who is misled")
    func shadowed() async throws {
        let told = try await warnings(
            file("host", token: "s3cret-1"), file("member", token: "s3cret-2", server: "https://b:6443"))
        #expect(told.map(\.kind) == [.shadowedName, .shadowedName])
        let cluster = try #require(told.first)
        let path = try #require(cluster.message.firstMatch(of: #/ not (.*\/1\/config):4,/#)?.output.1)
        #expect(
            cluster.message.contains("cluster cluster.local stands in two files")
                && cluster.message.contains("/0/config:4 counts, and not "))
        #expect(cluster.message.hasSuffix("/1/config:4, also for what \(path) holds of context member"))
        #expect(told.allSatisfy { !$0.description.contains("s3cret") })
        let same = try await warnings(file("one", token: "t"), file("one", token: "t2"))
        #expect(same.map(\.message).contains { $0.hasPrefix("user kubernetes-admin stands in two files") })
        #expect(same.count == 1, "a context of equal content is the same one")
    }

    @Test("Equal content is no warning, unless a path in it leads to another file")
    func equal() async throws {
        #expect(try await warnings(file("a", token: "t"), file("a", token: "t")).isEmpty)
        let user = "contexts: [{name: x, context: {}}]\nusers: [{name: u, user: {tokenFile: token}}]"
        #expect(try await warnings(user, user).map(\.kind) == [.shadowedName])
    }

    @Test("A second document is told, and a mark at the end is nothing")
    func documents() async throws {
        let first = file("a", token: "t")
        #expect(try await warnings(first + "\n---\n" + file("b", token: "u")).map(\.kind) == [.secondDocument])
        #expect(try await warnings(first + "\n---\n").isEmpty)
        #expect(try await warnings("---\n" + first + "\n...\n").isEmpty)
    }

    private func servers(_ clusters: (server: String, authority: String)...) async throws -> [KubeconfigWarning] {
        let contexts = clusters.indices.map { "- {name: x\($0), context: {cluster: c\($0), user: u}}" }
        let entries = clusters.enumerated().map { index, cluster in
            """
            - {name: c\(index), cluster: {certificate-authority-data: '\(cluster.authority.base64)', server: \
            '\(cluster.server)'}}
            """
        }
        let text = """
            contexts:
            \(contexts.joined(separator: "\n"))
            clusters:
            \(entries.joined(separator: "\n"))
            users: [{name: u, user: {token: t}}]
            """
        return try await withDirectory { directory in
            let loaded = try Kubeconfig.load(paths: [try directory.write("config", text)])
            return KubeconfigWarning.servers(
                of: try loaded.contexts.map {
                    try loaded.endpoint(forContext: $0, proxies: ProxyEnvironment([:])).get()
                })
        }
    }

    @Test("Contexts that lead to one server are told, and that at most one is right where the authorities differ")
    func shared() async throws {
        let (one, two) = (try TestAuthority().pem, try TestAuthority().pem)
        #expect(try await servers(("https://a:6443", one), ("https://b:6443", one)).isEmpty)
        let same = try await servers(("https://a:6443", one), ("https://a:6443/", one))
        #expect(
            same.map(\.kind) == [.sharedServer]
                && same[0].message.contains("contexts x0, x1 lead to the same server, https://a:6443"))
        let different = try await servers(("https://a:6443", one), ("https://a:6443", two))
        #expect(different.map(\.kind) == [.sharedServer] && different[0].message.contains("at most one of them"))
    }

    @Test(
        "A name that only the inside of a cluster knows is told",
        arguments: [
            ("lb.kubesphere.local", "KubeKey"), ("kubernetes.default.svc", "Service"),
            ("ks-apiserver.kubesphere-system.svc.cluster.local", "Service"),
        ])
    func inner(host: String, says: String) async throws {
        let told = try await servers(("https://\(host):6443", ""))
        #expect(
            told.map(\.kind) == [.innerName] && told[0].message.contains(says)
                && told[0].remedy.text.contains("tls-server-name: \(host)"))
    }

    @Test("Other names are none", arguments: ["lb.example.com", "127.0.0.1", "kubesphere.local", "svc.example.com"])
    func outer(host: String) async throws { #expect(try await servers(("https://\(host):6443", "")).isEmpty) }
}
