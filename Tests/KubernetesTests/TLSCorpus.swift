import ChildProcess
import FoundationEssentials
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

    /// Where the certificates are; removed when the process ends by the system's own care for temporary files.
    private static let directory: Result<URL, any Error> = Result {
        let directory = FileManager.default.temporaryDirectory.appending(path: "ksfleet-tls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let made = try ChildOutput.run(
            "/bin/bash", [fixtures.appending(path: "make.sh").path, directory.path],
            environment: ["PATH": "/usr/bin:/bin"], limit: 1 << 16,
            seconds: 300)
        guard made.status == 0 else { throw Failure(text: String(decoding: made.errors, as: UTF8.self)) }
        return directory
    }

    struct Failure: Error { let text: String }

    static func file(_ one: Case, _ suffix: String) throws -> URL {
        try directory.get().appending(path: "\(one.name).\(suffix)")
    }

    static func text(_ one: Case, _ suffix: String) throws -> String {
        try String(contentsOf: file(one, suffix), encoding: .utf8)
    }

    /// What the case's server shows.
    static func tls(_ one: Case) throws -> TLSConfiguration {
        try TestServer.tls(TestAuthority.Identity(certificate: text(one, "pem"), key: text(one, "key")))
    }

    static func kubeconfig(_ one: Case, port: Int) throws -> String {
        let name = one.serverName.map { ["tls-server-name: '\($0)'"] } ?? []
        let fields =
            ["server: https://\(one.host):\(port)", "certificate-authority-data: \(try text(one, "ca.pem").base64)"]
            + name
        return KubernetesTests.kubeconfig(cluster: fields, user: ["token: test-token-1234"])
    }
}
