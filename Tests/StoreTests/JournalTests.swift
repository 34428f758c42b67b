import Fleet
import FoundationEssentials
import GRDB
import Testing

@testable import Store
@testable import StoreSchema

@Suite("The journal")
struct JournalTests {
    let history: TemporaryHistory
    let writer: HistoryWriter
    let reader: HistoryReader

    init() async throws {
        history = try TemporaryHistory()
        writer = try history.writer()
        reader = try history.reader()
        // Milliseconds that Double cannot hold exactly: the chain must come out the same all the same.
        for (index, step) in ["patch", "patch", "restart", "prove"].enumerated() {
            let entry = journalEntry(step, at: noon.addingTimeInterval(Double(index) * 1.001), run: "run-\(index / 2)")
            #expect(try await writer.appendJournal(entry) == Int64(index + 1))
        }
    }

    @Test("Rows come back as they were written, the newest first, and the chain holds")
    func chain() async throws {
        let rows = try await reader.journal(HistoryFilter())
        #expect(rows.map(\.sequence) == [4, 3, 2, 1])
        #expect(rows.map(\.entry.step) == ["prove", "restart", "patch", "patch"])
        #expect(zip(rows, rows.dropFirst()).allSatisfy { $0.previousHash == $1.hash })
        #expect(try await reader.verifyJournal() == JournalVerification(rows: 4, broken: nil))
        #expect(try await reader.journal(HistoryFilter(limit: 1), run: "run-0").map(\.sequence) == [2])
    }

    @Test(
        "The journal's connection waits for the disk, the rounds' one does not",
        arguments: [(Connection.Synchronous.full, 2), (.normal, 1)])
    func synchronous(mode: Connection.Synchronous, pragma: Int) async throws {
        let connection = try Connection.writing(history.path, synchronous: mode)
        #expect(try await connection.read { try Int.fetchOne($0, sql: "PRAGMA synchronous") } == pragma)
    }

    @Test(
        "Any millisecond is verified after a round trip", arguments: [0.0, 0.001, 0.0015, 0.999, 0.0009999, 1234.567])
    func milliseconds(offset: Double) async throws {
        for base in [noon, Date(timeIntervalSince1970: 0), Date(timeIntervalSince1970: 4_102_444_799)] {
            _ = try await writer.appendJournal(journalEntry("prove", at: base.addingTimeInterval(offset)))
        }
        #expect(try await reader.verifyJournal() == JournalVerification(rows: 7, broken: nil))
    }

    @Test(
        "Neither update nor delete nor replacement nor a gap gets through",
        arguments: [
            "UPDATE journal SET detail = 'x' WHERE seq = 1", "DELETE FROM journal WHERE seq = 4", "DELETE FROM journal",
            """
            REPLACE INTO journal SELECT seq, run, cluster, at, actor, step, phase, 'x', prev_hash, hash FROM journal \
            WHERE seq = 2
            """,
            """
            INSERT INTO journal SELECT 9, run, cluster, at, actor, step, phase, detail, prev_hash, hash FROM journal \
            WHERE seq = 2
            """,
        ])
    func appendOnly(sql: String) async throws {
        let error = #expect(throws: DatabaseError.self) { try history.execute(sql) }
        #expect(error?.message == "the journal is append-only")
        #expect(try await reader.verifyJournal() == JournalVerification(rows: 4, broken: nil))
    }

    @Test(
        "A row that was tampered with, past the triggers, is found by its number",
        arguments: [
            ("UPDATE journal SET detail = '5 of 4' WHERE seq = 3", 3),
            ("UPDATE journal SET at = at + 1 WHERE seq = 1", 1),
            ("UPDATE journal SET at = 9223372036854775807 WHERE seq = 2", 2),
            ("UPDATE journal SET phase = 'nonsense' WHERE seq = 2", 2), ("DELETE FROM journal WHERE seq = 2", 2),
            ("DELETE FROM journal WHERE seq = 4", 4), ("UPDATE journal SET prev_hash = 'x' WHERE seq = 4", 4),
            ("DELETE FROM journal", 1),
        ] as [(String, Int64)])
    func tampering(sql: String, row: Int64) async throws {
        try history.execute("DROP TRIGGER journal_keeps_rows; DROP TRIGGER journal_keeps_content; " + sql)
        let verification = try await reader.verifyJournal()
        #expect(verification.broken?.sequence == row)
        #expect(verification.rows == row - 1)
    }
}
