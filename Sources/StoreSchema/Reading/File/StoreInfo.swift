package import FoundationEssentials

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
    /// Single probes, and when the oldest and the newest of them was made.
    package var probes: Int
    package var oldestProbe: Date?
    package var newestProbe: Date?
    /// The hours, and the days, that older probes were rolled up to; nil where there is none.
    package var hourlyProbes: StoredRange?
    package var dailyProbes: StoredRange?
    /// Bytes of the database file that hold something, and that hold nothing and are used next.
    package var usedBytes: Int64
    package var freeBytes: Int64

    private enum CodingKeys: String, CodingKey {
        case file, schema, installation, program, size, rows, probes, usedBytes, freeBytes, hourlyProbes, dailyProbes
        case oldestProbe = "oldestProbeAt"
        case newestProbe = "newestProbeAt"
    }
}

/// From the beginning of the oldest to the beginning of the newest of something.
package struct StoredRange: Hashable, Codable, Sendable {
    package var oldest: Date
    package var newest: Date

    private enum CodingKeys: String, CodingKey {
        case oldest = "oldestAt"
        case newest = "newestAt"
    }
}
