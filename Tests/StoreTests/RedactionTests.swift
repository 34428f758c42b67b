import Fleet
import FoundationEssentials
import GRDB
import Testing

@testable import Store
@testable import StoreSchema

@Suite("What an older version stored of configurations")
struct RedactionTests {
    let history: TemporaryHistory

    init() throws { history = try TemporaryHistory() }

    private static let rule = StoredTextRule(
        number: 2, configuration: { $0.replacing("PLANTED", with: "<fp:0123456789ab>") },
        diff: { $0.replacing("PLANTED", with: "<fp:0123456789ab>") },
        uid: { $0.contains("PLANTED") ? nil : $0 }, resourceVersion: { $0.contains("PLANTED") ? "" : $0 })

    /// Incompressible, so that its bytes can be looked for: a text of this length is deflated to itself and some more.
    private static func document(_ index: Int) -> String {
        var random = SystemRandomNumberGenerator()
        let noise = (0..<400).map { _ in String(Int.random(in: 0..<36, using: &random), radix: 36) }.joined()
        return "secret: PLANTED\nnumber: \(index)\nnoise: \(noise)\n"
    }

    private func see(_ text: String, _ writer: HistoryWriter, minute: Double) async throws {
        _ = try await writer.record(round: [
            ProbeRecord(
                observation: observation("east", at: minutes(minute), config: text), diagnosis: diagnosis(),
                subtracted: [:])
        ])
    }

    /// The bytes of every snapshot and plan as they stand in the file now.
    private func stored() throws -> [Data] {
        try history.raw(readonly: true).read { db in
            try Data.fetchAll(db, sql: "SELECT deflated FROM snapshots")
                + String.fetchAll(db, sql: "SELECT json FROM plans").map { Data($0.utf8) }
        }
    }

    @Test("is rewritten, and no byte of it is left in the file or its log")
    func rewritten() async throws {
        let writer = try history.writer()
        for index in 0..<30 { try await see(Self.document(index), writer, minute: Double(index)) }
        let plan = plan(diff: "+  password: PLANTED\n")
        _ = try await writer.propose(plan, by: "test", at: noon, expiresAt: minutes(60))
        let before = try stored()
        // Pages that were freed before: a row that went with the retention.
        try history.execute("DELETE FROM config_changes WHERE id = 3; DELETE FROM snapshots WHERE id = 3")
        let report = try #require(try writer.redact(Self.rule))
        #expect(
            report.snapshots == 29 && report.rewrittenSnapshots == 29 && report.plans == 1 && report.rewrittenPlans == 1
                && report.isScrubbed)
        let bytes = try history.bytes()
        for old in before { #expect(bytes.firstRange(of: old.suffix(200)) == nil) }
        #expect(bytes.firstRange(of: Data("PLANTED".utf8)) == nil)
        for now in try stored() { #expect(bytes.firstRange(of: now.suffix(100)) != nil) }
        let reader = try history.reader()
        let texts = try await reader.lastSnapshots(of: "east", limit: 100).map(\.text)
        #expect(texts.count == 29 && texts.allSatisfy { $0.contains("secret: <fp:0123456789ab>") })
        #expect(try await reader.plans(HistoryFilter()).map(\.hash) == [plan.hash])
        #expect(try await reader.check().isSound)
        #expect(try await reader.redactionRule() == 2)
    }

    @Test("so is what a server repeated in the place of a UID or a resourceVersion, and nothing else of its row")
    func names() async throws {
        let writer = try history.writer()
        for minute in 0..<3 { try await see("number: \(minute)\n", writer, minute: Double(minute)) }
        let noise = (0..<40).map { _ in String(UInt64.random(in: 0...(.max)), radix: 36) }.joined()
        try history.execute(
            """
            UPDATE clusters SET uid = 'Bearer PLANTED\(noise)';
            UPDATE config_changes SET resource_version = 'Bearer PLANTED\(noise)' WHERE id = 2
            """)
        #expect(try history.bytes().firstRange(of: Data("PLANTED".utf8)) != nil)
        #expect(try await history.reader().redactable(Self.rule).rewrittenNames == 2)
        let report = try #require(try writer.redact(Self.rule))
        #expect(report.rewrittenNames == 2 && report.rewritten == 2 && report.isWhole)
        let bytes = try history.bytes()
        #expect(
            bytes.firstRange(of: Data("PLANTED".utf8)) == nil
                && bytes.firstRange(of: Data(noise.suffix(100).utf8)) == nil)
        #expect(try history.integer("SELECT count(*) FROM clusters WHERE uid IS NULL AND last_seen IS NOT NULL") == 1)
        #expect(try history.integer("SELECT count(*) FROM config_changes WHERE resource_version = ''") == 1)
        #expect(try history.integer("SELECT count(*) FROM config_changes WHERE resource_version <> ''") == 2)
        #expect(try await history.reader().status(now: noon).map(\.uid) == [nil])
        #expect(try writer.redact(Self.rule, always: true)?.rewritten == 0)
    }

    @Test("and once done is done, unless somebody asks for it again")
    func once() async throws {
        let writer = try history.writer()
        try await see("secret: PLANTED\n", writer, minute: 0)
        #expect(try writer.redact(Self.rule)?.rewritten == 1)
        #expect(try writer.redact(Self.rule) == nil)
        // As a program of an older version would leave it.
        try await see("other: PLANTED\n", writer, minute: 1)
        #expect(try await history.reader().redactable(Self.rule).rewritten == 1)
        #expect(try writer.redact(Self.rule) == nil)
        #expect(try writer.redact(Self.rule, always: true)?.rewritten == 1)
        #expect(
            try await history.reader().lastSnapshots(of: "east", limit: 9).allSatisfy { !$0.text.contains("PLANTED") })
    }

    @Test("Two texts that become one share it, and the same content again is no change")
    func shared() async throws {
        let writer = try history.writer()
        try await see("secret: PLANTED\n", writer, minute: 0)
        try await see("secret: <fp:0123456789ab>\n", writer, minute: 1)
        #expect(try writer.redact(Self.rule)?.rewrittenSnapshots == 1)
        let reader = try history.reader()
        #expect(try await reader.info().rows["snapshots"] == 1)
        #expect(try await reader.configChanges(HistoryFilter()).count == 2)
        try await see("secret: <fp:0123456789ab>\n", writer, minute: 2)
        #expect(try await reader.configChanges(HistoryFilter()).count == 2)
    }

    @Test("While somebody reads, texts are rewritten and it is said that old pages may be left; the next time none is")
    func whileRead() async throws {
        let writer = try history.writer()
        try await see("secret: PLANTED\n", writer, minute: 0)
        let other = try history.raw(readonly: true)
        let report = try await other.unsafeRead { db in
            try db.execute(sql: "BEGIN; SELECT * FROM snapshots")
            let report = try #require(try writer.redact(Self.rule))
            try db.execute(sql: "COMMIT")
            return report
        }
        #expect(report.rewrittenSnapshots == 1 && !report.isScrubbed)
        #expect(try await history.reader().redactionRule() == 0)
        #expect(try writer.redact(Self.rule)?.isScrubbed == true)
        #expect(try await history.reader().redactionRule() == 2)
    }

    @Test("A configuration that cannot be decompressed stays, is counted, and keeps the history from being called done")
    func damaged() async throws {
        let writer = try history.writer()
        try await see("secret: PLANTED\n", writer, minute: 0)
        try await see("other: PLANTED\n", writer, minute: 1)
        try history.execute("UPDATE snapshots SET deflated = x'00' WHERE id = 1")
        let report = try #require(try writer.redact(Self.rule))
        #expect(report.damagedSnapshots == 1 && report.rewrittenSnapshots == 1 && !report.isWhole)
        #expect(try await history.reader().redactionRule() == 0)
    }

    @Test("What is kept of a document that could not be read is a change as any other")
    func unreadable() async throws {
        let writer = try history.writer()
        let key = FingerprintKey()
        try await see("a: 1\n", writer, minute: 0)
        for minute in [1.0, 2.0] {
            var seen = observation("east", at: minutes(minute), config: nil)
            seen.unreadable = UnreadableConfig("%FOO", key: key)
            _ = try await writer.record(round: [ProbeRecord(observation: seen, diagnosis: diagnosis(), subtracted: [:])]
            )
        }
        let texts = try await history.reader().lastSnapshots(of: "east", limit: 9).map(\.text)
        #expect(
            texts.count == 2 && texts[0].hasPrefix("# cannot be read as YAML: 4 bytes, <fp:") && texts[1] == "a: 1\n")
    }

    private func plan(diff: String) -> RepairPlan {
        RepairPlan(
            cluster: "east", uid: "uid", cause: .tokenNotInCache, workload: "ks-apiserver", container: "ks-apiserver",
            edits: [],
            configResourceVersion: "1",
            digestBefore: Fingerprint(hex: "0123456789ab"), digestAfter: Fingerprint(hex: "ba9876543210"), diff: diff,
            refusedBefore: nil,
            costs: [], warnings: [])
    }
}
