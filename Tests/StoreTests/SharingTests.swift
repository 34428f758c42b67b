import Fleet
import FoundationEssentials
import GRDB
import Testing

@testable import Store
@testable import StoreSchema

@Suite("Several programs at one history")
struct SharingTests {
    let history: TemporaryHistory
    let writer: HistoryWriter

    init() throws {
        history = try TemporaryHistory()
        writer = try history.writer()
    }

    @Test("A reader reads the last committed state while a writer holds a transaction")
    func readingDuringAWrite() async throws {
        _ = try await writer.record(round: [record("east")])
        let other = try history.raw()
        let reader = try history.reader()
        try await other.writeWithoutTransaction {
            try $0.execute(sql: "BEGIN IMMEDIATE; UPDATE clusters SET name = 'changed'")
        }
        #expect(try await reader.status(now: noon).map(\.cluster) == ["east"])
        try await other.writeWithoutTransaction { try $0.execute(sql: "COMMIT") }
        #expect(try await reader.status(now: noon).map(\.cluster) == ["changed"])
    }

    @Test("Two writers take turns, and neither loses a row or breaks the chain")
    func twoWriters() async throws {
        let second = try history.writer()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (name, writer) in [("one", writer), ("two", second)] {
                group.addTask {
                    for step in 0..<20 {
                        _ = try await writer.record(round: [record(name, at: minutes(Double(step)))])
                        _ = try await writer.appendJournal(journalEntry("\(name) \(step)"))
                    }
                }
            }
            try await group.waitForAll()
        }
        let reader = try history.reader()
        #expect(try await reader.info().probes == 40)
        #expect(try await reader.verifyJournal() == JournalVerification(rows: 40, broken: nil))
    }

    @Test("Reading works after the writer has closed, and sees what the next one writes")
    func afterClose() async throws {
        _ = try await writer.record(round: [record("east")])
        try writer.close()
        let reader = try history.reader()
        #expect(try await reader.status(now: noon).map(\.cluster) == ["east"])
        _ = try await history.writer().record(round: [record("west")])
        #expect(try await reader.status(now: noon).map(\.cluster) == ["east", "west"])
    }

    @Test("A cancelled task's round is not stored")
    func cancellation() async throws {
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await writer.record(round: [record("east")])
        }
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(try await history.reader().info().probes == 0)
    }
}
