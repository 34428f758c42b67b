import Fleet
import Foundation
import Testing

@testable import ReportPages
@testable import Reports

private let day = TimeBuckets(
    since: Date(timeIntervalSince1970: 1_789_948_800), until: Date(timeIntervalSince1970: 1_790_035_200))

private func at(_ hour: Double) -> Date { Date(timeIntervalSince1970: Double(day.since) + hour * 3600) }

/// Failing for the first `failing` seconds of the day, unknown for the next `unknown`, healthy for the rest.
private func cluster(
    _ name: String, failing: Double = 0, unknown: Double = 0, before: WatchedTime = WatchedTime(healthy: 86_400),
    health: Health = .healthy
)
    -> ReportSource.Cluster
{
    var (failing, unknown) = (failing, unknown)
    let times = (0..<day.count).map { index in
        let bad = min(failing, day.length(of: index))
        let blind = min(unknown, day.length(of: index) - bad)
        (failing, unknown) = (failing - bad, unknown - blind)
        return WatchedTime(healthy: day.length(of: index) - bad - blind, failing: bad, unknown: blind)
    }
    return ReportSource.Cluster(id: ClusterID(name), times: times, health: health, before: before)
}

private func incident(_ id: Int64, from: Double, to: Double?, cause: Cause = .tokenNotInCache)
    -> ReportSource.IncidentRow
{
    ReportSource.IncidentRow(
        Incident(id: id, cluster: ClusterID("a"), cause: cause, openedAt: at(from), closedAt: to.map(at)), detection: 30
    )
}

private func report(_ change: (inout ReportSource) -> Void) -> FleetReport {
    var source = ReportSource(title: "Fleet", buckets: day)
    change(&source)
    return FleetReport(source)
}

@Suite("A report's arithmetic")
struct FleetReportTests {
    @Test("unknown time lowers no cluster's availability, and raises none")
    func availability() throws {
        let result = report {
            $0.clusters = [
                cluster("a", failing: 21_600), cluster("b", unknown: 43_200),
                cluster("c", unknown: 86_400, health: .unknown),
            ]
        }
        let available = Dictionary(uniqueKeysWithValues: result.clusters.map { ($0.cluster.rawValue, $0.availability) })
        #expect(available["a"] == 0.75 && available["b"] == 1)
        let blind = try #require(available["c"])
        #expect(blind == nil)
        #expect(result.glance.availability == (64_800.0 + 43_200) / (86_400 + 43_200))
        #expect(result.glance.healthy == 2 && result.glance.unknown == 1 && result.glance.failing == 0)
    }

    @Test("the worst cluster stands first: by time failing, then by time unknown, then by name")
    func order() {
        let result = report {
            $0.clusters = [
                cluster("d"), cluster("c"), cluster("b", unknown: 60), cluster("a", failing: 30),
                cluster("z", failing: 3600),
            ]
        }
        #expect(result.clusters.map(\.cluster.rawValue) == ["z", "a", "b", "c", "d"])
    }

    @Test("a cluster that nobody watched is left out, named in a note, and counted as neither")
    func unwatched() {
        let result = report { source in
            let nothing = (0..<day.count).map { WatchedTime(unwatched: day.length(of: $0)) }
            source.clusters = [cluster("a"), ReportSource.Cluster(id: ClusterID("gone"), times: nothing, health: nil)]
        }
        #expect(result.glance.clusters == 1 && result.glance.availability == 1)
        #expect(result.notes.contains { $0.contains("gone") })
    }

    @Test("an incident's end after the period is not known to it: open, and as long as the period saw")
    func openAtTheEnd() throws {
        let result = report { source in
            source.clusters = [cluster("a")]
            source.incidents = [
                incident(1, from: 20, to: 30), incident(2, from: 1, to: 2), incident(3, from: -5, to: 3),
                incident(4, from: 4, to: 10),
            ]
        }
        #expect(result.incidents.items.map(\.incident) == [.incident(1), .incident(3), .incident(4), .incident(2)])
        let first = try #require(result.incidents.items.first)
        #expect(first.isOpen && first.duration == 4 * 3600)
        #expect(result.recovery.opened == 3 && result.recovery.closed == 3 && result.recovery.open == 1)
        #expect(
            result.recovery.mean == 5 * 3600 && result.recovery.median == 6 * 3600
                && result.recovery.longest == 8 * 3600)
        #expect(result.recovery.detection == 30)
        #expect(result.attention.items.map(\.what) == ["token-not-in-cache, incident/1"])
    }

    struct Compared: Sendable {
        let measure: Comparison.Measure
        let now: Double?
        let before: Double?
        let direction: Comparison.Direction
        let verdict: Comparison.Verdict
        let text: String
    }

    @Test(
        "a comparison says which way, and whether that is good",
        arguments: [
            Compared(
                measure: .availability, now: 0.999, before: 0.99, direction: .up, verdict: .better,
                text: "up 0.90 points, better"),
            Compared(
                measure: .availability, now: 0.5, before: 1, direction: .down, verdict: .worse,
                text: "down 50.00 points, worse"),
            Compared(
                measure: .availability, now: 0.99999, before: 0.999995, direction: .down, verdict: .worse,
                text: "down less than 0.01 points, worse"),
            Compared(
                measure: .timeFailing, now: 3600, before: 60, direction: .up, verdict: .worse,
                text: """
                    up 59 min, worse
                    """),
            Compared(
                measure: .failures, now: 0, before: 1200, direction: .down, verdict: .better, text: "down 1,200, better"
            ),
            Compared(measure: .incidents, now: 3, before: 3, direction: .same, verdict: .same, text: "unchanged"),
            Compared(measure: .changes, now: 3, before: 1, direction: .up, verdict: .neutral, text: "up 2"),
            Compared(
                measure: .recovery, now: nil, before: 60, direction: .unknown, verdict: .unknown, text: "not comparable"
            ),
        ])
    func comparison(_ example: Compared) {
        let comparison = Comparison(example.measure, now: example.now, before: example.before)
        #expect(
            comparison.direction == example.direction && comparison.verdict == example.verdict
                && comparison.changeText == example.text)
    }

    @Test("nothing is compared with a period that nobody watched")
    func nothingBefore() {
        let result = report { $0.clusters = [cluster("a", before: WatchedTime(unwatched: 86_400))] }
        #expect(result.comparison.isEmpty)
        #expect(result.notes.contains { $0.contains("nothing to compare with") })
    }

    @Test("an empty history gives a report in every format that says so")
    func empty() throws {
        let result = report { _ in }
        #expect(result.isEmpty && result.attention.isEmpty)
        for text in [HTMLReport(result).text, MarkdownReport(result).text, TextReport(result).text] {
            #expect(text.contains("Nothing is known of this period.") && text.contains("knew no cluster"))
        }
        #expect(!HTMLReport(result).text.contains("100 %"))
    }

    private func repair(
        _ run: String, _ hour: Double, _ outcome: RepairAttempt.Outcome?, automatic: Bool = false,
        actor: String = "uid 7 gid 7 (ada)"
    ) -> ReportSource.Repair {
        var repair = ReportSource.Repair(
            run: run, cluster: ClusterID("a"), cause: .tokenNotInCache, automatic: automatic,
            proposedBy: "ksfleet policy", startedBy: actor,
            startReason: automatic ? "approve, rule 2" : "ticket 1", startedAt: at(hour))
        repair.end = outcome.map { .init(at: at(hour + 0.1), outcome: $0, summary: "no answer") }
        return repair
    }

    @Test("a repair that failed needs a person until a later one of the cluster is proved")
    func repairs() {
        let one = report {
            $0.clusters = [cluster("a")]; $0.repairs = [repair("r1", 1, .failed)]
        }
        #expect(one.repairs.items.map(\.outcome) == [.failed] && one.attention.total == 1)
        let two = report {
            $0.clusters = [cluster("a")]; $0.repairs = [repair("r1", 1, .failed), repair("r2", 2, .proved)]
        }
        #expect(two.repairs.items.map(\.outcome) == [.proved, .failed] && two.attention.isEmpty)
        let cut = report {
            $0.clusters = [cluster("a")]; $0.repairs = [repair("r1", 1, nil)]
        }
        #expect(cut.repairs.items.map(\.outcome) == [.unfinished] && cut.attention.total == 1)
        let late = report {
            $0.clusters = [cluster("a")]; $0.repairs = [repair("r1", 23.95, .proved)]
        }
        #expect(late.repairs.items.map(\.outcome) == [.unfinished], "what ended after the period had no end in it")
    }

    @Test("what was stopped changed nothing: it is no attempt, and needs nobody")
    func stopped() {
        let result = report {
            $0.clusters = [cluster("a")]; $0.repairs = [repair("r1", 1, .stopped)]
        }
        #expect(result.glance.repairs == 0 && result.attention.isEmpty && result.repairs.total == 1)
    }

    @Test("a repair names the person whose act it is, with that person's reason")
    func people() throws {
        var approved = repair("r1", 1, .proved, automatic: true, actor: "ksfleet policy")
        approved.approval = .init(by: "uid 8 gid 8 (alice)", reason: "ticket 4711")
        let result = report {
            $0.clusters = [cluster("a")];
            $0.repairs = [
                approved, repair("r2", 2, .proved), repair("r3", 3, .proved, automatic: true, actor: "ksfleet policy"),
            ]
        }
        #expect(result.repairs.items.map(\.by) == ["policy", "ada", "policy, approved by alice"])
        #expect(result.repairs.items.map(\.reason) == ["approve, rule 2", "ticket 1", "ticket 4711"])
        var byHand = repair("r4", 4, .proved)
        byHand.approval = .init(by: "uid 8 gid 8 (alice)", reason: "ticket 4711")
        let both = report {
            $0.clusters = [cluster("a")]; $0.repairs = [byHand]
        }
        #expect(both.repairs.items.map(\.by) == ["ada, approved by alice"])
        #expect(both.repairs.items.map(\.reason) == ["ticket 1; ticket 4711"])
    }

    @Test("a gate that a person let pass stands in every format, with who and why")
    func waivers() {
        var waived = repair("r1", 1, .proved)
        waived.waivers = [Waiver(.redisAnswers, by: "uid 7 gid 7 (ada)", reason: "seen up")]
        let result = report {
            $0.clusters = [cluster("a")]; $0.repairs = [waived]
        }
        let words = "redis-answers, waived by ada: seen up"
        #expect(result.repairs.items.map(\.waived) == [[words]])
        for text in [HTMLReport(result).text, MarkdownReport(result).text, TextReport(result).text] {
            let flat = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
            #expect(flat.contains(words), "\(text)")
        }
    }

    @Test("the key of OVER TIME stands only where the column does", arguments: [(120, true), (40, false)])
    func key(width: Int, isShown: Bool) {
        let long = cluster("arn:aws-cn:eks:cn-north-1:123:cluster/payments-blue", failing: 600)
        let text = TextReport(report { $0.clusters = [long] }, width: width).text
        #expect(text.contains("OVER TIME") == isShown && text.contains("blank: not") == isShown, "\(text)")
    }

    @Test("an open breaker and a plan that waits need a person")
    func decisions() {
        let result = report { source in
            source.breaker = BreakerState(openedAt: at(2), reason: "run r1 failed")
            source.waiting = [
                .init(id: 7, cluster: ClusterID("a"), cause: .secretMismatch, proposedAt: at(20), expiresAt: at(44))
            ]
        }
        #expect(
            result.attention.items.map(\.nextStep.command) == [
                "agentctl remediate breaker", "agentctl remediate approve plan/7",
            ])
    }

    @Test("a plan that waits to end an open incident is that incident's next step, once")
    func decisionOfAnIncident() {
        let result = report { source in
            source.clusters = [cluster("a")]
            source.incidents = [incident(1, from: 20, to: nil, cause: .secretMismatch)]
            source.waiting = [
                .init(id: 7, cluster: ClusterID("a"), cause: .secretMismatch, proposedAt: at(20), expiresAt: at(44))
            ]
        }
        #expect(result.attention.items.map(\.nextStep.command) == ["agentctl remediate approve plan/7"])
        #expect(result.attention.items.first?.why.contains { $0.plain.hasPrefix("plan/7 is pending approval") } == true)
    }

    @Test("an undo and what was stopped are no repairs: the figures and the list count alike")
    func countedAlike() {
        var undo = repair("r3", 3, .proved)
        undo.undoes = "r1"
        let result = report {
            $0.clusters = [cluster("a")]
            $0.repairs = [repair("r1", 1, .proved), repair("r2", 2, .stopped), undo]
        }
        #expect(result.repairs.items.first?.undoes == .run("r1"))
        #expect(result.glance.repairs == 1 && result.glance.repairsProved == 1)
        #expect(
            RepairLine.outcomes(of: result.repairs.items, total: result.repairs.total)
                == "1 repair: 1 proved; 1 stopped; 1 undo: 1 proved.")
    }

    @Test("what ends soon is found in what the evidence names, not in its words")
    func expiry() {
        let finding = Finding(
            .credentialsExpire, .warning,
            evidence: [
                ReachStatement.tokenEnds([.days: 9, .endsAt: Date(timeIntervalSince1970: 1_790_812_800)])
            ], nextStep: "renew")
        let result = report { $0.standing = [.init(cluster: ClusterID("a"), at: at(23), findings: [finding])] }
        #expect(result.expiring.items.first?.endsAt?.rfc3339 == "2026-10-01T00:00:00Z")
    }
}
