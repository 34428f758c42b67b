import Console
import Fleet
import FoundationEssentials
import KubeSphere

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A saved log, read in one pass through one buffer.
enum LogFile {
    private static let bufferSize = 256 << 10

    /// - Parameter path: `-` is standard input.
    static func triage(_ path: String) throws -> LogTriage {
        let descriptor = try descriptor(path)
        defer { if descriptor != STDIN_FILENO { close(descriptor) } }
        var triage = LogTriage(ends: lastWrite(path))
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: bufferSize, alignment: 64)
        defer { buffer.deallocate() }
        while true {
            let count = read(descriptor, buffer.baseAddress, buffer.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw failure(path) }
            guard count > 0 else { break }
            triage.consume(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        }
        triage.finish()
        return triage
    }

    /// RFC 1952, 2.3.1: a member begins with 1f 8b.
    static func isGzip(_ path: String) -> Bool { head(path).starts(with: [0x1F, 0x8B]) }

    /// The first bytes of a file; none of standard input, which cannot be read again.
    private static func head(_ path: String) -> ArraySlice<UInt8> {
        guard path != "-", let descriptor = try? descriptor(path) else { return [] }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 512)
        let count = read(descriptor, &bytes, bytes.count)
        return bytes.prefix(max(0, count))
    }

    private static func descriptor(_ path: String) throws -> Int32 {
        guard path != "-" else { return STDIN_FILENO }
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path) }
        return descriptor
    }

    private static func lastWrite(_ path: String) -> Date {
        (try? FileManager.default.attributesOfItem(atPath: path))?[.modificationDate] as? Date ?? Date()
    }

    private static func failure(_ path: String) -> CommandFailure {
        let status: ExitStatus =
            switch errno {
            case ENOENT, ENOTDIR: .noSuchObject
            case EACCES, EPERM: .permissionDenied
            default: .failed
            }
        return CommandFailure(
            status, "\(printable(path)) cannot be read: \(String(cString: strerror(errno)))", code: "unreadable_file")
    }
}
