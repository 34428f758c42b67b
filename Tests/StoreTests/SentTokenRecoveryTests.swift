import Fleet
import FoundationEssentials
import Testing

@testable import Store
@testable import StoreSchema

@Suite("Rounds that were never recorded")
struct SentTokenRecoveryTests {
    let history: TemporaryHistory
    let writer: HistoryWriter
    let reader: HistoryReader

    init() throws {
        history = try TemporaryHistory()
        writer = try history.writer()
        reader = try history.reader()
    }

    private let token = SentToken(after: 5, until: 9, cause: .tokenNotInCache)

    private func tokens(of cluster: ClusterID) async throws -> [SentToken] {
        try await reader.logResumptions()[cluster]?.sentTokens.map {
            SentToken(after: $0.after, until: $0.until, cause: $0.cause)
        } ?? []
    }

    @Test(
        "What they may have left in a log is handed to the next reading once, also of a cluster that no round has seen")
    func adopted() async throws {
        _ = try await writer.record(round: [record("east")])
        let open = SentToken(after: 7, until: 8)
        let round = UnsettledRound(sequence: 3, tokens: ["east": [token, open], "new": [token]])
        for _ in 0..<2 { try await writer.recover([round]) }
        #expect(try await tokens(of: "east") == [token, open])
        #expect(try await tokens(of: "new") == [token])
        #expect(try await reader.status(now: noon).map(\.cluster) == ["east"])
    }

    @Test("A round that is in the history already left nothing else: its process was killed after the commit")
    func recorded() async throws {
        _ = try await writer.record(round: [record("east")], sequence: 3)
        try await writer.recover([
            UnsettledRound(sequence: 3, tokens: ["east": [token]]), UnsettledRound(sequence: 4, tokens: [:]),
        ])
        #expect(try await tokens(of: "east").isEmpty)
        #expect(try await reader.info().rows["recorded_rounds"] == 2)
    }

    @Test("A token that a reading has settled is due no longer, and the others are")
    func settled() async throws {
        try await writer.recover([
            UnsettledRound(sequence: 1, tokens: ["east": [token, SentToken(after: 6, until: 9)]])
        ])
        let due = try #require(try await reader.logResumptions()["east"]?.sentTokens)
        _ = try await writer.record(
            round: [
                ProbeRecord(
                    observation: observation("east"), diagnosis: diagnosis(), subtracted: [:], settled: [due[0]])
            ])
        #expect(try await reader.logResumptions()["east"]?.sentTokens == [due[1]])
    }

    @Test(
        """
        A probe that could not count its own tokens hands them to the next reading, the last thousand of a cluster \
        whose log cannot be read
        """
    )
    func claimed() async throws {
        for number in 0..<1005 {
            let tokens = [SentToken(after: Int64(number), until: Int64(number) + 1)]
            _ = try await writer.record(
                round: [
                    ProbeRecord(
                        observation: observation("east"), diagnosis: diagnosis(), subtracted: [:], sentTokens: tokens)
                ])
        }
        #expect(try await tokens(of: "east").map(\.after) == Array(5..<1005))
    }

    @Test("The numbers of old rounds are forgotten, those of the last thousand are not")
    func forgotten() async throws {
        try await writer.recover((1...1005).map { UnsettledRound(sequence: $0) })
        #expect(try history.integer("SELECT count(*) FROM recorded_rounds") == 1000)
        #expect(try history.integer("SELECT min(sequence) FROM recorded_rounds") == 6)
    }
}
