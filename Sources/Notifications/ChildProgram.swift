import ChildProcess
import Fleet
import NIOPosix
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A program of the system that takes a text on standard input and says by its exit code whether it took it.
enum ChildProgram {
    /// Seconds after which it is ended.
    static let patience = 30.0
    /// Bytes of each stream that it may write.
    private static let mostOutput = 1 << 20

    /// - Parameters:
    ///   - words: an absolute path and its arguments; no shell reads them.
    ///   - environment: all of it: nothing else of the agent's own goes on.
    static func run(_ words: [String], input: String, environment: [String: String]) async throws {
        guard let program = words.first else { throw DeliveryFailure("no command is given") }
        let ended = try await launch(program, Array(words.dropFirst()), Array(input.utf8), environment)
        guard ended.status != 0 else { return }
        let said =
            String(decoding: ended.errors, as: UTF8.self).split(whereSeparator: \.isNewline).last.map { ": \($0)" }
            ?? ""
        let how =
            ended.status > 128 ? "was ended by signal \(ended.status - 128)" : "ended with exit code \(ended.status)"
        throw DeliveryFailure("\(program) \(how)\(said)")
    }

    /// A stop of the agent does not wait for it: it is ended, and delivered again at the next start.
    private static func launch(
        _ program: String, _ arguments: [String], _ input: [UInt8], _ environment: [String: String]
    ) async throws -> ChildOutput {
        let child = Mutex(Child())
        return try await withTaskCancellationHandler {
            try await NIOThreadPool.singleton.runIfActive {
                do throws(ChildOutput.Failure) {
                    return try ChildOutput.run(
                        program, arguments, environment: environment, input: input, limit: mostOutput, seconds: patience
                    ) { group in
                        child.withLock { $0.start(group) }
                    }
                } catch {
                    throw DeliveryFailure("\(program) \(error.reason)")
                }
            }
        } onCancel: {
            child.withLock { $0.cancel() }
        }
    }

    /// A stop may come before the program has begun.
    private struct Child {
        private var group: Int32?
        private var isCancelled = false

        mutating func start(_ group: Int32) {
            self.group = group
            if isCancelled { kill(-group, SIGKILL) }
        }

        mutating func cancel() {
            isCancelled = true
            if let group { kill(-group, SIGKILL) }
        }
    }
}
