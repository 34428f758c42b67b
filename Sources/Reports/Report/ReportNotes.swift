import Fleet
import FoundationEssentials

/// What a reader must know to read the figures right.
struct ReportNotes {
    let sentences: [String]

    /// Below these shares of watched time, a period is said to be seen in part.
    private static let enough = 0.9

    init(_ source: ReportSource, watched: [ReportSource.Cluster]) {
        let time = watched.reduce(into: WatchedTime()) { time, cluster in for piece in cluster.times { time += piece } }
        sentences = [
            Self.emptiness(source, watched), Self.coverage(time), Self.absent(source, watched),
            Self.before(source, watched),
            Self.staleness(source),
        ].compactMap(\.self)
    }

    private static func emptiness(_ source: ReportSource, _ watched: [ReportSource.Cluster]) -> String? {
        guard watched.isEmpty else { return nil }
        return source.clusters.isEmpty
            ? "The history knew no cluster by the end of this period: there is nothing to report on."
            : """
            No cluster was probed in this period, so nothing is known of it; that is no statement about the \
            fleet's health.
            """
    }

    private static func coverage(_ time: WatchedTime) -> String? {
        guard time.watched > 0, time.watched < time.total * enough else { return nil }
        return
            """
            Only \(shareText(time.watched / time.total)) of the clusters' time was monitored; the rest is counted \
            neither as healthy nor as failing.
            """
    }

    private static func absent(_ source: ReportSource, _ watched: [ReportSource.Cluster]) -> String? {
        let seen = Set(watched.map(\.id))
        let missing = source.clusters.map(\.id).filter { !seen.contains($0) }
        guard !missing.isEmpty, !watched.isEmpty else { return nil }
        let names = missing.prefix(5).map { printable($0.rawValue, limit: 60) }.joined(separator: ", ")
        return
            """
            \(missing.count) of the history's clusters \(missing.count == 1 ? "was" : "were") not probed in this \
            period and 
            """
                + "\(missing.count == 1 ? "is" : "are") left out: \(names)\(missing.count > 5 ? ", …" : "")."
    }

    private static func before(_ source: ReportSource, _ watched: [ReportSource.Cluster]) -> String? {
        guard !watched.isEmpty else { return nil }
        let time = watched.reduce(into: WatchedTime()) { $0 += $1.before }
        let whole = Double(source.buckets.seconds) * Double(watched.count)
        if time.watched == 0 {
            return "Nothing was monitored in the period before, so there is nothing to compare with."
        }
        guard time.watched < whole * enough else { return nil }
        return
            """
            Only \(shareText(time.watched / whole)) of the period before was monitored: read the comparison with that \
            in mind.
            """
    }

    private static func staleness(_ source: ReportSource) -> String? {
        guard let newest = source.standing.map(\.at).max() else { return nil }
        let behind = source.until.timeIntervalSince(newest)
        if behind > 3600 {
            return
                """
                The last probe was \(elapsedText(behind)) before this period's end: what expires and what needs \
                attention may be out of date.
                """
        }
        guard source.currentStanding.isEmpty else { return nil }
        return
            """
            Probes went on for \(elapsedText(-behind)) after this period's end, and findings are kept of the last one \
            only: 
            """
                + "what expires and warnings are left out."
    }
}
