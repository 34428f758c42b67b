import Fleet
import FoundationEssentials
import GRDB
import Testing

@testable import Store
@testable import StoreSchema

@Suite("Retention and crashes")
struct RetentionTests {
    let history: TemporaryHistory
    let writer: HistoryWriter

    init() throws {
        history = try TemporaryHistory()
        writer = try history.writer()
    }

    @Test("Pruning removes whole hours of probes and failures, and nothing else")
    func prune() async throws {
        for hour in 0..<5 {
            let at = minutes(Double(hour) * 60 + 10)
            let failures = [FailureCount(minute: Int(at.timeIntervalSince1970) / 60, cause: .other, count: 1)]
            let round = ["east", "west"].map { name in
                ProbeRecord(
                    observation: observation(name, at: at, config: "hour: \(hour)", failures: failures),
                    diagnosis: diagnosis(.redisDown),
                    subtracted: [:])
            }
            _ = try await writer.record(round: round)
        }
        _ = try await writer.appendJournal(journalEntry("patch"))
        let reader = try history.reader()
        #expect(try await reader.prunable(before: minutes(3 * 60 + 59)) == PrunedRows(probeHours: 6, failureCounts: 6))
        #expect(try await writer.prune(before: minutes(3 * 60 + 59), pause: { _ in }).removed == 12)
        #expect(
            try await reader.probes(HistoryFilter()).map(\.at) == [
                minutes(250), minutes(250), minutes(190), minutes(190),
            ])
        #expect(try await reader.failures(HistoryFilter()).count == 4)
        let rows = try await reader.info().rows
        #expect(rows["snapshots"] == 5 && rows["incidents"] == 2 && rows["journal"] == 1)
    }

    /// A kill leaves the files as they are at that moment: a copy of them, taken inside a round, is the same thing.
    @Test("What a kill in the middle of a round leaves is the history before the round")
    func killedInARound() async throws {
        _ = try await writer.record(round: [record("before")])
        let copy = try TemporaryHistory()
        try await writer.rounds.write { db in
            try db.execute(sql: "PRAGMA cache_size = 1; PRAGMA cache_spill = 1")
            let transaction = RoundTransaction(db: db, codes: try CauseCodes(db), rules: IncidentRules())
            for number in 0..<500 {
                _ = try transaction.record(record("cluster-\(number)", at: minutes(1), diagnosis(.redisDown)))
            }
            for suffix in ["", "-wal"] {
                try FileManager.default.copyItem(atPath: history.path + suffix, toPath: copy.path + suffix)
            }
        }
        // Without pages of the unfinished round in the copy, this would prove nothing.
        #expect(try copy.bytes().firstRange(of: Data("cluster-1".utf8)) != nil)
        #expect(try await copy.writer().record(round: [record("after")]).isEmpty)
        let reader = try copy.reader()
        #expect(try await reader.status(now: noon).map(\.cluster) == ["after", "before"])
        #expect(try await reader.check().isSound)
        #expect(try await history.reader().info().probes == 501)
    }
}
