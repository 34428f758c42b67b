import ChildPrograms
import Foundation

/// The real kubectl.
struct Kubectl: Sendable {
    struct Result: Sendable {
        let status: Int32
        let output: String
        let error: String
    }

    let kubeconfig: String
    let context: String

    private static let executable = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        .map { "\($0)/kubectl" }.first { FileManager.default.isExecutableFile(atPath: $0) }

    static var isInstalled: Bool { executable != nil }

    func output(_ arguments: String...) async throws -> String { try await run(arguments).output }

    func run(_ arguments: String...) async throws -> Result { try await run(arguments) }

    func run(_ arguments: [String]) async throws -> Result {
        let environment = [
            "HOME": FileManager.default.temporaryDirectory.path(), "KUBECACHEDIR": kubeconfig + ".cache",
        ]
        let result = try await Program(name: Kubectl.executable ?? "/usr/bin/kubectl", environment: environment)
            .run(["--kubeconfig", kubeconfig, "--context", context, "-n", "kubesphere-system"] + arguments)
        return Result(status: result.status, output: result.output, error: result.errors)
    }

    /// The same cluster with another bearer token in a kubeconfig of its own.
    func withToken(_ token: String) async throws -> Kubectl {
        let text = try String(contentsOfFile: kubeconfig, encoding: .utf8)
            .replacing(#/client-certificate-data: .*/#, with: "token: \(token)")
            .replacing(#/ *client-key-data: .*\n/#, with: "")
        let path = kubeconfig + "." + token.prefix(6)
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return Kubectl(kubeconfig: path, context: context)
    }
}
