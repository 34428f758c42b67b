import Fleet
import Foundation
import Store

/// Every question that agentctl asks a history, timed as agentctl asks it: the file opened anew each time, in the page
/// cache.
struct QueryTimes {
    let path: String
    let repetitions: Int

    private typealias Query = (name: String, run: (HistoryReader) async throws -> Int)

    func run() async throws {
        let names = try await HistoryReader.open(path: path).status(now: Date()).map(\.cluster)
        guard let cluster = names.dropFirst(names.count / 2).first else { return print("the history is empty") }
        print("query                                             rows    median ms    slowest ms")
        for query in queries(cluster, now: Date()) {
            var times: [Double] = []
            var rows = 0
            for _ in 0..<repetitions {
                let started = ContinuousClock.now
                rows = try await query.run(try HistoryReader.open(path: path))
                times.append((ContinuousClock.now - started) / .milliseconds(1))
            }
            times.sort()
            print(
                query.name.padding(toLength: 46, withPad: " ", startingAt: 0)
                    + String(format: "%8d %12.1f %13.1f", rows, times[times.count / 2], times.last ?? 0))
        }
    }

    private func queries(_ cluster: ClusterID, now: Date) -> [Query] {
        func filter(_ days: Double, _ clusters: Set<ClusterID>? = nil, causes: Set<String>? = nil, limit: Int? = 100)
            -> HistoryFilter
        {
            HistoryFilter(
                clusters: clusters, causes: causes, since: now.addingTimeInterval(-days * 86_400), limit: limit)
        }
        let one: Set<ClusterID> = [cluster]
        let probes: [Query] = [("24 h", 1.0), ("30 d", 30), ("1 y", 365)].flatMap { name, days -> [Query] in
            [
                (
                    "probes of a cluster, \(name), all of them",
                    { try await $0.probes(filter(days, one, limit: nil)).count }
                ),
                ("probes of a cluster, \(name), newest 100", { try await $0.probes(filter(days, one)).count }),
                ("probes of the fleet, \(name), newest 100", { try await $0.probes(filter(days)).count }),
            ]
        }
        let failures: [Query] = [("7 d", 7.0), ("1 y", 365)].flatMap { name, days -> [Query] in
            [
                (
                    "failures of the fleet by cause, \(name)",
                    { try await $0.failureSums(filter(days, limit: nil), bins: 24, now: now).count }
                ),
                (
                    "failures of the fleet of one cause, \(name)",
                    {
                        try await $0.failureSums(
                            filter(days, causes: ["token-not-in-cache"], limit: nil), bins: 24, now: now
                        ).count
                    }
                ),
                ("failures of the fleet, \(name), newest 100 rows", { try await $0.failures(filter(days)).count }),
                (
                    "failures of a cluster, \(name), every row",
                    { try await $0.failures(filter(days, one, limit: nil)).count }
                ),
            ]
        }
        return [("status", { try await $0.status(now: now).count })] + probes + failures + [
            ("config changes of the fleet, 1 y, newest 100", { try await $0.configChanges(filter(365)).count }),
            ("config changes of a cluster, 1 y", { try await $0.configChanges(filter(365, one, limit: nil)).count }),
            ("incidents of the fleet, 1 y, all of them", { try await $0.incidents(filter(365, limit: nil)).count }),
            ("incidents of a cluster, 1 y", { try await $0.incidents(filter(365, one, limit: nil)).count }),
            ("journal of the fleet, 1 y, newest 100", { try await $0.journal(filter(365)).count }),
            ("diff: the last two configurations", { try await $0.lastSnapshots(of: cluster).count }),
            (
                "blame: every configuration of a cluster",
                { try await $0.lastSnapshots(of: cluster, limit: Int(Int32.max)).count }
            ),
        ]
    }
}
