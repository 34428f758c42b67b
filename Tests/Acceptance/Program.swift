import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// One of the package's programs, run as its users run it.
struct Program {
    struct Result {
        let status: Int32
        let output: String
        let errors: String
    }

    let name: String
    var environment: [String: String] = [:]

    /// The programs lie beside the tests' own executable.
    private var executable: URL {
        let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? CommandLine.arguments[0]
        return URL(filePath: tests).deletingLastPathComponent().appending(path: name)
    }

    /// Standard output and standard error into pipes.
    func run(_ arguments: [String]) async throws -> Result {
        let output = Pipe()
        return try await run(arguments, output: output) { try output.fileHandleForReading.readToEnd() ?? Data() }
    }

    /// Standard output into a pipe that nobody reads.
    func runIntoClosedPipe(_ arguments: [String]) async throws -> Result {
        let output = Pipe()
        try output.fileHandleForReading.close()
        return try await run(arguments, output: output) { Data() }
    }

    /// Standard output on a terminal of `columns`; the lines end as the program wrote them.
    func runOnTerminal(columns: UInt16, _ arguments: [String]) async throws -> Result {
        let terminal = try PseudoTerminal(columns: columns)
        return try await run(arguments, output: terminal.programSide) {
            try terminal.programSide.close()
            return terminal.readToEnd()
        }
    }

    private func run(_ arguments: [String], output: Any, read: () throws -> Data) async throws -> Result {
        let errors = Pipe()
        let process = process(arguments, output: output, errors: errors)
        // Not waitUntilExit: it runs a run loop on this thread, which belongs to the cooperative pool.
        let (ended, ending) = AsyncStream<Int32>.makeStream()
        process.terminationHandler = {
            ending.yield($0.terminationStatus)
            ending.finish()
        }
        try process.run()
        let text = try read()
        let talk = try errors.fileHandleForReading.readToEnd() ?? Data()
        var status: Int32 = -1
        for await code in ended { status = code }
        return Result(status: status, output: String(decoding: text, as: UTF8.self), errors: String(decoding: talk, as: UTF8.self))
    }

    private func process(_ arguments: [String], output: Any, errors: Pipe) -> Process {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.environment = ["LANG": "C.UTF-8", "TZ": "UTC", "TERM": "xterm", "PATH": "/usr/bin:/bin"].merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors
        return process
    }
}

/// Both ends of a terminal.
private struct PseudoTerminal {
    let programSide: FileHandle
    private let ourSide: Int32

    /// ioctl_tty(2), as Linux numbers them: the C macros are not imported.
    private static let unlock: UInt = 0x4004_5431
    private static let number: UInt = 0x8004_5430

    init(columns: UInt16) throws {
        var (locked, index) = (Int32(0), UInt32(0))
        ourSide = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard ourSide >= 0, ioctl(ourSide, Self.unlock, &locked) == 0, ioctl(ourSide, Self.number, &index) == 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
        let other = open("/dev/pts/\(index)", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard other >= 0 else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
        var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        _ = ioctl(other, UInt(TIOCSWINSZ), &size)
        programSide = FileHandle(fileDescriptor: other, closeOnDealloc: true)
    }

    /// Linux ends the reading with EIO once nobody holds the other side.
    func readToEnd() -> Data {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(ourSide, &buffer, buffer.count)
            if count <= 0 { break }
            text += buffer[..<count]
        }
        close(ourSide)
        // The terminal itself turns a line feed into two characters.
        return Data(String(decoding: text, as: UTF8.self).replacing("\r\n", with: "\n").utf8)
    }
}
