import Fleet
import FoundationEssentials
import NIOHTTP1
import Testing

@testable import Kubernetes

@Suite("Credential plugins", .timeLimit(.minutes(10)))
struct ExecPluginTests {
    private static let secret = "s3cret-from-the-plugin"

    /// Runs `body` with a client whose user is a plugin: a shell script that notes each of its runs and then does what
    /// `script` says.
    private func withPlugin(
        _ script: String, api: String = "v1", fields: [String] = [], limits: RequestLimits = .patient,
        reply: @escaping @Sendable (TestRequest) -> TestReply = { _ in .answer(200) },
        _ body: (APIClient, TestServer, URL) async throws -> Void
    ) async throws {
        let authority = try TestAuthority()
        try await withServer(tls: try TestServer.tls(try authority.issue()), script: reply) { server in
            try await withDirectory { directory in
                let path = try directory.writeProgram(
                    "plugin", "#!/bin/sh\necho run >> \"$(dirname \"$0\")/runs\"\n" + script)
                let text = kubeconfig(
                    cluster: [
                        "server: https://127.0.0.1:\(server.port)",
                        "certificate-authority-data: \(authority.pem.base64)",
                    ],
                    user: [
                        "exec:", "  apiVersion: client.authentication.k8s.io/\(api)", "  interactiveMode: IfAvailable",
                        "  command: \(path)",
                    ]
                        + fields.map { "  \($0)" })
                try await withClient(try await endpoint(text, exec: [path]), limits: limits) {
                    try await body($0, server, directory)
                }
            }
        }
    }

    private func credential(_ status: String, api: String = "v1") -> String {
        #"echo '{"apiVersion":"client.authentication.k8s.io/\#(api)","kind":"ExecCredential","status":{\#(status)}}'"#
    }

    private func runs(_ directory: URL) throws -> Int {
        try String(contentsOfFile: directory.appending(path: "runs").path, encoding: .utf8).split(separator: "\n").count
    }

    @Test("the token is sent, and kept while it is good", arguments: ["v1", "v1beta1"])
    func token(api: String) async throws {
        try await withPlugin(
            credential(#""token":"\#(Self.secret)","expirationTimestamp":"2999-01-01T00:00:00Z""#, api: api), api: api
        ) { client, server, directory in
            for _ in 0..<3 { _ = await client.reader.get("/x") }
            #expect(
                server.requests.map { $0.headers["Authorization"] }
                    == Array(repeating: ["Bearer \(Self.secret)"], count: 3))
            let count = try runs(directory)
            #expect(count == 1)
        }
    }

    @Test("a token that has ended, or ends in a moment, is fetched anew")
    func expired() async throws {
        try await withPlugin(credential(#""token":"t","expirationTimestamp":"2020-01-01T00:00:00Z""#)) {
            client, _, directory in
            for _ in 0..<2 { _ = await client.reader.get("/x") }
            let count = try runs(directory)
            #expect(count == 2)
        }
    }

    @Test("after a 401 the plugin is asked once more, and no more often")
    func refused() async throws {
        try await withPlugin(credential(#""token":"t""#), reply: { _ in .answer(401) }) { client, server, directory in
            let status = await client.reader.get("/x").value?.status
            #expect(status == 401)
            let count = try runs(directory)
            #expect(count == 2)
            #expect(server.requests.count == 2)
        }
    }

    @Test(
        """
        a 401 to a request with a token of its own is that token's: it is sent once, and the plugin keeps its credential
        """
    )
    func refusedBehindTheProxy() async throws {
        try await withPlugin(credential(#""token":"t""#), reply: { _ in .answer(401) }) { client, server, directory in
            for _ in 0..<3 {
                let status = await client.reader.get(
                    "/x", query: [], headers: [("X-KubeSphere-Authorization", "Bearer own")]
                ).value?.status
                #expect(status == 401)
            }
            let count = try runs(directory)
            #expect(count == 1)
            #expect(server.requests.count == 3)
        }
    }

    @Test("a plugin is handed none of the sockets that its starter has open")
    func sockets() async throws {
        let script =
            #"ls -l /proc/$$/fd > "$(dirname "$0")/descriptors"; "#
            + credential(#""token":"t","expirationTimestamp":"2020-01-01T00:00:00Z""#)
        try await withPlugin(script) { client, _, directory in
            // The second run finds the connection of the first request open.
            for _ in 0..<2 { _ = await client.reader.get("/x") }
            let descriptors = try String(contentsOfFile: directory.appending(path: "descriptors").path, encoding: .utf8)
            #expect(descriptors.contains("/dev/null") && !descriptors.contains("socket:"), "\(descriptors)")
        }
    }

    @Test("however many wait for it, a plugin runs once")
    func once() async throws {
        try await withPlugin("sleep 0.3; " + credential(#""token":"t""#)) { client, server, directory in
            await withTaskGroup { group in
                for _ in 0..<20 { group.addTask { _ = await client.reader.get("/x") } }
            }
            #expect(server.requests.count == 20)
            let count = try runs(directory)
            #expect(count == 1)
        }
    }

    @Test("who is cancelled does not wait for a plugin that hangs")
    func cancelled() async throws {
        try await withPlugin("sleep 20; " + credential(#""token":"t""#)) { client, server, _ in
            let asking = Task { await client.reader.get("/x") }
            asking.cancel()
            let fault = await asking.value.fault
            #expect(fault?.kind == .notAttempted)
            #expect(server.requests.isEmpty)
        }
    }

    @Test("who does not wait any longer for a plugin that hangs says which one it is")
    func hangs() async throws {
        try await withPlugin(
            "sleep 20; " + credential(#""token":"t""#), limits: RequestLimits(request: .milliseconds(200))
        ) { client, server, _ in
            let fault = try #require(await client.reader.get("/x").fault)
            #expect(fault.kind == .kubeconfig && fault.message.contains("/plugin has not answered within"), "\(fault)")
            #expect(server.requests.isEmpty)
        }
    }

    @Test(
        "of a complaint stays what helps, and nothing that looks like a secret",
        arguments: [
            ("Unable to locate credentials. You can configure credentials by running \"aws configure\".", nil),
            ("dial tcp: lookup sts.eu-central-1.amazonaws.com on 10.0.0.2:53: no such host", nil),
            ("open /home/operator/.config/gcloud/application_default_credentials.json: no such file", nil),
            ("error: eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln is expired", "error: <cut> is expired"),
            ("Authorization: Bearer abc was refused", "Authorization: Bearer <cut> was refused"),
            ("password is hunter2!", "password is <cut>"),
            ("session AQoDYXdzEJr1K5mP8sT0qXhL refused", "session <cut> refused"),
            ("login failed for known-value", "login failed for <cut>"),
        ] as [(String, String?)])
    func complaint(said: String, kept: String?) {
        #expect(Complaint.withoutSecrets(said, known: ["known-value", "a"]) == kept ?? said)
    }

    @Test("arguments, environment and the cluster reach the plugin as client-go hands them over")
    func handedOver() async throws {
        let script =
            #"printf '%s\n' "$1" "$GREETING" "$KUBERNETES_EXEC_INFO" > "$(dirname "$0")/seen"; "#
            + credential(#""token":"t""#)
        let fields = ["args: [one two]", "env: [{name: GREETING, value: hello there}]", "provideClusterInfo: true"]
        try await withPlugin(script, fields: fields) { client, server, directory in
            _ = await client.reader.get("/x")
            let seen = try String(contentsOfFile: directory.appending(path: "seen").path, encoding: .utf8).split(
                separator: "\n")
            #expect(seen.first == "one two" && seen[1] == "hello there")
            #expect(seen[2].contains(#""interactive":false"#))
            // JSON may escape the slashes.
            #expect(seen[2].replacing("\\/", with: "/").contains(#""server":"https://127.0.0.1:\#(server.port)""#))
            #expect(seen[2].contains("certificate-authority-data"))
        }
    }

    @Test(
        """
        a plugin that fails is a fault that names it, quotes one line of its complaint, and nothing of what it printed
        """,
        arguments: [
            (#"echo '\#(secret)'; echo 'please log in' >&2; echo '\#(secret)' >&2; exit 3"#, "status 3: please log in"),
            (
                #"echo 'refused: token=\#(secret), log in at https://login.example.com' >&2; exit 1"#,
                "refused: token=<cut>, log in at https://login.example.com"
            ),
            (#"echo '{"token":"\#(secret)"}'; echo 'cannot use \#(secret) here' >&2; exit 1"#, "cannot use <cut> here"),
            ("echo \(secret)", "printed no ExecCredential"),
            (
                #"""
                echo '{"apiVersion":"client.authentication.k8s.io/v1beta1","kind":"ExecCredential",\#
                "status":{"token":"\#(secret)"}}'
                """#,
                "another version"
            ),
            (
                #"echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{}}'"#,
                "gave neither a token nor a client certificate"
            ),
            (
                #"""
                echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential",\#
                "status":{"clientCertificateData":"\#(secret)"}}'
                """#,
                "a client certificate without its key"
            ),
            (
                #"""
                echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"t",\#
                "clientKeyData":"\#(secret)"}}'
                """#,
                "a client key without its certificate"
            ),
            (
                #"""
                echo '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential",\#
                "status":{"clientCertificateData":"x","clientKeyData":"\#(secret)"}}'
                """#,
                "not PEM"
            ),
            ("head -c 2000000 /dev/zero", "more than 1048576 bytes"), ("kill -9 $$", "status 137"),
        ])
    func fails(script: String, says: String) async throws {
        try await withPlugin(script, fields: ["installHint: get it from the shop"]) { client, server, _ in
            let asked = await client.reader.get("/x").fault
            let fault = try #require(asked)
            #expect(fault.kind == .kubeconfig)
            #expect(fault.message.contains(says) && fault.message.contains("plugin"), "\(fault)")
            #expect(fault.message.contains("get it from the shop"))
            #expect(!fault.message.contains(Self.secret))
            #expect(server.requests.isEmpty)
        }
    }
}
