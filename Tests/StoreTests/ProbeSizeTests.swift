import Fleet
import FoundationEssentials
import GRDB
import Testing

@testable import Store
@testable import StoreSchema

@Suite("What a probe costs on the disk")
struct ProbeSizeTests {
    @Test(
        "Packing and unpacking gives the same probe",
        arguments: [
            PackedProbe(at: 0, health: .healthy, cause: 0, elapsed: 0),
            PackedProbe(at: 3599, health: .failing, cause: 63, elapsed: 1_048_575),
            PackedProbe(at: 1_800_000_000, health: .unknown, cause: 20, elapsed: 255),
            PackedProbe(at: 1_800_003_599, health: .failing, cause: 1, elapsed: 1),
        ])
    func packing(probe: PackedProbe) {
        #expect(probe.bytes.count == PackedProbe.size)
        #expect(ProbeChunk.decode(Data(probe.bytes), hour: ProbeChunk.hour(of: probe.at)) == [probe])
    }

    @Test("A probe too long for its bits is stored as the longest, and half a probe is left out")
    func bounds() {
        let long = PackedProbe(at: 7, health: .healthy, cause: 0, elapsed: .max)
        let packed = ProbeChunk.decode(Data(long.bytes + [1, 2]), hour: 0)
        #expect(packed == [PackedProbe(at: 7, health: .healthy, cause: 0, elapsed: 1_048_575)])
    }

    @Test("Every cause has a number that a probe's bits can hold")
    func causes() throws {
        let history = try TemporaryHistory()
        try history.writer().close()
        let codes = try history.raw().read(CauseCodes.init)
        for cause in Cause.allCases { #expect((1...63).contains(try #require(codes[cause])), "\(cause)") }
    }

    @Test(
        "At 120,000 probes, at most 8 bytes a probe with everything that finds it again, of the 16 allowed",
        .timeLimit(.minutes(10)))
    func bytesPerProbe() async throws {
        let history = try TemporaryHistory()
        let writer = try history.writer()
        let (clusters, rounds) = (500, 240)
        try await writer.rounds.write { db in
            let transaction = RoundTransaction(db: db, codes: try CauseCodes(db), rules: IncidentRules())
            for cluster in 1...clusters {
                try db.execute(
                    sql: "INSERT INTO clusters(id, name, first_seen) VALUES (?, ?, 0)",
                    arguments: [cluster, "c\(cluster)"])
            }
            for round in 0..<rounds {
                for cluster in 0..<clusters {
                    try transaction.storeProbe(
                        record(at: minutes(Double(round)), diagnosis(cluster % 50 == 0 ? .redisDown : nil)),
                        Int64(cluster + 1))
                }
            }
        }
        let bytes = try history.integer("SELECT sum(pgsize) FROM dbstat WHERE name = 'probes'")
        let perProbe = Double(bytes) / Double(clusters * rounds)
        #expect(perProbe <= 8, "\(perProbe)")
        #expect(try await history.reader().info().probes == clusters * rounds)
    }
}
