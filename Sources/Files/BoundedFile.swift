#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Reads whole small files, with a bound: what is larger is not the file that was meant.
package enum BoundedFile {
    package struct Contents: Sendable {
        let path: String
        package let bytes: [UInt8]
        /// The nine bits of `chmod`.
        package let permissions: UInt32

        package func text() throws(FileProblem) -> String {
            guard let text = String(validating: bytes, as: UTF8.self) else { throw FileProblem(path, .notText) }
            return text
        }
    }

    package static func bytes(of path: String, atMost limit: Int) throws(FileProblem) -> [UInt8] {
        try contents(of: path, atMost: limit).bytes
    }

    package static func text(of path: String, atMost limit: Int) throws(FileProblem) -> String {
        try contents(of: path, atMost: limit).text()
    }

    package static func contents(of path: String, atMost limit: Int) throws(FileProblem) -> Contents {
        // The C library would stop at a zero and read another file.
        guard !path.utf8.contains(0) else { throw FileProblem(path, .missing) }
        var status = stat()
        // Before it is opened: opening alone sets some devices going.
        guard stat(path, &status) == 0 else { throw FileProblem(path, errno: errno) }
        try checkKind(status, path)
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FileProblem(path, errno: errno) }
        defer { close(descriptor) }
        // Of what was opened: the name may lead elsewhere by now.
        guard fstat(descriptor, &status) == 0 else { throw FileProblem(path, errno: errno) }
        try checkKind(status, path)
        let bytes = try rest(of: descriptor, expecting: Int(clamping: status.st_size), atMost: limit, path)
        return Contents(path: path, bytes: bytes, permissions: status.st_mode & 0o777)
    }

    /// A device may have no end; a pipe, such as a shell's `<(command)`, has one.
    private static func checkKind(_ status: stat, _ path: String) throws(FileProblem) {
        switch status.st_mode & S_IFMT {
        case S_IFREG, S_IFIFO: return
        case S_IFDIR: throw FileProblem(path, .directory)
        default: throw FileProblem(path, .device)
        }
    }

    private static func rest(
        of descriptor: Int32, expecting size: Int, atMost limit: Int, _ path: String
    ) throws(FileProblem) -> [UInt8] {
        guard size <= limit else { throw FileProblem(path, .tooLarge(limit: limit)) }
        var bytes: [UInt8] = []
        while true {
            // One byte more than there should be: only then is it known that nothing follows.
            let room = min(max(size - bytes.count, 4096), limit - bytes.count) + 1
            let chunk = try next(room, of: descriptor, path)
            if chunk.isEmpty { return bytes }
            bytes += chunk
            guard bytes.count <= limit else { throw FileProblem(path, .tooLarge(limit: limit)) }
        }
    }

    /// Empty at the end.
    private static func next(_ room: Int, of descriptor: Int32, _ path: String) throws(FileProblem) -> [UInt8] {
        while true {
            var code: Int32 = 0
            let chunk = [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
                let result = read(descriptor, buffer.baseAddress, room)
                code = result < 0 ? errno : 0
                count = max(0, result)
            }
            if code == 0 { return chunk }
            guard code == EINTR else { throw FileProblem(path, errno: code) }
        }
    }
}
