import Fleet
import FoundationEssentials
import Testing

@testable import Store

@Suite("Rounds that were never recorded")
struct AdoptionTests {
    let history: TemporaryHistory
    let writer: HistoryWriter
    let reader: HistoryReader

    init() throws {
        history = try TemporaryHistory()
        writer = try history.writer()
        reader = try history.reader()
    }

    private let claim = OwnClaim(after: 5, until: 9, cause: .tokenNotInCache)

    private func claims(of cluster: ClusterID) async throws -> [OwnClaim] {
        try await reader.logResumptions()[cluster]?.claims.map {
            OwnClaim(after: $0.after, until: $0.until, cause: $0.cause)
        } ?? []
    }

    @Test(
        "What they may have left in a log is handed to the next reading once, also of a cluster that no round has seen")
    func adopted() async throws {
        _ = try await writer.record(round: [record("east")])
        let open = OwnClaim(after: 7, until: 8)
        let round = UnrecordedRound(sequence: 3, claims: ["east": [claim, open], "new": [claim]])
        for _ in 0..<2 { try await writer.adopt([round]) }
        #expect(try await claims(of: "east") == [claim, open])
        #expect(try await claims(of: "new") == [claim])
        #expect(try await reader.status(now: noon).map(\.cluster) == ["east"])
    }

    @Test("A round that is in the history already left nothing else: its process was killed after the commit")
    func recorded() async throws {
        _ = try await writer.record(round: [record("east")], sequence: 3)
        try await writer.adopt([
            UnrecordedRound(sequence: 3, claims: ["east": [claim]]), UnrecordedRound(sequence: 4, claims: [:]),
        ])
        #expect(try await claims(of: "east").isEmpty)
        #expect(try await reader.info().rows["recorded_rounds"] == 2)
    }

    @Test("A claim that a reading has settled is due no longer, and the others are")
    func settled() async throws {
        try await writer.adopt([UnrecordedRound(sequence: 1, claims: ["east": [claim, OwnClaim(after: 6, until: 9)]])])
        let due = try #require(try await reader.logResumptions()["east"]?.claims)
        _ = try await writer.record(
            round: [
                ProbeRecord(
                    observation: observation("east"), diagnosis: diagnosis(), subtracted: [:], settled: [due[0]])
            ])
        #expect(try await reader.logResumptions()["east"]?.claims == [due[1]])
    }

    @Test(
        """
        A probe that could not count its own tokens hands them to the next reading, the last thousand of a cluster \
        whose log cannot be read
        """
    )
    func claimed() async throws {
        for number in 0..<1005 {
            let claims = [OwnClaim(after: Int64(number), until: Int64(number) + 1)]
            _ = try await writer.record(
                round: [
                    ProbeRecord(
                        observation: observation("east"), diagnosis: diagnosis(), subtracted: [:], claims: claims)
                ])
        }
        #expect(try await claims(of: "east").map(\.after) == Array(5..<1005))
    }

    @Test("The numbers of old rounds are forgotten, those of the last thousand are not")
    func forgotten() async throws {
        try await writer.adopt((1...1005).map { UnrecordedRound(sequence: $0) })
        #expect(try history.integer("SELECT count(*) FROM recorded_rounds") == 1000)
        #expect(try history.integer("SELECT min(sequence) FROM recorded_rounds") == 6)
    }
}
