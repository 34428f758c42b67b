import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Where a program writes, and where we read it. Neither descriptor is inherited by another child.
struct Channel {
    let ours: Int32
    let program: Int32

    /// pipe(2), which the function below would hide.
    private static let system: @Sendable (UnsafeMutablePointer<Int32>?) -> Int32 = {
        #if canImport(Glibc)
            Glibc.pipe($0)
        #else
            Musl.pipe($0)
        #endif
    }

    static func pipe() throws -> Channel {
        var ends: [Int32] = [-1, -1]
        guard system(&ends) == 0, ends.allSatisfy({ fcntl($0, F_SETFD, FD_CLOEXEC) == 0 }) else { throw lastError() }
        return Channel(ours: ends[0], program: ends[1])
    }

    /// A file without a name: takes any amount from a program that runs for long, and can be read once it has ended.
    static func file() throws -> Channel {
        let path = FileManager.default.temporaryDirectory.appending(path: "ksfleet-talk-\(UUID().uuidString)").path
        let program = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0o600)
        let ours = open(path, O_RDONLY | O_CLOEXEC)
        unlink(path)
        guard program >= 0, ours >= 0 else { throw lastError() }
        return Channel(ours: ours, program: program)
    }

    /// ioctl_tty(2), as Linux numbers them: the C macros are not imported.
    private static let unlock: UInt = 0x4004_5431
    private static let number: UInt = 0x8004_5430

    static func terminal(columns: UInt16) throws -> Channel {
        var (locked, index) = (Int32(0), UInt32(0))
        let ours = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard ours >= 0, ioctl(ours, unlock, &locked) == 0, ioctl(ours, number, &index) == 0 else { throw lastError() }
        let program = open("/dev/pts/\(index)", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var size = winsize(ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0)
        guard program >= 0, ioctl(program, UInt(TIOCSWINSZ), &size) == 0 else { throw lastError() }
        return Channel(ours: ours, program: program)
    }

    /// All that comes until nobody holds the other side, which a terminal reports as EIO; then closes ours.
    func readToEnd() -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while ours >= 0 {
            let count = read(ours, &buffer, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        if ours >= 0 { close(ours) }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func lastError() -> POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
}
