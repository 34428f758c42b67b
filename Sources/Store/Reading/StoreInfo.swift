package import FoundationEssentials

/// Bytes on the disk.
package struct StoreSize: Hashable, Codable, Sendable {
    package var database: Int64
    /// What was committed and is not in the database file yet; 0 where there is no such file.
    package var writeAheadLog: Int64
}

/// What SQLite's own checks found.
package struct StoreCheck: Hashable, Codable, Sendable {
    /// One sentence each; empty for a sound file.
    package var problems: [String]
    package var size: StoreSize

    package var isSound: Bool { problems.isEmpty }
}

/// What the file holds.
package struct StoreInfo: Hashable, Codable, Sendable {
    package var file: String
    package var schema: Int
    /// A random id of this installation, made with the file.
    package var installation: String?
    /// The version of the program that opened it for writing last.
    package var program: String?
    package var size: StoreSize
    /// Rows by table. A row of `probes` is an hour of a cluster.
    package var rows: [String: Int]
    package var probes: Int
    package var oldestProbe: Date?
    package var newestProbe: Date?
}
