import Fleet
import FoundationEssentials
import GRDB
import Testing

@testable import Store
@testable import StoreSchema

@Suite("The outbox")
struct OutboxTests {
    let history: TemporaryHistory
    let writer: HistoryWriter
    private let route = NoticeRoute(name: "chat", wait: 0, interval: 60, remind: nil)

    init() throws {
        history = try TemporaryHistory()
        writer = try history.writer()
    }

    /// Incidents only, as short as can be.
    @Sendable private static func board(_ facts: NoticeFacts) -> NoticeBoard {
        func notice(_ record: IncidentRecord) -> Notice {
            Notice(
                key: "incident/\(record.incident.id)", kind: .incident, severity: .critical,
                cluster: record.incident.cluster, cause: record.incident.cause,
                title: "t", startsAt: record.incident.openedAt, endsAt: record.incident.closedAt)
        }
        return NoticeBoard(holding: facts.open.map { notice($0.record) }, over: facts.closed.map(notice))
    }

    private func plan(_ at: Date, routes: [NoticeRoute]? = nil, sending: Set<Int64> = []) async throws -> Int {
        try await writer.planMessages(routes: routes ?? [route], sending: sending, at: at, board: Self.board)
    }

    private func fail(_ cluster: String = "east", at: Date) async throws {
        _ = try await writer.record(
            round: [record(cluster, at: at, diagnosis(.redisDown))],
            rules: IncidentRules(hysteresis: Hysteresis(failuresToOpen: 1, successesToClose: 1)))
    }

    private func recover(_ cluster: String = "east", at: Date) async throws {
        _ = try await writer.record(
            round: [record(cluster, at: at)],
            rules: IncidentRules(hysteresis: Hysteresis(failuresToOpen: 1, successesToClose: 1)))
    }

    @Test("What a round opened is in the outbox once, whatever happens between, and its finding with it")
    func once() async throws {
        try await fail(at: noon)
        #expect(try await plan(minutes(1)) == 1)
        #expect(try await plan(minutes(2)) == 0)
        let reader = try history.reader()
        let entry = try #require(try await reader.dueMessages(of: "chat", at: minutes(2)).first)
        #expect(entry.message.firing.map(\.key) == ["incident/1"] && entry.attempts == 0)
        try await writer.noteDelivered(entry, at: minutes(2))
        #expect(try await reader.dueMessages(of: "chat", at: minutes(9)).isEmpty)
        #expect(try await reader.outbox([.delivered]).map(\.attempts) == [1])
        // Another process goes on from there.
        _ = try await history.writer().planMessages(routes: [route], at: minutes(3), board: Self.board)
        #expect(try await reader.outbox().count == 1)
    }

    @Test("What opened and closed while nobody planned is told, from the ending that the round's own transaction noted")
    func missed() async throws {
        #expect(try await plan(noon) == 0)
        try await fail(at: noon)
        try await recover(at: minutes(3))
        #expect(try history.integer("SELECT count(*) FROM endings") == 1)
        #expect(try await plan(minutes(4)) == 1)
        #expect(try await plan(minutes(9)) == 0)
        #expect(try await history.reader().outbox().first?.message.resolved.map(\.endsAt) == [minutes(3)])
        #expect(try history.integer("SELECT count(*) FROM endings") == 0)
    }

    @Test("What ended before there was a route is nobody's news, and a history without routes keeps few endings")
    func beforeRoutes() async throws {
        try await fail(at: noon)
        try await recover(at: minutes(3))
        #expect(try await plan(minutes(4)) == 0)
        try history.execute(
            """
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10100) INSERT INTO endings(kind, \
            reference) SELECT 'run', i FROM n
            """
        )
        #expect(try history.integer("SELECT count(*) FROM endings") == 10_000)
        #expect(try await plan(minutes(5), routes: []) == 0)
        try await fail(at: minutes(6))
        try await recover(at: minutes(9))
        #expect(try await plan(minutes(10)) == 0)
    }

    @Test(
        """
        A message that waits takes the next of its group in, under a new id; one that is being sent does not, and goes \
        first
        """
    )
    func merging() async throws {
        try await fail(at: noon)
        _ = try await plan(minutes(1))
        let reader = try history.reader()
        let first = try #require(try await reader.dueMessages(of: "chat", at: minutes(1)).first)
        try await writer.noteUndelivered(first, because: "down", at: minutes(1))
        #expect(try await reader.dueMessages(of: "chat", at: minutes(1)).isEmpty)
        try await recover(at: minutes(3))
        _ = try await plan(minutes(4))
        let merged = try #require(try await reader.outbox().first)
        #expect(try await reader.outbox().count == 1)
        #expect(
            merged.id > first.id && merged.attempts == 1 && merged.error == "down" && merged.createdAt == minutes(1))
        #expect(merged.message.firing.isEmpty && merged.message.resolved.map(\.key) == ["incident/1"])

        try await fail(at: minutes(700))
        _ = try await plan(minutes(701), sending: [merged.id])
        #expect(try await reader.outbox([.waiting]).count == 2)
        #expect(try await reader.dueMessages(of: "chat", at: minutes(702)).map(\.id) == [merged.id])
    }

    @Test("It is bounded: the oldest of too many is given up and says so, and of what is over the newest are kept")
    func bounded() async throws {
        let most = OutboxTable.mostWaiting
        let message = NoticeMessage(route: "chat", group: "", firing: [], resolved: [], isReminder: false, at: noon)
        try await writer.rounds.write { db in
            for index in 0..<(most + 5) {
                var one = message
                one.group = "\(index)"
                try OutboxTable.insert(one, sending: [], db)
            }
            try OutboxTable.bound(db, at: noon)
        }
        let reader = try history.reader()
        #expect(try await reader.outbox([.waiting]).count == most)
        let given = try await reader.outbox([.givenUp])
        #expect(
            given.map(\.message.group) == ["4", "3", "2", "1", "0"]
                && given[0].error?.contains("more than 1000") == true)
        try history.execute("UPDATE outbox SET state = 'delivered', ended_at = 0")
        try await writer.rounds.write { try OutboxTable.bound($0, at: noon) }
        #expect(try await reader.outbox().count == OutboxTable.mostEnded)
        let standing = try await reader.routeStandings()
        #expect(standing.map(\.waiting) == [0] && standing.map(\.lastDelivered) == [Date(milliseconds: 0)])
    }

    @Test("What waits for a route that there is no more is given up")
    func goneRoute() async throws {
        try await fail(at: noon)
        _ = try await plan(minutes(1))
        try await writer.giveUpMessages(notOf: ["other"], at: minutes(2))
        #expect(
            try await history.reader().outbox([.givenUp]).map(\.error) == [
                "no route of this name is configured any more"
            ])
    }

    @Test("Plans, runs and the breaker leave an ending, once, whoever writes them")
    func endings() async throws {
        try history.execute("INSERT INTO breaker(id, opened_at, reason) VALUES (1, 7000, 'r')")
        _ = try await writer.closeBreaker(by: "alice", reason: "r", at: noon)
        _ = try await plan(noon)
        try history.execute("UPDATE breaker SET opened_at = 9000")
        _ = try await writer.closeBreaker(by: "bob", reason: "r", at: minutes(1))
        let facts = try await writer.rounds.read { try NoticeQuery.facts($0) }
        #expect(facts.closedBreakers == [Date(milliseconds: 9000)] && facts.breaker.closedBy == "bob")
    }
}
