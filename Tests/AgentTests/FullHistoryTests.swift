import ConfigurationFiles
import Control
import Fleet
import FleetSimulator
import Foundation
import GRDB
import Linux
import Logging
import NIOPosix
import Rounds
import Testing

@testable import Store
@testable import StoreSchema

@Suite("An agent whose history is full", .timeLimit(.minutes(10)))
struct FullHistoryTests {
    @Test(
        """
        goes on probing and says so; when there is room again, every user's failure of the time between is counted \
        once, and none of its own
        """
    )
    func full() async throws {
        try await SimulatedRounds.with(
            .fleet([("broken", .v3_1, .maxAge), ("old", .v3_0, .maxAge), ("sound", .v4_1, nil)])
        ) { rounds in
            let (watch, writer) = try await Self.watch(rounds)
            _ = try await watch.round()
            try await Self.fill(writer)
            for round in 1...3 {
                await rounds.fleet.sendUserRequests()
                await #expect { try await watch.round() } throws: { ($0 as? StoreError)?.code == .diskFull }
                let state = await watch.state
                #expect(state.store?.trouble?.code == "disk-full" && state.store?.trouble?.rounds == round)
                #expect(state.lastRound?.health == ["healthy": 2, "failing": 2])
            }
            try await Self.makeRoom(writer)
            await rounds.fleet.sendUserRequests()
            _ = try await watch.round()
            _ = try await watch.round()
            #expect(await watch.state.store?.trouble == nil)
            let failures = try await rounds.reader().failures(HistoryFilter())
            for name in ["broken", "old"] {
                #expect(failures.filter { $0.cluster == ClusterID(name) }.reduce(0) { $0 + $1.count } == 4, "\(name)")
            }
            #expect(failures.allSatisfy { $0.cause == .tokenNotInCache && $0.cluster != "sound" })
            #expect(try FileManager.default.contentsOfDirectory(atPath: rounds.configuration.sentTokensPath).isEmpty)
            await watch.shutdown()
        }
    }

    private static func watch(_ rounds: SimulatedRounds) async throws -> (FleetWatch, HistoryWriter) {
        let configuration = rounds.configuration
        let writer = try HistoryWriter.open(path: configuration.databasePath, program: "1")
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        let load: RosterLoader = {
            try Roster.load(configuration, eventLoopGroup: MultiThreadedEventLoopGroup.singleton)
        }
        let watch = try await FleetWatch(
            configuration: configuration, roster: try await load(), loadRoster: load, key: FingerprintKey(),
            writer: writer, reader: rounds.reader(),
            notifier: SystemdNotifier(path: nil), logger: logger)
        return (watch, writer)
    }

    /// SQLite's own limit of pages stands in for the disk's, and a trigger makes sure that a round needs new ones.
    private static func fill(_ writer: HistoryWriter) async throws {
        try await writer.rounds.write { db in
            try db.execute(
                sql: """
                    CREATE TABLE filler (data BLOB);
                    CREATE TRIGGER fills AFTER INSERT ON probes BEGIN INSERT INTO filler VALUES (zeroblob(1000000)); END
                    """)
            let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
            _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count = \(pages)")
        }
    }

    private static func makeRoom(_ writer: HistoryWriter) async throws {
        try await writer.rounds.write { db in
            _ = try Int.fetchOne(db, sql: "PRAGMA max_page_count = 1000000")
            try db.execute(sql: "DROP TRIGGER fills; DROP TABLE filler")
        }
    }
}
