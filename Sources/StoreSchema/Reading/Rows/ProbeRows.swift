package import Fleet
package import FoundationEssentials
import GRDB

/// The three tables that probes stand in, from the newest to the oldest; all with ids that begin with a time and end
/// with a cluster.
package enum ProbeRows: CaseIterable {
    case single, hours, days

    package var table: String {
        switch self {
        case .single: "probes"
        case .hours: RollUpLevel.hours.table
        case .days: RollUpLevel.days.table
        }
    }

    /// Seconds that one row spans.
    package var span: Int64 {
        switch self {
        case .single: 3600
        case .hours: 86_400
        case .days: 86_400 * RollUpLevel.daysInBlock
        }
    }

    package var newestBelow: String { "SELECT max(id) FROM \(table) WHERE id < ? AND id >= ?" }
    package var ofUnit: String { "SELECT id, data FROM \(table) WHERE id BETWEEN ? AND ?" }

    /// The rows of one cluster, the newest first. Its ids are known, so that each is looked up; nothing of other
    /// clusters is read.
    package var ofCluster: String {
        """
        WITH RECURSIVE wanted(id) AS (SELECT ? UNION ALL SELECT id - \(ProbeChunk.clusterMask + 1) FROM wanted WHERE \
        id > ?)
        SELECT p.id, p.data FROM wanted CROSS JOIN \(table) p ON p.id = wanted.id
        """
    }

    /// What of a row is wanted, as it was written.
    ///
    /// - Parameter isWanted: asked with the beginning and the length of what stands there, in seconds, and its cause's
    ///   number.
    package func decode(
        _ data: Data, id: Int64, cluster: ClusterID, codes: CauseCodes, where isWanted: (Int64, Int64, Int64) -> Bool
    ) -> [StoredProbe] {
        switch self {
        case .single:
            ProbeChunk.decode(data, hour: ProbeChunk.hour(ofID: id)).filter { isWanted($0.at, 1, $0.cause) }.map {
                probe in
                StoredProbe(
                    cluster: cluster, at: Date(wholeSeconds: probe.at), health: probe.health,
                    cause: codes.cause(probe.cause),
                    elapsed: Double(probe.elapsed) / 1000)
            }
        case .hours: Self.decode(data, id: id, .hours, cluster, codes, isWanted)
        case .days: Self.decode(data, id: id, .days, cluster, codes, isWanted)
        }
    }

    private static func decode(
        _ data: Data, id: Int64, _ level: RollUpLevel, _ cluster: ClusterID, _ codes: CauseCodes,
        _ isWanted: (Int64, Int64, Int64) -> Bool
    ) -> [StoredProbe] {
        RollUpRow.decode(data).compactMap { entry in
            let at = level.second(id: id, slot: entry.slot)
            guard isWanted(at, level.period, entry.cause) else { return nil }
            return StoredProbe(
                cluster: cluster, at: Date(wholeSeconds: at), health: entry.health, cause: codes.cause(entry.cause),
                elapsed: Double(entry.average) / 1000,
                rolledUp: .init(
                    period: Int(level.period), healthy: entry.healthy, failing: entry.failing, unknown: entry.unknown,
                    shortest: Double(entry.shortest) / 1000, longest: Double(entry.longest) / 1000))
        }
    }
}
