package import Fleet

/// The installation's fingerprint key: 32 random bytes in a file that only its owner may read, made on first use.
package enum FingerprintKeyFile {
    /// - Throws: `Fault` that names the file and says what to do.
    package static func loadOrCreate(_ path: String) throws(Fault) -> FingerprintKey {
        let file = KeyFile(path: path, purpose: "fingerprint key", lost: "old fingerprints then compare no more")
        return FingerprintKey(bytes: try file.loadOrCreate())
    }
}
