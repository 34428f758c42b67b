import Fleet
import Subprocess
import SystemPackage

/// A program of the system that takes a text on standard input and says by its exit code whether it took it.
enum ChildProgram {
    /// Seconds after which it is ended.
    static let patience = 30.0
    /// Bytes of standard error that it may write.
    private static let mostErrors = 1 << 20

    /// - Parameters:
    ///   - words: an absolute path and its arguments; no shell reads them.
    ///   - environment: all of it: nothing else of the agent's own goes on.
    static func run(_ words: [String], input: String, environment: [String: String]) async throws {
        guard let program = words.first else { throw DeliveryFailure("no command is given") }
        let ended = try await withThrowingTaskGroup(of: (isSuccess: Bool, status: String, said: String)?.self) { group in
            group.addTask { try await launch(program, words, input, environment) }
            group.addTask {
                try await Task.sleep(for: .seconds(patience))
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
        guard let ended else { throw DeliveryFailure("\(program) was not done after \(Int(patience)) s, and was ended") }
        guard ended.isSuccess else { throw DeliveryFailure("\(program) ended with \(ended.status)" + (ended.said.isEmpty ? "" : ": \(ended.said)")) }
    }

    private static func launch(
        _ program: String, _ words: [String], _ input: String, _ environment: [String: String]
    ) async throws -> (isSuccess: Bool, status: String, said: String) {
        // A group of its own: what it has started is not ended by a signal to the agent's.
        var options = PlatformOptions()
        options.processGroupID = 0
        let variables = Dictionary(uniqueKeysWithValues: environment.map { (Environment.Key(stringLiteral: $0.key), $0.value) })
        let result = try await Subprocess.run(
            .path(FilePath(program)), arguments: Arguments(Array(words.dropFirst())), environment: .custom(variables), platformOptions: options,
            input: .string(input), output: .discarded, error: .string(limit: mostErrors))
        let said = result.standardError.split(whereSeparator: \.isNewline).last.map(String.init) ?? ""
        return (result.terminationStatus.isSuccess, "\(result.terminationStatus)", said)
    }
}
