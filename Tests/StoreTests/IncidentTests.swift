import Fleet
import FoundationEssentials
import Testing

@testable import Store
@testable import StoreSchema

@Suite("Incidents in the history")
struct IncidentTests {
    let history: TemporaryHistory
    let writer: HistoryWriter
    let reader: HistoryReader

    init() throws {
        history = try TemporaryHistory()
        writer = try history.writer()
        reader = try history.reader()
    }

    /// One probe a minute: `x` fails for a missing cache entry, `r` for Redis, `.` is healthy, `?` is unknown.
    private func probe(_ states: String, from start: Double = 0, rules: IncidentRules = IncidentRules()) async throws
        -> [String]
    {
        var events: [String] = []
        for (minute, state) in states.enumerated() {
            let meaning =
                [
                    "x": diagnosis(.tokenNotInCache), "r": diagnosis(.redisDown), "d": diagnosis(.apiserverDown),
                    "?": unknown,
                ][state] ?? diagnosis()
            let round = [record(at: minutes(start + Double(minute)), meaning)]
            events += try await writer.record(round: round, rules: rules).map {
                "\(minute) \($0.kind.rawValue) \($0.incident.cause.rawValue)"
            }
        }
        return events
    }

    @Test(
        "Opening takes three failures and closing two successes in a row, and unknown moves nothing",
        arguments: [
            ("xx.xx.", []), ("xxx", ["2 opened token-not-in-cache"]), ("x?x?x", ["4 opened token-not-in-cache"]),
            ("??????", []),
            ("xxx.", ["2 opened token-not-in-cache"]), ("xxx.x.", ["2 opened token-not-in-cache"]),
            ("xxx.?.", ["2 opened token-not-in-cache", "5 closed token-not-in-cache"]),
            ("xxxrrr", ["2 opened token-not-in-cache", "4 closed token-not-in-cache", "5 opened redis-down"]),
        ])
    func hysteresis(states: String, expected: [String]) async throws {
        #expect(try await probe(states) == expected)
    }

    @Test("While a run is under way its restart opens nothing; a probe from before its end is judged as one of it")
    func underRepair() async throws {
        #expect(try await probe("xxx") == ["2 opened token-not-in-cache"])
        try history.execute(
            """
            INSERT INTO plans(id, hash, cluster, cause, json, created_at, created_by, expires_at, state)
            VALUES (1, 'h', 'east', 'token-not-in-cache', '{}', 0, 'p', 0, 'applied');
            INSERT INTO runs(id, plan, cluster, cause, mode, actor, reason, state, started_at)
            VALUES ('r', 1, 'east', 'token-not-in-cache', 'policy', 'p', '', '{}', \(minutes(2.5).milliseconds))
            """)
        #expect(try await probe("dddd", from: 3).isEmpty)
        try history.execute("UPDATE runs SET ended_at = \(minutes(7.5).milliseconds), outcome = 'failed'")
        #expect(
            try await probe("ddd", from: 7) == ["1 opened ks-apiserver-down", "2 closed token-not-in-cache"])
        let down = try await reader.incidents(HistoryFilter(causes: ["ks-apiserver-down"])).first?.incident
        #expect(down?.openedAt == minutes(3))
    }

    @Test("An incident dates from its first failure")
    func firstFailure() async throws {
        _ = try await probe(".xxx..", from: 10)
        let incident = try #require(try await reader.incidents(HistoryFilter()).first?.incident)
        #expect(
            incident
                == Incident(
                    id: 1, cluster: "east", cause: .tokenNotInCache, openedAt: minutes(11), closedAt: minutes(15)))
    }

    @Test("The same cause within the hour opens the old incident again; later, a new one")
    func reopening() async throws {
        _ = try await probe("xxx..")
        #expect(try await probe("xxx", from: 10) == ["2 reopened token-not-in-cache"])
        var stored = try await reader.incidents(HistoryFilter()).map(\.incident)
        #expect(stored == [Incident(id: 1, cluster: "east", cause: .tokenNotInCache, openedAt: noon, reopened: 1)])
        _ = try await probe("..", from: 13)
        #expect(try await probe("xxx", from: 200) == ["2 opened token-not-in-cache"])
        stored = try await reader.incidents(HistoryFilter()).map(\.incident)
        #expect(stored.map(\.openedAt) == [minutes(200), noon])
    }

    @Test("What was counted survives a restart of the program")
    func restart() async throws {
        _ = try await probe("xx")
        #expect(
            try await reader.trackers()["east"]?[.tokenNotInCache] == IncidentTracker(failures: 2, failingSince: noon))
        try writer.close()
        let next = try history.writer()
        let events = try await next.record(round: [record(at: minutes(2), diagnosis(.tokenNotInCache))])
        #expect(events.map(\.kind) == [.opened])
        #expect(events.first?.incident.openedAt == noon)
    }

    @Test("The status shows the open incident, and the filter the ones that were open in its time")
    func filters() async throws {
        _ = try await probe("xxx..rrr")
        let status = try #require(try await reader.status(now: minutes(8)).first)
        #expect(status.openIncidents.map(\.incident.cause) == [.redisDown])
        #expect(try await reader.incidents(HistoryFilter(since: minutes(4.5))).map(\.incident.cause) == [.redisDown])
        #expect(
            try await reader.incidents(HistoryFilter(until: minutes(1))).map(\.incident.cause) == [.tokenNotInCache])
        #expect(try await reader.incidents(HistoryFilter(causes: ["redis-down"], limit: 5)).count == 1)
        #expect(try await reader.incidents(HistoryFilter(clusters: [])).isEmpty)
    }

    @Test("The first acknowledgement stays; an unknown number is refused")
    func acknowledging() async throws {
        _ = try await probe("xxx")
        _ = try await writer.acknowledge(incident: 1, by: "uid 1000 (ann)", at: minutes(4))
        let again = try await writer.acknowledge(incident: 1, by: "uid 1001 (bob)", at: minutes(5))
        #expect(again.acknowledgedBy == "uid 1000 (ann)" && again.acknowledgedAt == minutes(4))
        await #expect { try await writer.acknowledge(incident: 7, by: "ann", at: noon) } throws: {
            ($0 as? StoreError)?.code == .noSuchIncident
        }
    }
}
