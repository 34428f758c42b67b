import Fleet
import Foundation
import Testing

@Suite("Who is told what, and when")
struct NoticeTests {
    private let start = Date(timeIntervalSince1970: 1_790_000_000)

    private func notice(
        _ key: String, _ severity: Finding.Severity = .critical, cluster: ClusterID = "member-01",
        cause: Cause = .tokenNotInCache
    ) -> Notice {
        Notice(
            key: key, kind: .incident, severity: severity, cluster: cluster, cause: cause, title: key, startsAt: start)
    }

    /// Messages at each step; a step is a time after the start and what holds then.
    private func run(_ route: NoticeRoute, _ steps: [(Double, [Notice])]) -> [Sent] {
        run(route, steps.map { ($0, NoticeBoard(holding: $1)) })
    }

    private func run(_ route: NoticeRoute, over steps: [(Double, [Notice])]) -> [Sent] {
        run(route, steps.map { ($0, NoticeBoard(over: $1)) })
    }

    private typealias Sent = (at: Double, firing: [String], resolved: [String], events: [String], reminder: Bool)

    private func run(_ route: NoticeRoute, _ steps: [(Double, NoticeBoard)]) -> [Sent] {
        var groups: NoticeGroups = [:]
        return steps.flatMap { after, board in
            let planned = planMessages(board, routes: [route], groups: groups, at: start.addingTimeInterval(after))
            groups = planned.groups
            return planned.messages.map {
                (after, $0.firing.map(\.key), $0.resolved.map(\.key), $0.events.map(\.key), $0.isReminder)
            }
        }
    }

    private let route = NoticeRoute(name: "chat", wait: 30, interval: 300, remind: 3600)

    @Test("a group waits for what belongs to it, and goes out as one message")
    func groupWait() {
        let sent = run(
            route,
            [
                (0, [notice("a")]), (20, [notice("a"), notice("b")]), (29, [notice("a"), notice("b")]),
                (30, [notice("a"), notice("b")]),
            ])
        #expect(sent.map(\.at) == [30])
        #expect(sent.first?.firing == ["a", "b"])
    }

    @Test(
        """
        what is over before the wait has passed stays untold; what lasted longer is told as over, even where nobody \
        looked meanwhile
        """
    )
    func overBeforeTold() {
        #expect(run(route, [(0, [notice("a")]), (10, []), (40, []), (400, [])]).isEmpty)
        #expect(run(route, [(0, [notice("a")]), (600, []), (630, []), (5000, [])]).map(\.resolved) == [["a"]])
        let missed = notice("a").with { $0.endsAt = start.addingTimeInterval(300) }
        #expect(run(route, over: [(400, [missed]), (430, []), (900, [])]).map(\.resolved) == [["a"]])
        #expect(
            run(route, over: [(400, [missed.with { $0.endsAt = start.addingTimeInterval(5) }]), (430, [])]).isEmpty)
    }

    @Test("what has happened is told once, and neither reminded of nor ended")
    func events() {
        let repair = Notice(
            key: "run/1", kind: .repair, severity: .critical, cause: .tokenNotInCache, title: "failed", startsAt: start,
            endsAt: start)
        let sent = run(route, over: [(0, [repair]), (30, []), (4000, []), (90_000, [])])
        #expect(sent.map(\.events) == [["run/1"]] && sent[0].firing.isEmpty && sent[0].resolved.isEmpty)
    }

    @Test(
        """
        what somebody has taken on, or is only to be known, is not said again, but to a receiver that would take it \
        for over
        """
    )
    func takenOn() {
        let taken = notice("a").with { $0.takenOnBy = "alice" }
        #expect(run(route, [(0, [notice("a")]), (30, [notice("a")]), (3700, [taken]), (9000, [taken])]).count == 1)
        #expect(
            run(route, [(0, [notice("a", .info)]), (30, [notice("a", .info)]), (3700, [notice("a", .info)])]).count == 1
        )
        var alive = route
        alive.keepsAlive = true
        #expect(run(alive, [(0, [taken]), (30, [taken]), (3700, [taken])]).map(\.reminder) == [false, true])
    }

    @Test(
        """
        who was told of the beginning is told of the end, though it got less grave than the route asks for; a changed \
        route ends nothing
        """
    )
    func lessGrave() {
        var strict = route
        strict.severity = .critical
        let sent = run(strict, [(0, [notice("a")]), (30, [notice("a")]), (400, [notice("a", .warning)]), (800, [])])
        #expect(sent.map(\.resolved) == [[], ["a"]])
        var groups: NoticeGroups = [:]
        for after in [0.0, 30] {
            groups =
                planMessages(
                    NoticeBoard(holding: [notice("a")]), routes: [route], groups: groups,
                    at: start.addingTimeInterval(after)
                ).groups
        }
        var other = route
        other.grouping = [.cluster]
        let moved = planMessages(
            NoticeBoard(holding: [notice("a")]), routes: [other], groups: groups, at: start.addingTimeInterval(900))
        #expect(moved.messages.isEmpty && moved.groups["chat"]?.keys.sorted() == ["cluster=member-01"])
    }

    @Test("what is muted is neither told nor said to be over; what still holds when the mute ends is told then")
    func muted() {
        var quiet = NoticeBoard()
        quiet.muted = ["a"]
        let loud = NoticeBoard(holding: [notice("a", .warning)])
        #expect(
            run(route, [(0, loud), (30, loud), (400, quiet), (5000, quiet), (6000, loud), (6030, loud)]).map(\.resolved)
                == [[], []])
        #expect(run(route, [(0, quiet), (400, quiet), (500, loud), (530, loud)]).map(\.at) == [530])
    }

    @Test("what a blind probe cannot see has not ended")
    func undecided() {
        let expiry = Notice(
            key: "expiry/member-01", kind: .expiry, severity: .warning, cluster: "member-01", cause: .credentialsExpire,
            title: "ends", startsAt: start)
        var groups: NoticeGroups = [:]
        var sent: [NoticeMessage] = []
        for (after, board) in [
            (0.0, NoticeBoard(holding: [expiry])), (30, NoticeBoard(holding: [expiry])),
            (400, NoticeBoard(undecided: ["member-01"])), (800, NoticeBoard()),
        ] {
            let planned = planMessages(board, routes: [route], groups: groups, at: start.addingTimeInterval(after))
            (groups, sent) = (planned.groups, sent + planned.messages)
        }
        #expect(sent.map { $0.resolved.count } == [0, 1] && sent.last?.at == start.addingTimeInterval(800))
    }

    @Test("nothing is told twice, and the end is told once")
    func once() {
        let held = (1...100).map { (Double($0) * 10, [notice("a")]) }
        let sent = run(route, [(0, [notice("a")])] + held + [(1010, []), (1400, []), (5000, []), (9000, [])])
        #expect(sent.map(\.firing) == [["a"], []])
        #expect(sent.map(\.resolved) == [[], ["a"]])
    }

    @Test("news of a group waits for its interval")
    func interval() {
        let both = [notice("a"), notice("b")]
        let sent = run(
            route, [(0, [notice("a")]), (30, [notice("a")]), (40, both), (100, both), (329, both), (330, both)])
        #expect(sent.map(\.at) == [30, 330])
    }

    @Test("what still holds is said again after the reminder's time, marked as one")
    func reminder() {
        let sent = run(route, [(0, [notice("a")]), (30, [notice("a")]), (3629, [notice("a")]), (3630, [notice("a")])])
        #expect(sent.map(\.reminder) == [false, true])
        var silent = route
        silent.remind = nil
        #expect(run(silent, [(0, [notice("a")]), (30, [notice("a")]), (90_000, [notice("a")])]).count == 1)
    }

    @Test("what becomes graver is news; what becomes lighter is not")
    func graver() {
        let rising = run(
            route, [(0, [notice("a", .warning)]), (30, [notice("a", .warning)]), (400, [notice("a", .critical)])])
        #expect(rising.count == 2)
        let falling = run(
            route, [(0, [notice("a", .critical)]), (30, [notice("a", .critical)]), (400, [notice("a", .warning)])])
        #expect(falling.count == 1)
    }

    @Test("a route that does not want ends is told of none")
    func withoutEnds() {
        var route = route
        route.resolved = false
        #expect(run(route, [(0, [notice("a")]), (30, [notice("a")]), (400, []), (4000, [])]).count == 1)
    }

    @Test("groups by their values, each with its own clock")
    func grouping() {
        let notices = [
            notice("a", cause: .secretMismatch), notice("b", cause: .tokenNotInCache),
            notice("c", cluster: "member-02"),
        ]
        #expect(run(route, [(0, notices), (30, notices)]).map(\.firing) == [["a"], ["b", "c"]])
        var one = route
        one.grouping = []
        #expect(run(one, [(0, notices), (30, notices)]).map(\.firing) == [["a", "b", "c"]])
    }

    @Test("filters: severity, kind, cause, cluster; an empty set admits nothing")
    func filters() {
        var route = NoticeRoute(name: "r", severity: .critical)
        #expect(!route.admits(notice("a", .warning)) && route.admits(notice("a")))
        route.causes = []
        #expect(!route.admits(notice("a")))
        route.causes = [.tokenNotInCache]
        route.clusters = ClusterSelector(names: ["edge-*"])
        #expect(!route.admits(notice("a")) && route.admits(notice("a", cluster: "edge-7")))
        route.kinds = [.breaker]
        #expect(!route.admits(notice("a", cluster: "edge-7")))
        route.clusters = .all
        #expect(
            route.admits(Notice(key: "breaker", kind: .breaker, severity: .critical, title: "open", startsAt: start)))
    }

    @Test("a clock that goes back silences nobody")
    func clockBack() {
        let sent = run(route, [(0, [notice("a")]), (30, [notice("a")]), (-5000, [notice("a"), notice("b")])])
        #expect(sent.map(\.at) == [30, -5000])
    }

    @Test("tries again ever more rarely, and at most every ten minutes")
    func backoff() {
        #expect((1...9).map(DeliveryBackoff.delay) == [5, 10, 20, 40, 80, 160, 320, 600, 600])
        #expect(DeliveryBackoff.delay(afterAttempt: .max) == 600)
    }
}
