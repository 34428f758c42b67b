import Fleet
import FoundationEssentials
import Testing

@testable import Kubeconfig
@testable import Kubernetes

@Suite("What is wrong with a kubeconfig is named, with what to do, and without a secret")
struct KubeconfigErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let text: String
        let code: KubeconfigError.Code
        let says: String
        var line: Int?
        var field: String?
        var testDescription: String { name }
    }

    private static let secret = "s3cret-s3cret"

    private static func user(
        _ name: String, _ fields: [String], _ code: KubeconfigError.Code, _ says: String, field: String? = nil
    ) -> Case {
        Case(
            name: name, text: kubeconfig(cluster: ["server: https://a"], user: fields), code: code, says: says,
            field: field)
    }

    private static func cluster(
        _ name: String, _ fields: [String], _ code: KubeconfigError.Code, _ says: String, field: String? = nil
    ) -> Case {
        Case(
            name: name, text: kubeconfig(cluster: fields, user: ["token: \(secret)"]), code: code, says: says,
            field: field)
    }

    static let cases: [Case] = [
        Case(
            name: "not YAML", text: "users:\n- name: u\n  user: {token: \"\(secret)\n", code: .notYAML,
            says: "not valid YAML", line: 4),
        Case(
            name: "a tab", text: "users:\n\t- name: \(secret)\n", code: .notYAML, says: "cannot start any token",
            line: 2),
        Case(
            name: "the contexts in a second document", text: "a: 1\n---\ncontexts: [{name: test}]\n", code: .noContexts,
            says: "no context"),
        Case(name: "UTF-16 without a mark", text: "k\0i\0n\0d\0:\0 \0", code: .notYAML, says: "iconv"),
        Case(name: "a text", text: secret, code: .wrongType, says: "this file is a single value"),
        Case(name: "a list", text: "- \(secret)", code: .wrongType, says: "this file is a list"),
        Case(
            name: "another kind", text: "kind: Secret\ndata: {x: \(secret)}", code: .wrongType,
            says: "not a kubeconfig", field: "kind"),
        Case(
            name: "users is a text", text: "users: \(secret)\ncontexts: []", code: .wrongType, says: "must be a list",
            line: 1,
            field: "users"),
        Case(
            name: "an entry that is a text", text: "users:\n- \(secret)", code: .wrongType,
            says: "a mapping with name and user", line: 2, field: "users[0]"),
        Case(
            name: "a name twice", text: "users:\n- {name: u, user: {token: \(secret)}}\n- {name: u}",
            code: .duplicateName,
            says: "first on line 2", line: 3, field: "users"),
        Case(name: "empty", text: "", code: .noContexts, says: "kubectl config set-context"),
        Case(
            name: "no contexts", text: "users: [{name: u, user: {token: \(secret)}}]", code: .noContexts,
            says: "no context"),
        Case(
            name: "another context",
            text: "contexts: [{name: x, context: {}}]\nusers: [{name: u, user: {token: \(secret)}}]",
            code: .unknownContext, says: "get-contexts"),
        Case(
            name: "no cluster named", text: "contexts: [{name: test, context: {user: u}}]", code: .unknownCluster,
            says: "names no cluster"),
        Case(
            name: "absent cluster",
            text:
                """
                contexts: [{name: test, context: {cluster: c, user: u}}]\nusers: [{name: u, user: {token: \(secret)}}]
                """,
            code: .unknownCluster, says: "no cluster c", field: "contexts[test].context.cluster"),
        Case(
            name: "absent user",
            text:
                """
                contexts: [{name: test, context: {cluster: c, user: u}}]\nclusters: [{name: c, cluster: {server: \
                'https://a'}}]
                """,
            code: .unknownUser, says: "no user u", field: "contexts[test].context.user"),
        cluster(
            "no server", ["tls-server-name: x"], .missingServer, "kubectl config set-cluster",
            field: "clusters[c].cluster.server"),
        cluster("http", ["server: http://a:8080"], .badServer, "not https"),
        cluster("no URL", ["server: a:6443"], .badServer, "https://HOST:PORT"),
        cluster("a password in the URL of no host", ["server: https://u:\(secret)@"], .badServer, "no host"),
        cluster(
            "a server that is a list", ["server: [\(secret)]"], .wrongType, "and is a list",
            field: "clusters[c].cluster.server"),
        cluster("a percent sign that escapes nothing", ["server: https://a/%zz\(secret)"], .badServer, "%25"),
        cluster("a port too high", ["server: https://a:99999"], .badServer, "https://HOST:PORT"),
        cluster(
            "CA is not base64", ["server: https://a", "certificate-authority-data: '\(secret)!'"], .badBase64,
            "base64 -w0"),
        cluster(
            "CA is PEM itself",
            ["server: https://a", "certificate-authority-data: \"-----BEGIN CERTIFICATE-----\\n\(secret)\""],
            .badBase64, "without -data"),
        cluster(
            "CA is base64 twice",
            ["server: https://a", "certificate-authority-data: \("-----BEGIN CERTIFICATE-----".base64.base64)"],
            .badCertificate, "twice over"),
        cluster(
            "CA is no PEM", ["server: https://a", "certificate-authority-data: \(secret.base64)"], .badCertificate,
            "PEM",
            field: "clusters[c].cluster.certificate-authority-data"),
        cluster("CA file missing", ["server: https://a", "certificate-authority: gone.pem"], .missingFile, "gone.pem"),
        cluster(
            "CA file is a directory", ["server: https://a", "certificate-authority: /"], .unreadableFile, "directory"),
        cluster(
            "CA file has no end", ["server: https://a", "certificate-authority: /dev/zero"], .unreadableFile, "device"),
        cluster(
            "insecure", ["server: https://a", "insecure-skip-tls-verify: true"], .insecure, "certificate-authority-data"
        ),
        cluster(
            "insecure is a text",
            [
                "server: https://a",
                """
                insecure-skip-tls-verify: maybe
                """,
            ], .wrongType, "true or false"),
        cluster(
            "a proxy at no possible port", ["server: https://a", "proxy-url: https://u:\(secret)@p:70000"],
            .unsupported, "https://HOST:PORT"),
        user(
            "an extra that is no list", ["as: jane", "as-user-extra: {scopes: \(secret)}"], .wrongType, "must be a list"
        ),
        user(
            "extras that are no mapping", ["as: jane", "as-user-extra: [\(secret)]"], .wrongType, "must be a mapping"),
        user("an extra of nobody", ["as-user-extra: {scopes: [\(secret)]}"], .incompleteCredentials, "name the user"),
        cluster(
            "a proxy of another kind", ["server: https://a", "proxy-url: ftp://u:\(secret)@p"], .unsupported,
            "socks5://HOST:PORT"),
        cluster(
            "no proxy address", ["server: https://a", "proxy-url: p:3128/\(secret)"], .unsupported, "http://HOST:PORT"),
        user(
            "exec that is not allowed",
            ["exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: /bin/sh, args: [\(secret)]}"],
            .unsupported,
            "kubernetes.allowExec", field: "users[u].user.exec.command"),
        user(
            "exec of an old version", ["exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: /bin/sh}"],
            .unsupported, "v1beta1"),
        user(
            "exec without interactiveMode", ["exec: {apiVersion: client.authentication.k8s.io/v1, command: /bin/sh}"],
            .incompleteCredentials,
            "must be given"),
        user(
            "exec on a terminal",
            ["exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Always, command: /bin/sh}"],
            .unsupported,
            "needs a terminal"),
        user(
            "exec that is nowhere",
            ["exec: {apiVersion: client.authentication.k8s.io/v1beta1, command: no-such-plugin, installHint: get it}"],
            .missingFile, "its own hint: get it"),
        user(
            "auth-provider", ["auth-provider: {name: gcp, config: {access-token: \(secret)}}"], .unsupported,
            "auth-provider"),
        user("impersonation", ["token: \(secret)", "as-groups: [admins]"], .incompleteCredentials, "without as"),
        user(
            "token and password", ["token: \(secret)", "username: u", "password: \(secret)"], .conflictingCredentials,
            "exclude each other"),
        user("password alone", ["password: \(secret)"], .incompleteCredentials, "username"),
        user("a token of two lines", ["token: \"\(secret)\\nX-Evil: 1\""], .badToken, "HTTP header"),
        user(
            "a token that is a mapping", ["token: {a: \(secret)}"], .wrongType, "a mapping",
            field: "users[u].user.token"),
        user(
            "certificate alone", ["client-certificate-data: \(secret.base64)"], .incompleteCredentials,
            "without client-key"),
        user("key alone", ["client-key-data: \(secret.base64)"], .incompleteCredentials, "without client-certificate"),
        user(
            "bad key", ["client-key-data: \(secret.base64)", "client-certificate-data: \(pem.certificate.base64)"],
            .badKey,
            "PEM private key", field: "users[u].user.client-key-data"),
        user(
            "key of another certificate",
            ["client-key-data: \(otherPEM.key.base64)", "client-certificate-data: \(pem.certificate.base64)"], .badKey,
            "must be the one of this certificate"),
        user("a user that is a text", [secret], .wrongType, "must be a mapping"),
    ]

    private static let pem = identity()
    private static let otherPEM = identity()

    private static func identity() -> TestAuthority.Identity {
        do { return try TestAuthority().issue() } catch {
            fatalError("a test certificate can always be made: \(error)")
        }
    }

    @Test("Each error", arguments: cases)
    func error(_ expected: Case) async throws {
        try await withDirectory { directory in
            let path = try directory.write("config", expected.text)
            let error = try #require(throws: KubeconfigError.self) {
                try Kubeconfig.load(paths: [path]).endpoint(forContext: "test").get()
            }
            #expect(error.code == expected.code)
            #expect(error.message.contains(expected.says), "\(error.message)")
            if let line = expected.line { #expect(error.line == line) }
            if let field = expected.field { #expect(error.field == field) }
            #expect(error.code == .unknownContext || error.file == path)
            #expect(error.fault.kind == .kubeconfig)
            #expect(error.fault.message.contains(error.message))
            var dumped = ""
            dump(error, to: &dumped)
            for text in ["\(error)", error.fault.message, dumped] {
                #expect(!text.contains(Self.secret) && !text.contains(Self.secret.base64))
            }
        }
    }

    @Test("The context, field, file and line stand in one line")
    func description() async throws {
        try await withDirectory { directory in
            let path = try directory.write(
                "config", kubeconfig(cluster: ["server: https://a"], user: ["auth-provider: {name: gcp}"]))
            let error = try #require(throws: KubeconfigError.self) {
                try Kubeconfig.load(paths: [path]).endpoint(forContext: "test").get()
            }
            let expected = "\(path):14: context test: users[u].user.auth-provider: auth-provider is not supported; "
            #expect(error.description.hasPrefix(expected))
        }
    }

    @Test("No file at all", arguments: [[], ["/gone/config"], ["/gone/config", "/gone/too"]])
    func noFile(paths: [String]) throws {
        let error = try #require(throws: KubeconfigError.self) { try Kubeconfig.load(paths: paths) }
        #expect(error.code == .missingFile)
        #expect(error.message.contains("KUBECONFIG"))
        for path in paths {
            #expect(error.description.ranges(of: path).count == 1, "\(error.description)")
        }
    }

    @Test("A few lines that stand for billions of values are refused")
    func aliases() async throws {
        let levels = (1...12).map {
            "l\($0): &l\($0) [\(Array(repeating: "*l\($0 - 1)", count: 10).joined(separator: ","))]"
        }
        try await withDirectory { directory in
            let path = try directory.write("config", "l0: &l0 [x,x,x,x,x,x,x,x,x,x]\n" + levels.joined(separator: "\n"))
            let error = try #require(throws: KubeconfigError.self) { try Kubeconfig.load(paths: [path]) }
            #expect(error.code == .fileTooLarge)
        }
    }

    @Test("A kubeconfig that is nested thousands deep is refused, and ends no process")
    func depth() async throws {
        try await withDirectory { directory in
            let path = try directory.write("config", "clusters: " + String(repeating: "[", count: 200_000))
            let error = try #require(throws: KubeconfigError.self) { try Kubeconfig.load(paths: [path]) }
            #expect(error.code == .notYAML && error.message.contains("nested deeper"))
        }
        #expect(KubeconfigCredential(kubeconfig: ("users: " + String(repeating: "[", count: 200_000)).utf8) == nil)
    }

    @Test("A CA beside insecure-skip-tls-verify is refused even where insecure is allowed")
    func insecureWithAuthority() async throws {
        let text = kubeconfig(cluster: [
            "server: https://a", "insecure-skip-tls-verify: true",
            "certificate-authority-data: \(Self.pem.certificate.base64)",
        ])
        let error = await #expect(throws: KubeconfigError.self) { try await endpoint(text, allowInsecure: true) }
        #expect(error?.code == .conflictingCredentials)
    }
}
