import Console
import Fleet
import FoundationEssentials

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Where a report goes.
enum ReportDestination {
    case standardOutput
    case file(String)
    case folder(String)

    /// A path that ends with a slash, or at which a folder stands, is a folder's.
    init(_ path: String) throws {
        var isFolder = false
        let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        if path == "-" {
            self = .standardOutput
        } else if exists, isFolder {
            self = .folder(path)
        } else if path.hasSuffix("/") {
            throw CommandFailure(
                .noSuchObject, "there is no folder \(printable(path))", hint: "make it: mkdir -p \(printable(path))",
                code: "no_such_folder")
        } else {
            self = .file(path)
        }
    }

    var isStandardOutput: Bool { if case .standardOutput = self { true } else { false } }

    /// What is written there unless told otherwise.
    var format: ReportFormat {
        switch self {
        case .standardOutput: .text
        case .folder: .html
        case .file(let path):
            switch path.split(separator: "/").last?.split(separator: ".").last?.lowercased() {
            case "html", "htm": .html
            case "md", "markdown": .markdown
            case "json": .json
            case "csv": .csv
            default: .text
            }
        }
    }

    /// - Parameter end: of the period, as it stands in a file's name.
    func write(_ text: String, end: String, format: ReportFormat) throws {
        switch self {
        case .standardOutput: try StandardStream.output.write(text)
        case .file(let path): try write(text, to: path)
        case .folder(let path):
            let name = "ksfleet-report-\(end).\(format.ending)"
            try write(text, to: path.hasSuffix("/") ? path + name : path + "/" + name)
        }
    }

    private func write(_ text: String, to path: String) throws {
        try WholeFile(path: path).write(text)
        StandardStream.error.note("\(printable(path)): \(counted(text.utf8.count, "byte"))")
    }
}

/// A file that appears under its name whole, or not at all (rename(2) replaces in one step).
struct WholeFile {
    let path: String

    func write(_ text: String) throws {
        // A link keeps pointing where it points; a pipe or a device must not be replaced by a file.
        let target =
            realpath(path, nil).map { pointer in
                defer { free(pointer) }
                return String(cString: pointer)
            } ?? path
        let type = try? FileManager.default.attributesOfItem(atPath: target)[.type] as? FileAttributeType
        if let type, type != .typeRegular { return try writeThrough(text) }
        var name = Array((target + ".XXXXXX").utf8CString)
        let descriptor = mkstemp(&name)
        guard descriptor >= 0 else { throw failure() }
        do {
            try fill(descriptor, text)
            guard rename(name, target) == 0 else { throw failure() }
        } catch {
            unlink(name)
            throw error
        }
    }

    private func fill(_ descriptor: Int32, _ text: String) throws {
        defer { close(descriptor) }
        try send(text, to: descriptor)
        // Group ksfleet may read it; on the disk before it gets its name, so that a power cut leaves no empty file.
        guard fchmod(descriptor, 0o640) == 0, fsync(descriptor) == 0 else { throw failure() }
    }

    private func writeThrough(_ text: String) throws {
        let descriptor = open(path, O_WRONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure() }
        defer { close(descriptor) }
        try send(text, to: descriptor)
    }

    private func send(_ text: String, to descriptor: Int32) throws {
        var text = text
        try text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while !rest.isEmpty {
                let count = systemWrite(descriptor, rest.baseAddress, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw failure() }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
        }
    }

    private func failure() -> CommandFailure {
        let reason = String(cString: strerror(errno))
        let message = "\(printable(path)) was not written: \(reason)"
        return switch errno {
        case EACCES, EPERM, EROFS:
            CommandFailure(
                .permissionDenied, message,
                hint: "name a place that this user may write to, or write to standard output: --to -")
        case ENOENT, ENOTDIR:
            CommandFailure(.noSuchObject, message, hint: "its folder must exist", code: "no_such_folder")
        default: CommandFailure(.failed, message)
        }
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    #if canImport(Glibc)
        Glibc.write(descriptor, bytes, count)
    #else
        Musl.write(descriptor, bytes, count)
    #endif
}
