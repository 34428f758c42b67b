package import Fleet
import FoundationEssentials

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// The installation's fingerprint key: 32 random bytes in a file that only its owner may read, made on first use.
package enum FingerprintKeyFile {
    /// - Throws: `Fault` that names the file and says what to do.
    package static func loadOrCreate(_ path: String) throws(Fault) -> FingerprintKey {
        if let key = try load(path) { return key }
        let key = FingerprintKey()
        // O_EXCL: of two programs that start at once, one makes the key and the other reads it.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            if errno == EEXIST, let key = try load(path) { return key }
            throw Fault(.kubeconfig, "\(path): the fingerprint key cannot be made (\(reason())): check that the state directory exists and is writable")
        }
        defer { close(descriptor) }
        guard write(descriptor, key.bytes, key.bytes.count) == key.bytes.count, fsync(descriptor) == 0 else {
            unlink(path)
            throw Fault(.kubeconfig, "\(path): the fingerprint key cannot be written (\(reason()))")
        }
        return key
    }

    private static func load(_ path: String) throws(Fault) -> FingerprintKey? {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path) else { return nil }
        guard let mode = attributes[.posixPermissions] as? Int, mode & 0o077 == 0 else {
            throw Fault(.kubeconfig, "\(path): others may read the fingerprint key: chmod 600 \(path)")
        }
        guard let data = try? Data(contentsOf: URL(filePath: path)), data.count == 32 else {
            throw Fault(.kubeconfig, "\(path): not a fingerprint key of 32 bytes: remove it and a new one is made (old fingerprints then compare no more)")
        }
        return FingerprintKey(bytes: Array(data))
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}
