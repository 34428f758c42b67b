import FoundationEssentials
import Synchronization

/// The authorities that the system trusts, read where Go reads them (crypto/x509, root_linux.go) and anew when the file
/// changes.
package enum SystemAnchors {
    private struct Cached {
        let path: String
        let modified: Date?
        let pool: AnchorPool
    }

    private static let cache = Mutex<Cached?>(nil)
    private static let files = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
        "/etc/pki/tls/cacert.pem",
        "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem", "/etc/ssl/cert.pem",
    ]

    /// Empty where the system has none.
    package static func pool() -> AnchorPool {
        let environment = ProcessInfo.processInfo.environment
        let candidates = environment["SSL_CERT_FILE"].flatMap { $0.isEmpty ? nil : [$0] } ?? files
        guard let path = candidates.first(where: { FileManager.default.isReadableFile(atPath: $0) }) else {
            return AnchorPool([])
        }
        let attributes = try? FileManager.default.attributesOfItem(
            atPath: URL(filePath: path).resolvingSymlinksInPath().path)
        let modified = attributes?[.modificationDate] as? Date
        return cache.withLock { cached in
            if let known = cached, known.path == path, known.modified == modified { return known.pool }
            let bytes = (try? Data(contentsOf: URL(filePath: path))).map { [UInt8]($0) } ?? []
            let pool = AnchorPool(pem: bytes)
            cached = Cached(path: path, modified: modified, pool: pool)
            return pool
        }
    }
}
