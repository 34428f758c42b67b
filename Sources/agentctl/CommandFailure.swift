import Agent
import ArgumentParser
import Control
import Fleet
import Kubernetes
import Store

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The exit codes of docs/output.md. An unknown code is to be read as a failure.
enum ExitStatus: Int32 {
    case ok = 0, failed = 1, cancelled = 2, partial = 3, permissionDenied = 4, noSuchObject = 5, daemonUnreachable = 6, judgedBad = 10
    case usage = 64, configuration = 78
}

/// What a command could not do, with what to do about it.
struct CommandFailure: Error {
    let status: ExitStatus
    let message: String
    let hint: String?

    init(_ status: ExitStatus, _ message: String, hint: String? = nil) {
        self.status = status
        self.message = message
        self.hint = hint
    }

    /// Runs a command's body; whatever goes wrong is said on standard error and becomes an exit code.
    static func reporting(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error where error is ExitCode || error is CleanExit || error is ValidationError {
            throw error
        } catch {
            let failure = CommandFailure(error)
            failure.say()
            throw ExitCode(failure.status.rawValue)
        }
    }

    private init(_ error: any Error) {
        self =
            switch error {
            case let failure as CommandFailure: failure
            case let error as ConfigurationError: CommandFailure(.configuration, error.description)
            case let error as KubeconfigError: CommandFailure(.configuration, error.description)
            case let error as StoreError: CommandFailure(Self.status(error.code), error.message)
            case let error as Fault: CommandFailure(.failed, error.message)
            default: CommandFailure(.failed, "\(error)")
            }
    }

    private static func status(_ code: StoreError.Code) -> ExitStatus {
        switch code {
        case .permissionDenied, .readOnly: .permissionDenied
        case .missingFile, .missingDirectory, .noSuchIncident: .noSuchObject
        default: .failed
        }
    }

    private func say() {
        let lines = message.split(separator: "\n").map { "agentctl: \($0)\n" } + (hint.map { ["hint: \($0)\n"] } ?? [])
        let bytes = Array(lines.joined().utf8)
        _ = write(STDERR_FILENO, bytes, bytes.count)
    }
}
