import ChildProcess
import FoundationEssentials
import NIOPosix
import NIOSSL

/// The certificates of `Tests/Fixtures/tls`, made once for a run of the tests, and its table of cases.
enum TLSCorpus {
    struct Case: Sendable, CustomStringConvertible {
        let name: String
        let host: String
        let serverName: String?
        /// `accepted`, or the fault's kind.
        let expected: String
        let kubectlAccepts: Bool

        var description: String { [name, host, serverName].compactMap(\.self).joined(separator: " ") }
    }

    static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(
        path: "Fixtures/tls")

    static let cases: [Case] = {
        let table = (try? String(contentsOf: fixtures.appending(path: "cases.tsv"), encoding: .utf8)) ?? ""
        return table.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
            let fields = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            return Case(
                name: fields[0], host: fields[1], serverName: fields[2].isEmpty ? nil : fields[2],
                expected: fields.count > 4 ? fields[4] : fields[3], kubectlAccepts: fields[3] == "accepted")
        }
    }()

    /// Programs that are waited for have threads of their own: those of the tests are few.
    static let threads: NIOThreadPool = {
        let pool = NIOThreadPool(numberOfThreads: 2)
        pool.start()
        return pool
    }()

    /// Where the certificates are: made when they are first asked for.
    private static let directory = Task {
        try await threads.runIfActive {
            let directory = FileManager.default.temporaryDirectory.appending(path: "ksfleet-tls-\(UUID().uuidString)")
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            let made = try ChildOutput.run(
                "/bin/bash", [fixtures.appending(path: "make.sh").path, directory.path],
                environment: ["PATH": "/usr/bin:/bin"], limit: 1 << 16, seconds: 500)
            guard made.status == 0 else { throw Failure(text: String(decoding: made.errors, as: UTF8.self)) }
            return directory
        }
    }

    struct Failure: Error { let text: String }

    private static func text(_ one: Case, _ suffix: String) async throws -> String {
        try String(contentsOf: try await directory.value.appending(path: "\(one.name).\(suffix)"), encoding: .utf8)
    }

    /// What the case's server shows.
    static func tls(_ one: Case) async throws -> TLSConfiguration {
        let (certificate, key) = (try await text(one, "pem"), try await text(one, "key"))
        return try TestServer.tls(TestAuthority.Identity(certificate: certificate, key: key))
    }

    static func kubeconfig(_ one: Case, port: Int) async throws -> String {
        let name = one.serverName.map { ["tls-server-name: '\($0)'"] } ?? []
        let authority = "certificate-authority-data: \(try await text(one, "ca.pem").base64)"
        return KubernetesTests.kubeconfig(
            cluster: ["server: https://\(one.host):\(port)", authority] + name, user: ["token: test-token-1234"])
    }
}
