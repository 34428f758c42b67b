package import Foundation
import SystemProcess

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// One of the package's programs, run as its users run it.
///
/// With posix_spawn, not Foundation's Process, which watches its children through a run loop that tests beside it can
/// starve.
package struct Program: Sendable {
    package struct Result: Sendable {
        /// As a shell reports it: 128 and the signal's number where one ended the program.
        package let status: Int32
        package let output: String
        package let errors: String

        package var all: String { output + errors }
    }

    /// The folder in which SwiftPM puts the tests' own executable and the programs alike.
    package static var folder: URL {
        let tests =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        return URL(filePath: tests).deletingLastPathComponent()
    }

    package let name: String
    package var environment: [String: String]

    /// - Parameter name: a program beside the tests' own executable, or an absolute path.
    package init(name: String, environment: [String: String] = [:]) {
        self.name = name
        self.environment = environment
    }

    /// Standard output and standard error into pipes.
    package func run(_ arguments: [String]) async throws -> Result {
        try await Self.onOwnThread {
            let output = try Channel.pipe()
            return try Self.wait(for: start(arguments, output: output.program), output: output)
        }
    }

    /// Standard output into a pipe that nobody reads.
    package func runIntoClosedPipe(_ arguments: [String]) async throws -> Result {
        try await Self.onOwnThread {
            let output = try Channel.pipe()
            close(output.ours)
            return try Self.wait(
                for: start(arguments, output: output.program), output: Channel(ours: -1, program: output.program))
        }
    }

    /// Standard output on a terminal of `columns`; the lines end as the program wrote them.
    ///
    /// - Parameter errorsToo: standard error on the same terminal, as people have it.
    package func runOnTerminal(columns: UInt16, errorsToo: Bool = false, _ arguments: [String]) async throws -> Result {
        try await Self.onOwnThread {
            let output = try Channel.terminal(columns: columns)
            let talk = errorsToo ? Channel(ours: -1, program: fcntl(output.program, F_DUPFD_CLOEXEC, 3)) : nil
            let child = try start(arguments, output: output.program, errors: talk)
            let result = try Self.wait(for: child, output: output)
            // The terminal itself turns a line feed into two characters.
            return Result(
                status: result.status, output: result.output.replacing("\r\n", with: "\n"), errors: result.errors)
        }
    }

    fileprivate struct Child {
        let pid: pid_t
        let errors: Channel
    }

    package var path: String { name.hasPrefix("/") ? name : Self.folder.appending(path: name).path }

    /// Starts a program that goes on until it is told to stop; its output is read by nobody.
    package func launch(_ arguments: [String]) throws -> Running {
        let nothing = open("/dev/null", O_WRONLY | O_CLOEXEC)
        // Not into a pipe: what nobody reads would fill it, and the program would wait for ever.
        let child = try start(arguments, output: nothing, errors: .file())
        close(nothing)
        close(child.errors.program)
        return Running(pid: child.pid, errors: child.errors)
    }

    /// A program that runs beside the test.
    package struct Running: Sendable {
        package let pid: pid_t
        fileprivate let errors: Channel

        /// Sends a signal that does not end it.
        package func signal(_ signal: Int32) { kill(pid, signal) }

        /// Sends the signal and waits for the end; the status as a shell reports it, with what the program said.
        package func stop(_ signal: Int32 = SIGTERM) async throws -> Result {
            kill(pid, signal)
            return try await Program.onOwnThread {
                let status = try Program.end(of: pid)
                return Result(status: status, output: "", errors: errors.readToEnd())
            }
        }
    }

    private func start(_ arguments: [String], output: Int32, errors: Channel? = nil) throws -> Child {
        let errors = try errors ?? Channel.pipe()
        let defaults = ["LANG": "C.UTF-8", "TZ": "UTC", "TERM": "xterm", "PATH": "/usr/bin:/bin"]
        let words = ([path] + arguments).map { strdup($0) } + [nil]
        let variables = defaults.merging(environment) { $1 }.map { strdup("\($0)=\($1)") } + [nil]
        defer { for text in words + variables { free(text) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
        posix_spawn_file_actions_adddup2(&actions, errors.program, STDERR_FILENO)
        // NIO's sockets are inherited otherwise: a port of the simulator would stay open as long as the program runs.
        _ = ksfleet_close_all_but_standard(&actions)
        var pid: pid_t = 0
        let problem = posix_spawn(&pid, path, &actions, nil, words, variables)
        guard problem == 0 else { throw POSIXError(POSIXErrorCode(rawValue: problem) ?? .ENOENT) }
        return Child(pid: pid, errors: errors)
    }

    fileprivate static func wait(for child: Child, output: Channel) throws -> Result {
        close(output.program)
        close(child.errors.program)
        let text = output.readToEnd()
        let talk = child.errors.readToEnd()
        return Result(status: try end(of: child.pid), output: text, errors: talk)
    }

    /// Waits for the end; the status as a shell reports it.
    fileprivate static func end(of pid: pid_t) throws -> Int32 {
        var status: Int32 = 0
        while waitpid(pid, &status, 0) < 0 {
            guard errno == EINTR else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .ECHILD) }
        }
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
    }

    /// Reading and waiting block, and the threads of the cooperative pool are few.
    fileprivate static func onOwnThread(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            Thread.detachNewThread { continuation.resume(with: Swift.Result(catching: body)) }
        }
    }
}
