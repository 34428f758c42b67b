import Fleet
import GRDB

extension HistoryWriter {
    /// Takes over what rounds that were never recorded left in the logs, so that the next reading does not take it for
    /// users' failures. A round that is in the history already is passed over: its process was killed after the commit.
    package func adopt(_ unrecorded: [UnrecordedRound]) async throws {
        guard !unrecorded.isEmpty else { return }
        try await withStoreErrors(file: file) {
            try await rounds.write { db in
                let transaction = RoundTransaction(db: db, codes: codes, rules: IncidentRules())
                for round in unrecorded where try transaction.isNew(round.sequence) { try transaction.adopt(round) }
            }
        }
    }
}

extension RoundTransaction {
    /// Numbers of rounds that are kept; a page of the ledger is older than its round by one round at most, and is
    /// looked at on the next start.
    private static let keptRounds = 1000

    /// Notes that a round is in the history; false where it was there before.
    @discardableResult
    func isNew(_ sequence: Int64) throws -> Bool {
        try db.run("INSERT INTO recorded_rounds(sequence) VALUES (?) ON CONFLICT DO NOTHING", [sequence])
        guard db.changesCount > 0 else { return false }
        try db.run(
            """
            DELETE FROM recorded_rounds WHERE sequence <= (SELECT sequence FROM recorded_rounds ORDER BY sequence DESC \
            LIMIT 1 OFFSET ?)
            """,
            [Self.keptRounds])
        return true
    }

    func adopt(_ round: UnrecordedRound) throws {
        for (name, claims) in round.claims {
            try add(claims, id(of: name))
        }
    }

    /// Of a cluster whose log cannot be read for long, the last claims are kept.
    func add(_ claims: [OwnClaim], _ cluster: Int64) throws {
        for claim in claims {
            try db.run(
                "INSERT INTO own_claims(cluster, after, until, cause) VALUES (?, ?, ?, ?)",
                [cluster, claim.after, claim.until, claim.cause.flatMap { codes[$0] }])
        }
        guard !claims.isEmpty else { return }
        try db.run(
            """
            DELETE FROM own_claims WHERE cluster = ?1 AND id <= (SELECT id FROM own_claims WHERE cluster = ?1 ORDER BY \
            id DESC LIMIT 1 OFFSET ?2)
            """, [cluster, UnrecordedRound.mostKept])
    }

    func settle(_ claims: [OwnClaim]) throws {
        for claim in claims { try db.run("DELETE FROM own_claims WHERE id = ?", [claim.id]) }
    }

    /// A cluster may have been probed, and left a failure, before its first round was recorded.
    private func id(of cluster: ClusterID) throws -> Int64 {
        try db.run(
            "INSERT INTO clusters(name, first_seen) VALUES (?, unixepoch() * 1000) ON CONFLICT DO NOTHING",
            [cluster.rawValue])
        return try db.row("SELECT id FROM clusters WHERE name = ?", [cluster.rawValue])?["id"] ?? 0
    }
}
