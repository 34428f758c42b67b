import Fleet
import FoundationEssentials
import GRDB
import Testing

@testable import Store
@testable import StoreSchema

@Suite("Recording rounds")
struct RoundTests {
    let history: TemporaryHistory
    let writer: HistoryWriter
    let reader: HistoryReader

    init() throws {
        history = try TemporaryHistory()
        writer = try history.writer()
        reader = try history.reader()
    }

    @Test("A probe is found again with its second, health, cause and milliseconds")
    func probe() async throws {
        _ = try await writer.record(round: [record(at: noon.addingTimeInterval(61.7), diagnosis(.secretMismatch))])
        let expected = StoredProbe(
            cluster: "east", at: noon.addingTimeInterval(61), health: .failing, cause: .secretMismatch, elapsed: 0.25)
        #expect(try await reader.probes(HistoryFilter()) == [expected])
    }

    @Test("A round that fails in its middle leaves nothing")
    func atomic() async throws {
        try history.execute(
            """
            CREATE TRIGGER fault BEFORE INSERT ON findings WHEN (SELECT name FROM clusters WHERE id = new.cluster) = \
            'bad'
            BEGIN SELECT raise(ABORT, 'planted fault'); END
            """)
        await #expect { try await writer.record(round: [record("good"), record("bad"), record("late")]) } throws: {
            ($0 as? StoreError)?.code == .refused
        }
        let rows = try await reader.info().rows
        #expect(rows.values.allSatisfy { $0 == 0 }, "\(rows)")
        _ = try await writer.record(round: [record("good")])
        #expect(try await reader.status(now: noon).map(\.cluster) == ["good"])
    }

    @Test("Counts of one minute that come in two rounds add up")
    func failuresAdd() async throws {
        let minute = Int(noon.timeIntervalSince1970) / 60
        for (offset, count) in [(0.0, 3), (1.0, 4)] {
            let failures = [
                FailureCount(minute: minute, cause: .tokenNotInCache, count: count),
                FailureCount(minute: minute, cause: .tokenExpired, count: 1),
            ]
            let seen = observation("east", at: minutes(offset), failures: failures)
            _ = try await writer.record(round: [ProbeRecord(observation: seen, diagnosis: diagnosis(), subtracted: [:])]
            )
        }
        let stored = try await reader.failures(HistoryFilter(causes: ["token-not-in-cache"]))
        #expect(stored == [StoredFailures(cluster: "east", minute: noon, cause: .tokenNotInCache, count: 7)])
        #expect(try await reader.status(now: minutes(59)).map(\.failuresInLastHour) == [9])
        #expect(try await reader.status(now: minutes(60)).map(\.failuresInLastHour) == [0])
    }

    @Test("Cursors are those of the last reading, and stay while a replica cannot be read")
    func cursors() async throws {
        let first = LogCursor(podUID: "a", restarts: 0, timestamp: "2027-01-15T08:00:00.000000001Z")
        let second = LogCursor(podUID: "b", restarts: 1, timestamp: "2027-01-15T08:01:00Z")
        try await store(cursors: [first, second])
        let moved = LogCursor(podUID: "b", restarts: 2, timestamp: "2027-01-15T08:02:00Z")
        try await store(cursors: [moved], unread: [Fault(.timeout, "pod a")])
        #expect(try await Set(reader.cursors(of: "east")) == [first, moved])
        try await store(cursors: [moved])
        #expect(try await reader.cursors(of: "east") == [moved])
    }

    private func store(cursors: [LogCursor], unread: [Fault] = []) async throws {
        let seen = observation("east", cursors: cursors, unread: unread)
        _ = try await writer.record(round: [ProbeRecord(observation: seen, diagnosis: diagnosis(), subtracted: [:])])
    }

    @Test("Our own failures add up until they are subtracted, never below none")
    func ownFailures() async throws {
        let steps: [(own: [FailureCause: Int], subtracted: [FailureCause: Int], left: [FailureCause: Int])] = [
            ([.signatureInvalid: 2, .tokenNotInCache: 1], [:], [.signatureInvalid: 2, .tokenNotInCache: 1]),
            ([.signatureInvalid: 1], [.signatureInvalid: 2], [.signatureInvalid: 1, .tokenNotInCache: 1]),
            ([:], [.signatureInvalid: 9, .tokenNotInCache: 1], [:]),
        ]
        for step in steps {
            let seen = observation("east", own: step.own)
            _ = try await writer.record(round: [
                ProbeRecord(observation: seen, diagnosis: diagnosis(), subtracted: step.subtracted)
            ])
            #expect(try await reader.ownFailures(of: "east") == step.left)
        }
    }

    @Test("All clusters' cursors and own failures come in one reading")
    func resumptions() async throws {
        let cursor = LogCursor(podUID: "a", restarts: 0, timestamp: "t")
        let round = ["east", "west"].map { name in
            ProbeRecord(
                observation: observation(name, cursors: [cursor], own: [.other: 1]), diagnosis: diagnosis(),
                subtracted: [:])
        }
        _ = try await writer.record(round: round)
        let expected = LogResumption(cursors: [cursor], ownFailures: [.other: 1])
        #expect(try await reader.logResumptions() == ["east": expected, "west": expected])
    }

    @Test("A status says since when, and a probe that could not read keeps what was known")
    func status() async throws {
        _ = try await writer.record(round: [record(at: noon)])
        for minute in [1.0, 2.0] {
            _ = try await writer.record(round: [record(at: minutes(minute), diagnosis(.redisDown))])
        }
        let fault = Fault(.timeout, "no answer")
        let blind = Observation.unread("east", at: minutes(3), elapsed: 5, fault: fault)
        var status = try #require(try await reader.status(now: minutes(3)).first)
        #expect(
            status.health == .failing && status.cause == .redisDown && status.since == minutes(1)
                && status.lastProbe == minutes(2))
        #expect(status.diagnosis == diagnosis(.redisDown))
        _ = try await writer.record(round: [ProbeRecord(observation: blind, diagnosis: unknown, subtracted: [:])])
        status = try #require(try await reader.status(now: minutes(3)).first)
        #expect(status.health == .unknown && status.since == minutes(3) && status.lastProbe == minutes(3))
        #expect(status.lastAnswer == minutes(2) && status.uid == "uid-east" && status.role == .member)
        _ = try await writer.record(round: [record(at: minutes(4), diagnosis(.redisDown))])
        status = try #require(try await reader.status(now: minutes(4)).first)
        #expect(
            status.health == .failing && status.since == minutes(1)
                && status.openIncidents.first?.incident.openedAt == minutes(1))
    }

    @Test("A probe that arrives after a later one is kept, and does not set the status back")
    func late() async throws {
        _ = try await writer.record(round: [record(at: minutes(5))])
        _ = try await writer.record(round: [record(at: minutes(4), diagnosis(.redisDown))])
        #expect(try await reader.status(now: minutes(5)).map(\.health) == [.healthy])
        #expect(try await reader.probes(HistoryFilter()).map(\.at) == [minutes(5), minutes(4)])
    }
}
