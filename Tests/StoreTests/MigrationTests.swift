import Crypto
import Fleet
import FoundationEssentials
import GRDB
import Testing

@testable import Store
@testable import StoreSchema

@Suite("Histories of earlier versions")
struct MigrationTests {
    let history: TemporaryHistory

    init() throws { history = try TemporaryHistory() }

    @Test("What was released is never edited: the text of version 1 is the one it always was")
    func unchanged() {
        let hash = SHA256.hash(data: Data(Schema.version1.utf8)).map { String($0, radix: 16) }.joined()
        #expect(hash == "72b120798ab854a82b8c8cc378dd90855ecd85aa3af1c0642297ea5dc60571")
    }

    @Test("A file of version 1 comes over with every row, its configurations compressed, and shrinks from then on")
    func fromVersion1() async throws {
        try makeVersion1()
        #expect(storeError { try history.reader() }?.code == .olderSchema)
        let writer = try history.writer(program: "2.0.0")
        let reader = try history.reader()
        let info = try await reader.info()
        #expect(info.schema == Schema.current && info.program == "2.0.0" && info.installation == "the-same")
        #expect(try await reader.lastSnapshots(of: "east").map(\.text) == ["", Self.document])
        #expect(try await reader.configChanges(HistoryFilter()).map(\.resourceVersion) == ["8", "7"])
        #expect(try await reader.probes(HistoryFilter()).map(\.at) == [minutes(1), noon])
        #expect(
            try await reader.failures(HistoryFilter()) == [
                StoredFailures(cluster: "east", minute: noon, cause: .tokenExpired, count: 4)
            ])
        #expect(try await reader.incidents(HistoryFilter()).map(\.incident.openedAt) == [noon])
        #expect(try await reader.cursors(of: "east") == [LogCursor(podUID: "pod", restarts: 1, timestamp: "t")])
        #expect(try await reader.check().isSound)
        #expect(try history.integer("PRAGMA auto_vacuum") == 2)
        // The same content again is no change: its hash came over as well.
        _ = try await writer.record(round: [
            ProbeRecord(
                observation: observation("east", at: minutes(2), config: ""), diagnosis: diagnosis(), subtracted: [:])
        ])
        #expect(try await reader.configChanges(HistoryFilter()).count == 2)
        // What later versions keep has its tables.
        let mute = Mute(cause: .versionSkew, from: noon, until: minutes(60), reason: "upgrade is planned", by: "alice")
        #expect(try await writer.addMute(mute).id == 1)
        #expect(try await reader.mutes().map(\.reason) == ["upgrade is planned"])
        #expect(try await reader.startedDocument(of: "east") == nil)
    }

    @Test("An upgrade that cannot be finished leaves the file at the version that it had")
    func allOrNothing() async throws {
        try makeVersion1()
        // Version 3 makes a table of this name: two steps are done by then.
        try history.execute("CREATE TABLE plans (other TEXT)")
        #expect(storeError { try history.writer() } != nil)
        #expect(try history.integer("PRAGMA user_version") == 1)
        #expect(try history.integer("SELECT count(*) FROM snapshots WHERE text <> ''") == 1)
        try history.execute("DROP TABLE plans")
        try history.writer().close()
        #expect(try await history.reader().lastSnapshots(of: "east").map(\.text) == ["", Self.document])
    }

    @Test("Programs that start together upgrade a file once, and all of them go on")
    func together() async throws {
        try makeVersion1()
        let history = history
        try await withThrowingTaskGroup { group in
            for _ in 0..<4 { group.addTask { try history.writer().close() } }
            try await group.waitForAll()
        }
        #expect(try history.integer("PRAGMA user_version") == Schema.current)
        #expect(try await history.reader().check().isSound)
    }

    private static let document = "authentication:\n  jwtSecret: <fp:0123456789ab>\n  ä: \u{1F30D}\n"

    /// As the program of that time left it: its own statements, its own way of numbering causes.
    private func makeVersion1() throws {
        try history.raw().write { db in
            try db.execute(sql: Schema.version1)
            try db.execute(sql: "PRAGMA user_version = 1; PRAGMA application_id = \(Schema.applicationID)")
            try CauseCodes.register(db)
            try db.execute(sql: "INSERT INTO meta VALUES ('installation', 'the-same'), ('program', '0.1.0')")
            try db.execute(sql: "INSERT INTO clusters VALUES (1, 'east', 'uid', 'member', 'v3.4.1', 0, 0)")
            for (id, text) in [(5, Self.document), (6, "")] {
                try db.execute(
                    sql: "INSERT INTO snapshots VALUES (?, ?, ?)",
                    arguments: [id, Data(SHA256.hash(data: Data(text.utf8))), text])
                try db.execute(
                    sql: "INSERT INTO config_changes VALUES (?, 1, ?, ?, ?, 'kubectl-edit', NULL)",
                    arguments: [id - 4, noon.milliseconds + Int64(id), id, String(id + 2)])
            }
            let probes = [noon, minutes(1)].flatMap {
                PackedProbe(at: $0.wholeSeconds, health: .healthy, cause: 0, elapsed: 9).bytes
            }
            try db.execute(
                sql: "INSERT INTO probes VALUES (?, ?)",
                arguments: [ProbeChunk.id(hour: ProbeChunk.hour(of: noon.wholeSeconds), cluster: 1), Data(probes)])
            try db.execute(
                sql: "INSERT INTO failures SELECT 1, ?, id, 4 FROM causes WHERE code = 'token-expired'",
                arguments: [noon.wholeSeconds / 60])
            try db.execute(
                sql:
                    """
                    INSERT INTO incidents(cluster, cause, opened_at) SELECT 1, id, ? FROM causes WHERE code = \
                    'redis-down'
                    """,
                arguments: [noon.milliseconds])
            try db.execute(sql: "INSERT INTO log_cursors VALUES (1, 'pod', 1, 't')")
        }
    }

    @Test(
        "A configuration that cannot be decompressed is damage, and said to be",
        arguments: ["x'00'", "zeroblob(40)", "substr(deflated, 1, 5)"])
    func damagedSnapshot(replacement: String) async throws {
        _ = try await history.writer().record(round: [record()])
        try history.execute("UPDATE snapshots SET deflated = \(replacement)")
        let reader = try history.reader()
        await #expect { try await reader.snapshot(of: "east") } throws: { ($0 as? StoreError)?.code == .corrupt }
        await #expect(throws: Never.self) { try await reader.configChanges(HistoryFilter()) }
    }

    @Test("A configuration takes less room than its text")
    func compressed() async throws {
        let text = (0..<100).map { "key\($0):\n  enabled: true\n  jwtSecret: <fp:0123456789ab>\n" }.joined()
        _ = try await history.writer().record(round: [
            ProbeRecord(observation: observation("east", config: text), diagnosis: diagnosis(), subtracted: [:])
        ])
        #expect(try history.integer("SELECT length(deflated) FROM snapshots") < text.utf8.count / 3)
        #expect(try await history.reader().snapshot(of: "east")?.text == text)
    }
}
