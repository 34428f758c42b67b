#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Why a file could not be read.
package struct FileProblem: Error, Hashable, Sendable {
    package enum Reason: Hashable, Sendable {
        case missing
        case directory
        case device
        case tooLarge(limit: Int)
        case notText
        /// In the words of the C library.
        case unreadable(String)
    }

    package let path: String
    package let reason: Reason

    init(_ path: String, _ reason: Reason) {
        self.path = path
        self.reason = reason
    }

    init(_ path: String, errno code: Int32) {
        self.path = path
        reason = code == ENOENT || code == ENOTDIR ? .missing : .unreadable(errorText(code))
    }

    /// What stands behind the path in a message: `no such file`.
    package var words: String {
        switch reason {
        case .missing: "no such file"
        case .directory: "is a directory; give the path of a file"
        case .device: "is a device; give the path of a file"
        case .tooLarge(let limit): "is larger than \(Self.sizeText(limit))"
        case .notText: "is not UTF-8 text"
        case .unreadable(let why): "cannot be read: \(why)"
        }
    }

    private static func sizeText(_ bytes: Int) -> String {
        if bytes >= 1 << 20, bytes.isMultiple(of: 1 << 20) { return "\(bytes >> 20) MiB" }
        if bytes >= 1 << 10, bytes.isMultiple(of: 1 << 10) { return "\(bytes >> 10) KiB" }
        return "\(bytes) bytes"
    }
}

/// What the C library calls an error: `Permission denied`.
package func errorText(_ code: Int32) -> String { String(cString: strerror(code)) }
