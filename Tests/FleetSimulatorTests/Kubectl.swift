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
        let process = Process()
        process.executableURL = URL(filePath: Kubectl.executable ?? "kubectl")
        process.arguments = ["--kubeconfig", kubeconfig, "--context", context, "-n", "kubesphere-system"] + arguments
        process.environment = ["HOME": FileManager.default.temporaryDirectory.path(), "KUBECACHEDIR": kubeconfig + ".cache"]
        let (output, error) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = error
        // Only as many at once as do not starve one another of the machine.
        return try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread {
                do {
                    try process.run()
                    let text = output.fileHandleForReading.readDataToEndOfFile()
                    let problem = error.fileHandleForReading.readDataToEndOfFile()
                    process.waitUntilExit()
                    continuation.resume(
                        returning: Result(
                            status: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
                            error: String(decoding: problem, as: UTF8.self)))
                } catch {
                    continuation.resume(throwing: error)
                }
            }
        }
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
