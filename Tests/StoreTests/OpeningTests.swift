import Fleet
import FoundationEssentials
import GRDB
import Testing

@testable import Store
@testable import StoreSchema

@Suite("Opening the history")
struct OpeningTests {
    let history: TemporaryHistory

    init() throws { history = try TemporaryHistory() }

    @Test("An empty directory gets a database of the current schema, in WAL mode")
    func creates() async throws {
        let writer = try history.writer(program: "1.2.3")
        let info = try await history.reader().info()
        #expect(info.schema == Schema.current)
        #expect(info.program == "1.2.3")
        #expect(try await history.raw().read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
        try writer.close()
    }

    @Test("Opening it again keeps the rows and the installation's id, and notes the program that wrote last")
    func reopens() async throws {
        let first = try history.writer(program: "1.0.0")
        _ = try await first.record(round: [record()])
        let before = try await history.reader().info()
        try first.close()
        try history.writer(program: "1.1.0").close()
        let after = try await history.reader().info()
        #expect(after.probes == 1)
        #expect(after.installation == before.installation && after.installation?.count == 36)
        #expect(after.program == "1.1.0")
    }

    @Test("A database of a newer schema is refused by writer and reader, with the version that wrote it")
    func newerSchema() throws {
        try history.writer(program: "9.9.9").close()
        try history.execute("PRAGMA user_version = 42")
        for error in [storeError { try history.writer() }, storeError { try history.reader() }] {
            let error = try #require(error)
            #expect(error.code == .newerSchema)
            for part in [history.path, "schema 42", "9.9.9", "up to \(Schema.current)"] {
                #expect(error.message.contains(part))
            }
        }
        #expect(try history.integer("PRAGMA user_version") == 42)
    }

    @Test("A reader does not migrate: it says who does")
    func olderSchema() throws {
        try history.execute("PRAGMA user_version = 0")
        #expect(storeError { try history.reader() }?.code == .olderSchema)
    }

    @Test(
        "A file that is no database is refused and left as it is",
        arguments: ["not a database at all, but long enough to be read", "x"])
    func garbage(text: String) throws {
        let content = Data(String(repeating: text, count: 100).utf8)
        try content.write(to: URL(filePath: history.path))
        #expect(storeError { try history.writer() }?.code == .notADatabase)
        #expect(storeError { try history.reader() }?.code == .notADatabase)
        #expect(try Data(contentsOf: URL(filePath: history.path)) == content)
    }

    @Test("Another program's database is refused and not changed")
    func foreign() throws {
        try history.execute("CREATE TABLE theirs (x)")
        let before = try Data(contentsOf: URL(filePath: history.path))
        let error = try #require(storeError { try history.writer() })
        #expect(error.code == .notADatabase && error.message.contains("another program"))
        #expect(try Data(contentsOf: URL(filePath: history.path)) == before)
    }

    @Test("A directory in the place of the file is refused")
    func directoryAsFile() throws {
        #expect(storeError { try HistoryWriter.open(path: history.directory, program: "1") }?.code == .notADatabase)
    }

    @Test("A missing directory, and a missing file, are named")
    func missing() throws {
        let path = history.directory + "/absent/history.sqlite"
        let error = try #require(storeError { try HistoryWriter.open(path: path, program: "1") })
        #expect(error.code == .missingDirectory && error.message.contains(path))
        #expect(storeError { try HistoryReader.open(path: path) }?.code == .missingDirectory)
        #expect(storeError { try history.reader() }?.code == .missingFile)
        #expect(!FileManager.default.fileExists(atPath: history.path))
    }

    @Test("A damaged page is reported by the check, and as corrupt where a query meets it")
    func corrupt() async throws {
        let writer = try history.writer()
        _ = try await writer.record(round: (0..<300).map { record("cluster-\($0)") })
        try writer.close()
        let root = try history.integer("SELECT rootpage FROM sqlite_master WHERE name = 'clusters'")
        var content = try Data(contentsOf: URL(filePath: history.path))
        content.replaceSubrange((root - 1) * 4096..<root * 4096, with: Data(repeating: 0xA5, count: 4096))
        try content.write(to: URL(filePath: history.path))
        let reader = try history.reader()
        #expect(try await !reader.check().isSound)
        await #expect { try await reader.status(now: noon) } throws: { ($0 as? StoreError)?.code == .corrupt }
    }

    @Test("A full disk is said to be one")
    func diskFull() async throws {
        let writer = try history.writer()
        let full = try history.raw()
        let refusal = await #expect(throws: DatabaseError.self) {
            try await full.writeWithoutTransaction { db in
                try db.execute(
                    sql:
                        """
                        PRAGMA max_page_count = 1; INSERT INTO snapshots(content_hash, size, deflated) VALUES (x'00', \
                        0, zeroblob(500000))
                        """
                )
            }
        }
        #expect(refusal?.resultCode == .SQLITE_FULL)
        let error = try StoreError(#require(refusal), file: history.path)
        #expect(error.code == .diskFull && error.message.contains(history.path))
        try writer.close()
    }

    /// Root may write to any directory, so that this says nothing there.
    @Test("Without the right to write, a writer is refused and a reader reads", .enabled(if: !mayWriteEverywhere))
    func readOnlyDirectory() async throws {
        let writer = try history.writer()
        _ = try await writer.record(round: [record()])
        try writer.close()
        try restrict(0o555, file: 0o444)
        defer { try? restrict(0o755, file: 0o644) }
        #expect(storeError { try history.writer() }?.code == .readOnly)
        #expect(
            storeError { try HistoryWriter.open(path: history.directory + "/new.sqlite", program: "1") }?.code
                == .readOnly)
        #expect(try await history.reader().status(now: noon).map(\.cluster) == ["east"])
    }

    @Test("Without the right to read, the reader says so", .enabled(if: !mayWriteEverywhere))
    func unreadableFile() throws {
        try history.writer().close()
        try restrict(0o755, file: 0o000)
        #expect(storeError { try history.reader() }?.code == .permissionDenied)
    }

    private func restrict(_ directory: Int, file: Int) throws {
        try FileManager.default.setAttributes([.posixPermissions: file], ofItemAtPath: history.path)
        try FileManager.default.setAttributes([.posixPermissions: directory], ofItemAtPath: history.directory)
    }
}

private let mayWriteEverywhere = FileManager.default.isWritableFile(atPath: "/etc")
