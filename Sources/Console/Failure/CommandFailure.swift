import ArgumentParser
import ConfigurationFiles
import Control
package import Fleet
import Kubernetes
import Store

/// What a command could not do, with what to do about it.
package struct CommandFailure: Error {
    package var status: ExitStatus
    /// Which of the reasons of this status: `store.missing-file`, for example.
    package let code: String
    package let message: String
    package let hint: NextStep?

    package init(_ status: ExitStatus, _ message: String, hint: NextStep? = nil, code: String? = nil) {
        self.status = status
        self.code = code ?? status.code
        self.message = message
        self.hint = hint
    }

    /// What any error of the modules below means here: the one place where it becomes an exit code.
    package init(_ error: any Error) {
        self =
            switch error {
            case let failure as CommandFailure: failure
            case let error as ControlError: CommandFailure(error)
            case let problem as ControlProblem: CommandFailure(problem)
            case let error as ConfigurationError:
                CommandFailure(.configuration, error.description, hint: error.isMissing ? Self.nameIt : nil)
            case let error as KubeconfigError: CommandFailure(.configuration, error.description)
            case let error as StoreError: CommandFailure(error)
            case let error as Fault: CommandFailure(.failed, error.message, code: "kube.\(error.kind.rawValue)")
            case is CancellationError: CommandFailure(.failed, "interrupted")
            default: CommandFailure(.failed, printable("\(error)"))
            }
    }

    private static let nameIt: NextStep =
        "name the agent's configuration with --config PATH or KSFLEET_CONFIG; to make one: docs/install.md"

    /// Runs a command's body; whatever goes wrong becomes a `CommandFailure`, which `Invocation` says.
    package static func reporting(_ body: () async throws -> Void) async throws {
        do {
            try await body()
        } catch let error where error is ExitCode || error is CleanExit || error is ValidationError {
            throw error
        } catch {
            throw CommandFailure(error)
        }
    }

    private init(_ error: StoreError) {
        let code = "store.\(error.code.rawValue)"
        switch error.code {
        case .missingFile, .missingDirectory:
            self.init(
                .noSuchObject, "there is no history at \(printable(error.file))",
                hint:
                    """
                    agentd has not run yet, or keeps its state elsewhere (state: in agent.yaml): name the file with \
                    --db PATH or KSFLEET_DB
                    """,
                code: code)
        case .permissionDenied:
            self.init(
                .permissionDenied, error.message, hint: "run as a member of group ksfleet, or with sudo -u ksfleet",
                code: code)
        case .readOnly:
            self.init(
                .permissionDenied, error.message,
                hint: NextStep(
                    "start the agent, which writes for members of group ksfleet",
                    command: "sudo systemctl start ksfleet-agent"), code: code)
        case .noSuchIncident, .noSuchPlan, .noSuchRun: self.init(.noSuchObject, error.message, code: code)
        default: self.init(.failed, error.message, code: code)
        }
    }
}
