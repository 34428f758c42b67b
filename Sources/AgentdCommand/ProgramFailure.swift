import ArgumentParser
import ConfigurationFiles
import Fleet
import Kubernetes
import Store

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// An error's last stop: a message on standard error and the exit code of the documented contract.
enum ProgramFailure {
    /// Writes the message and gives the exit to throw.
    static func exit(for error: any Error, program: String) -> any Error {
        if error is ExitCode || error is CleanExit || error is ValidationError { return error }
        let (message, code) = describe(error)
        let text = Array(message.split(separator: "\n").map { "\(program): \($0)\n" }.joined().utf8)
        _ = write(STDERR_FILENO, text, text.count)
        return ExitCode(code)
    }

    /// sysexits(3): 78 is EX_CONFIG; systemd does not restart a unit that ends with it (RestartPreventExitStatus).
    private static func describe(_ error: any Error) -> (String, Int32) {
        switch error {
        case let error as ConfigurationError: (error.description, 78)
        case let error as KubeconfigError: (error.description, 78)
        case let error as StoreError: ("\(error)", error.code.lasts ? 78 : 1)
        case let error as Fault: (error.message, 1)
        default: ("\(error)", 1)
        }
    }
}
