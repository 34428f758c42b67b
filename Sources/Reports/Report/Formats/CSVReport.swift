import Documents
import Fleet

/// A report as a table for a spreadsheet: a row a cluster, the worst first. Shares are from 0 to 1, lengths of time are
/// seconds.
package struct CSVReport {
    let report: FleetReport

    package init(_ report: FleetReport) { self.report = report }

    package var text: String {
        let head = [
            "cluster", "group", "role", "version", "health", "cause", "availability", "availability_before",
            "objective_met", "healthy", "failing",
            "unknown", "unwatched", "failures", "incidents",
        ]
        return csvRecord(head) + report.clusters.map { csvRecord(row($0)) }.joined()
    }

    private func row(_ line: ClusterLine) -> [String] {
        let isMet = report.objective.flatMap { objective in
            line.availability.map { Objective.isMet($0, objective.target) }
        }
        let names = [
            line.cluster.rawValue, line.group, line.role?.rawValue, line.version, line.health?.rawValue,
            line.cause?.rawValue,
            line.availability.map(share), line.availabilityBefore.map(share), isMet.map { $0 ? "true" : "false" },
        ]
        let seconds = [line.time.healthy, line.time.failing, line.time.unknown, line.time.unwatched].map {
            String(Int(saturating: $0.rounded()))
        }
        return names.map { $0 ?? "" } + seconds + [String(line.failures), String(line.incidents)]
    }

    private func share(_ share: Double) -> String { String((share * 1e6).rounded() / 1e6) }
}
