import ChildProcess
import Fleet
import FoundationEssentials
import Kubernetes
import NIOPosix
import NIOSSL
import Testing

@Suite("Servers are accepted where kubectl accepts them", .timeLimit(.minutes(10)))
struct TLSAgreementTests {
    private static let version = #"{"major":"1","minor":"32","gitVersion":"v1.32.4"}"#

    /// Where kubectl stands, if it does.
    private static let kubectl = ["/usr/local/bin/kubectl", "/usr/bin/kubectl"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    private func withCase<Result>(_ one: TLSCorpus.Case, _ body: (String, TestServer) async throws -> Result)
        async throws -> Result
    {
        try await withServer(
            tls: try await TLSCorpus.tls(one),
            script: { _ in .answer(200, headers: [("Content-Type", "application/json")], body: Self.version) }
        ) { server in
            try await body(try await TLSCorpus.kubeconfig(one, port: server.port), server)
        }
    }

    /// `accepted`, or the fault's kind.
    private func verdict(_ text: String) async throws -> (String, String) {
        do {
            let endpoint = try await endpoint(text)
            let fault = try await withClient(endpoint) { await $0.reader.get("/version").fault }
            return (fault?.kind.rawValue ?? "accepted", fault?.message ?? "")
        } catch let error as KubeconfigError {
            return ("kubeconfig", "\(error)")
        }
    }

    @Test(
        "Every case of the table is told as the table says, and nothing is sent to a server that is refused",
        arguments: TLSCorpus.cases)
    func table(one: TLSCorpus.Case) async throws {
        try await withCase(one) { text, server in
            let (verdict, message) = try await verdict(text)
            #expect(verdict == one.expected, "\(message)")
            #expect(server.requests.isEmpty == (verdict != "accepted"))
        }
    }

    @Test(
        "kubectl tells every case as the table says",
        .enabled(if: kubectl != nil, "kubectl is not installed: nothing was compared"),
        arguments: TLSCorpus.cases)
    func agreement(one: TLSCorpus.Case) async throws {
        let program = try #require(Self.kubectl)
        try await withCase(one) { text, _ in
            let accepted = try await withDirectory { directory in
                let path = try directory.write("config", text)
                return try await Self.run(program, path)
            }
            #expect(accepted == one.kubectlAccepts)
        }
    }

    @Test("Where ksfleet refuses what kubectl accepts, it is one of the cases that its TLS libraries do not know")
    func differences() {
        let differing = TLSCorpus.cases.filter { $0.kubectlAccepts != ($0.expected == "accepted") }
        #expect(differing.map(\.name) == ["rsa-1024", "pss"])
    }

    private static func run(_ program: String, _ kubeconfig: String) async throws -> Bool {
        try await TLSCorpus.threads.runIfActive {
            let result = try ChildOutput.run(
                program, ["--kubeconfig", kubeconfig, "--request-timeout=60s", "get", "--raw", "/version"],
                environment: ["HOME": FileManager.default.temporaryDirectory.path], limit: 1 << 16, seconds: 120)
            return result.status == 0
        }
    }
}
