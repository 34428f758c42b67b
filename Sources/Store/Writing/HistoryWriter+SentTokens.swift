import Fleet
import GRDB
import StoreSchema

extension HistoryWriter {
    /// Recovers what rounds that were never recorded left in the logs, so that the next reading does not take it for
    /// users' failures. A round that is in the history already is passed over: its process was killed after the commit.
    package func recover(_ unsettled: [UnsettledRound]) async throws {
        guard !unsettled.isEmpty else { return }
        try await withStoreErrors(file: file) {
            try await rounds.write { db in
                let transaction = RoundTransaction(db: db, codes: codes, rules: IncidentRules())
                for round in unsettled where try transaction.isNew(round.sequence) { try transaction.recover(round) }
            }
        }
    }
}

extension RoundTransaction {
    /// Numbers of rounds that are kept; a page is older than its round by one round at most, and is
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

    func recover(_ round: UnsettledRound) throws {
        for (name, tokens) in round.tokens {
            try add(tokens, id(of: name))
        }
    }

    /// Of a cluster whose log cannot be read for long, the last tokens are kept.
    func add(_ tokens: [SentToken], _ cluster: Int64) throws {
        for token in tokens {
            try db.run(
                "INSERT INTO own_claims(cluster, after, until, cause) VALUES (?, ?, ?, ?)",
                [cluster, token.after, token.until, token.cause.flatMap { codes[$0] }])
        }
        guard !tokens.isEmpty else { return }
        try db.run(
            """
            DELETE FROM own_claims WHERE cluster = ?1 AND id <= (SELECT id FROM own_claims WHERE cluster = ?1 ORDER BY \
            id DESC LIMIT 1 OFFSET ?2)
            """, [cluster, UnsettledRound.mostKept])
    }

    func settle(_ tokens: [SentToken]) throws {
        for token in tokens { try db.run("DELETE FROM own_claims WHERE id = ?", [token.id]) }
    }

    /// A cluster may have been probed, and left a failure, before its first round was recorded.
    private func id(of cluster: ClusterID) throws -> Int64 {
        try db.run(
            "INSERT INTO clusters(name, first_seen) VALUES (?, unixepoch() * 1000) ON CONFLICT DO NOTHING",
            [cluster.rawValue])
        return try db.row("SELECT id FROM clusters WHERE name = ?", [cluster.rawValue])?["id"] ?? 0
    }
}
