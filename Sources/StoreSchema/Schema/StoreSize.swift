import FoundationEssentials

/// Bytes on the disk.
package struct StoreSize: Hashable, Codable, Sendable {
    package var database: Int64
    /// What was committed and is not in the database file yet; 0 where there is no such file.
    package var writeAheadLog: Int64

    private enum CodingKeys: String, CodingKey {
        case database = "databaseBytes"
        case writeAheadLog = "logBytes"
    }

    package static func of(_ file: String) -> StoreSize {
        StoreSize(database: bytes(file), writeAheadLog: bytes(file + "-wal"))
    }

    private static func bytes(_ file: String) -> Int64 {
        let attributes = try? FileManager.default.attributesOfItem(atPath: file)
        return (attributes?[.size] as? UInt64).map(Int64.init(clamping:)) ?? 0
    }

    /// `12 MiB`, and what is still in the log.
    package var described: String {
        "\(database >> 20) MiB" + (writeAheadLog == 0 ? "" : " and \(writeAheadLog >> 10) KiB in its log")
    }
}
