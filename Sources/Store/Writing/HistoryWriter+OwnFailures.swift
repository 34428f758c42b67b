package import Fleet
import GRDB

extension HistoryWriter {
    /// Notes failures that a probe outside of a round has left in a cluster's log: the next reading of that log subtracts them. A cluster
    /// that the history does not know has no log position either, so nothing is noted for it.
    package func noteOwnFailures(_ failures: [FailureCause: Int], of cluster: ClusterID) async throws {
        guard !failures.isEmpty else { return }
        try await withStoreErrors(file: file) {
            try await rounds.write { db in
                guard let id: Int64 = try db.row("SELECT id FROM clusters WHERE name = ?", [cluster.rawValue])?["id"] else { return }
                let transaction = RoundTransaction(db: db, codes: codes, rules: IncidentRules())
                for (cause, count) in failures { try transaction.changeOwnFailures(cause, by: count, id) }
            }
        }
    }
}
