import Documents
package import Fleet
package import FoundationEssentials

/// Findings that one mute keeps from being told: they are in no list of what needs attention, and are not hidden.
package struct MutedLine: Encodable, Sendable {
    package let mute: HistoryName
    package let cause: Cause
    package let clusters: [ClusterID]
    package let until: Date
    package let by: String
    package let reason: String

    /// What ends first comes first.
    static func all(_ source: ReportSource) -> [MutedLine] {
        let found = source.currentStanding.flatMap { standing in
            source.mutes.muted(standing.findings, of: standing.cluster, at: source.until).map { (standing.cluster, $0) }
        }
        return Dictionary(grouping: found) { $0.1.mute }.compactMap { _, those in MutedLine(those) }.sorted {
            $0.until == $1.until ? "\($0.mute)" < "\($1.mute)" : $0.until < $1.until
        }
    }

    private init?(_ found: [(ClusterID, MutedFinding)]) {
        guard let (_, first) = found.first else { return nil }
        mute = .mute(first.mute)
        cause = first.cause
        clusters = Set(found.map(\.0)).sorted()
        until = first.until
        by = first.by
        reason = first.reason
    }

    /// Clusters that are named; of more, their number.
    private static let most = 5

    func sentence(in zone: ReportZone) -> String {
        let names =
            clusters.count > Self.most
            ? "\(clusters.count) clusters" : clusters.map { printable($0.rawValue, limit: 60) }.joined(separator: ", ")
        let who = printable(personName(ofActor: by), limit: 60)
        return
            """
            Muted until \(zone.minute(until)) by \(who) (\(mute)): \(cause.rawValue) on \(names): \
            \(printable(reason, limit: 200))
            """
    }
}
