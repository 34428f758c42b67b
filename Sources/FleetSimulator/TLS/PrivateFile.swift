#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Why the fleet could not do what it was asked.
package enum FleetError: Error, CustomStringConvertible {
    /// No cluster has that name.
    case unknownCluster(String)
    /// A file could not be written; the code is an `errno`.
    case cannotWrite(path: String, code: Int32)

    /// What went wrong, for the one who asked.
    package var description: String {
        switch self {
        case .unknownCluster(let name): "there is no cluster named \(name)"
        case .cannotWrite(let path, let code): "cannot write \(path): \(String(cString: strerror(code)))"
        }
    }
}

/// Writes files that hold keys: mode 0600 from the first byte on.
enum PrivateFile {
    static func create(_ text: String, at path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw FleetError.cannotWrite(path: path, code: errno) }
        defer { close(descriptor) }
        fchmod(descriptor, 0o600)
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw FleetError.cannotWrite(path: path, code: errno) }
            rest = rest.dropFirst(count)
        }
    }
}
