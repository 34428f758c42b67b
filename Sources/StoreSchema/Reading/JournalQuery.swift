import Fleet
import FoundationEssentials
import GRDB

/// Rows of the journal. A row whose phase this program does not know is left out; `verify` names it.
enum JournalQuery {
    private static let sql = """
        SELECT * FROM journal
        WHERE (:clusters IS NULL OR cluster IN (SELECT value FROM json_each(:clusters))) AND (:run IS NULL OR run = \
        :run)
            AND at >= :since AND at < :until
        ORDER BY seq DESC LIMIT :limit
        """

    static func all(_ filter: HistoryFilter, run: String?, _ db: Database) throws -> [JournalRow] {
        try db.rows(sql, filter.millisecondArguments() + ["run": run]).compactMap { row in
            JournalEntry(row, at: Date(milliseconds: row["at"])).map {
                JournalRow(sequence: row["seq"], entry: $0, previousHash: row["prev_hash"], hash: row["hash"])
            }
        }
    }
}
