import Files
package import Fleet

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A key of 32 random bytes in a file that only its owner may read, made on first use.
package struct KeyFile {
    package let path: String
    /// What it is, for the messages: `fingerprint key`.
    package let purpose: String
    /// What is lost with it.
    package let lost: String

    package init(path: String, purpose: String, lost: String) {
        self.path = path
        self.purpose = purpose
        self.lost = lost
    }

    /// - Throws: `Fault` that names the file and says what to do.
    package func loadOrCreate() throws(Fault) -> [UInt8] {
        if let key = try load() { return key }
        var random = SystemRandomNumberGenerator()
        let bytes = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &random) }
        // O_EXCL: of two programs that start at once, one makes the key and the other reads it.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST, let key = try load() { return key }
            throw Fault(
                .kubeconfig,
                """
                \(path): the \(purpose) cannot be made (\(Self.reason())): check that the state directory exists and \
                is writable
                """
            )
        }
        defer { close(descriptor) }
        guard write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
            unlink(path)
            throw Fault(.kubeconfig, "\(path): the \(purpose) cannot be written (\(Self.reason()))")
        }
        return bytes
    }

    /// nil where there is none yet.
    private func load() throws(Fault) -> [UInt8]? {
        let contents: BoundedFile.Contents
        do throws(FileProblem) {
            contents = try BoundedFile.contents(of: path, atMost: 1 << 10)
        } catch {
            if error.reason == .missing { return nil }
            throw Fault(.kubeconfig, "\(path): \(error.words) (the \(purpose))")
        }
        guard contents.permissions & 0o077 == 0 else {
            throw Fault(.kubeconfig, "\(path): others may read the \(purpose): chmod 600 \(path)")
        }
        guard contents.bytes.count == 32 else {
            throw Fault(.kubeconfig, "\(path): not a \(purpose) of 32 bytes: remove it and a new one is made (\(lost))")
        }
        return contents.bytes
    }

    private static func reason() -> String { errorText(errno) }
}
