import Fleet
import Foundation
import Testing

@testable import Documents
@testable import ReportPages
@testable import Reports

private let period = TimeBuckets(
    since: Date(timeIntervalSince1970: 1_789_948_800), until: Date(timeIntervalSince1970: 1_790_035_200))

private func cluster(_ name: String, _ health: Health? = .healthy, failing: Double = 0) -> ReportSource.Cluster {
    var times = (0..<period.count).map { WatchedTime(healthy: period.length(of: $0)) }
    times[0] = WatchedTime(healthy: times[0].healthy - failing, failing: failing)
    return ReportSource.Cluster(
        id: ClusterID(name), times: times, health: health, cause: health == .failing ? .secretMismatch : nil)
}

private func report(
    _ clusters: [ReportSource.Cluster], objective: Double? = nil, _ change: (inout ReportSource) -> Void = { _ in }
) -> FleetReport {
    var source = ReportSource(title: "Fleet", buckets: period)
    source.clusters = clusters
    source.objective = objective
    change(&source)
    return FleetReport(source)
}

@Suite("A report's verdict")
struct VerdictTests {
    @Test("it is the worst of what is known, in words")
    func states() {
        let bad = cluster("b", .failing)
        let blind = cluster("c", .unknown)
        let well = cluster("a")
        let expected: [([ReportSource.Cluster], Verdict.State, String)] = [
            ([], .unknown, "Nothing is known of this period"),
            ([well], .healthy, "The only cluster accepts the host's tokens"),
            ([well, cluster("d")], .healthy, "All 2 clusters accept the host's tokens"),
            ([bad], .failing, "The only cluster is failing"),
            ([bad, cluster("d", .failing)], .failing, "All 2 clusters are failing"),
            ([well, bad, blind], .failing, "1 of 3 clusters is failing"),
            ([well, blind], .degraded, "1 of 2 clusters could not be checked"),
            ([blind], .unknown, "No cluster could be checked"),
        ]
        for (clusters, state, headline) in expected {
            let verdict = report(clusters).verdict
            #expect(verdict.state == state && verdict.headline == headline)
        }
    }

    @Test("a missed objective and an open breaker are no clean bill of health")
    func degraded() {
        let missed = report([cluster("a", failing: 3600)], objective: 0.999).verdict
        #expect(missed.state == .degraded && missed.headline.contains("objective was missed"))
        let open = report([cluster("a")]) { $0.breaker = BreakerState(openedAt: $0.since, reason: "a repair failed") }
            .verdict
        #expect(open.state == .degraded && open.headline.contains("one critical item needs attention"))
    }

    @Test("every format says it in words, whatever its colour")
    func words() {
        let result = report([cluster("a"), cluster("b", .failing)])
        for text in [HTMLReport(result).text, MarkdownReport(result).text, TextReport(result).text] {
            #expect(text.contains("1 of 2 clusters is failing") && text.contains("Failing"))
        }
    }
}

@Suite("An objective")
struct ObjectiveTests {
    @Test("its budget is a share of the time that is known, and what failed is taken from it")
    func budget() throws {
        let result = try #require(report([cluster("a", failing: 43.2), cluster("b")], objective: 0.999).objective)
        #expect(result.budget == 173 && result.used == 43.2 && result.state == .met && result.clustersBelow == 0)
        #expect(result.sentence == "objective 99.9 % met, 25 % of the error budget used, 2 min 10 s left")
        let missed = try #require(report([cluster("a", failing: 3600), cluster("b")], objective: 0.999).objective)
        #expect(missed.state == .missed && missed.clustersBelow == 1)
        #expect(missed.sentence == "objective 99.9 % missed, error budget exceeded by 57 min 7 s of cluster time")
    }

    @Test("of a period in which nothing is known it is not judged")
    func unknown() throws {
        var blind = cluster("a", .unknown)
        blind.times = blind.times.map { WatchedTime(unknown: $0.total) }
        let objective = try #require(report([blind], objective: 0.999).objective)
        #expect(objective.state == .unknown && objective.usedShare == nil)
    }

    @Test(
        "a percentage is read, and what is more likely a slip is not",
        arguments: [
            ("99.9%", 0.999), ("99.9 %", 0.999), ("99.95", 0.9995), ("50%", 0.5), ("100%", nil), ("0.999", nil),
            ("nine", nil), ("", nil), ("%", nil), ("nan", nil),
        ] as [(String, Double?)])
    func reading(text: String, share: Double?) {
        let read = Objective.share(percent: text)
        #expect(read == nil ? share == nil : abs((read ?? 0) - (share ?? 2)) < 1e-12)
    }

    @Test(
        "it is told without digits that say nothing",
        arguments: [(0.999, "99.9 %"), (0.99, "99 %"), (0.99995, "99.995 %"), (0.5, "50 %"), (0.02, "2 %")])
    func text(share: Double, words: String) { #expect(Objective.text(share) == words) }
}

@Suite("A cell of a cluster's row")
struct CellStateTests {
    @Test(
        "20 seconds without an answer do not paint a day, and no failing is hidden",
        arguments: [
            (WatchedTime(healthy: 86_380, unknown: 20), .healthy), (WatchedTime(healthy: 86_340, failing: 60), .brief),
            (WatchedTime(healthy: 70_000, failing: 16_400), .partly),
            (WatchedTime(healthy: 43_200, failing: 43_200), .failing),
            (WatchedTime(healthy: 77_000, unknown: 9400), .unknown),
            (WatchedTime(healthy: 40_000, unwatched: 46_400), .unwatched),
            (WatchedTime(healthy: 60_000, unwatched: 26_400), .healthy),
            (WatchedTime(failing: 60, unwatched: 86_340), .failing), (WatchedTime(), .unwatched),
        ] as [(WatchedTime, CellState)])
    func states(time: WatchedTime, state: CellState) { #expect(CellState(time) == state) }
}

@Suite("What needs attention")
struct AttentionTopicTests {
    private func finding(
        _ cause: Cause, _ severity: Finding.Severity = .warning, evidence: [Statement] = ["3.4.1 beside 4.1.2"]
    ) -> Finding {
        Finding(cause, severity, evidence: evidence, nextStep: "upgrade it")
    }

    @Test("equal reasons are one item, the gravest first, with the clusters by name")
    func grouped() throws {
        let names = (1...7).map { "edge-\($0)" }
        let result = report(names.map { cluster($0) }) { source in
            source.standing = names.map {
                .init(cluster: ClusterID($0), at: source.until, findings: [finding(.versionSkew)])
            }
            source.standing[6].findings.append(finding(.clockSkew, .critical, evidence: ["9 s behind"]))
        }
        #expect(
            result.attention.total == 8
                && result.attentionTopics.map(\.title) == ["edge-7: clock-skew", "version-skew: 7 clusters"])
        let many = try #require(result.attentionTopics.last)
        #expect(
            many.why.map(\.plain) == ["edge-1, edge-2, edge-3, edge-4, edge-5 and 2 more", "3.4.1 beside 4.1.2"]
                && many.next.first == nil)
    }

    @Test("at most five are told, and how many more there are")
    func capped() {
        let causes: [Cause] = [
            .versionSkew, .clockSkew, .logCut, .roleWrong, .tunnelDown, .rightsMissing, .memberNotWatched,
        ]
        let result = report([cluster("a")]) {
            $0.standing = [.init(cluster: ClusterID("a"), at: $0.until, findings: causes.map { finding($0) })]
        }
        for text in [MarkdownReport(result).text, TextReport(result).text] {
            #expect(text.contains("2 more") && !text.contains("member-not-watched"))
        }
        let html = HTMLReport(result).text
        #expect(html.contains("<summary>2 more</summary>") && html.contains("member-not-watched"))
    }
}

@Suite("Groups and rows of clusters")
struct ClusterGroupTests {
    @Test("clusters are grouped by a label, those without it last, each with its sums")
    func groups() throws {
        let result = report([cluster("a"), cluster("b", .failing, failing: 3600), cluster("c")]) {
            $0.grouping = .init(label: "region", values: [ClusterID("b"): "eu", ClusterID("c"): "asia"])
        }
        let groups = try #require(result.groups)
        #expect(groups.map(\.name) == ["asia", "eu", nil] && result.groupBy == "region")
        #expect(
            groups.map(\.summary) == [
                "1 cluster, 100 % available", "1 cluster, 1 failing, 95.83 % available", "1 cluster, 100 % available",
            ])
        for text in [HTMLReport(result).text, MarkdownReport(result).text, TextReport(result).text] {
            #expect(text.contains("without region"))
        }
        #expect(CSVReport(result).text.contains("b,eu,"))
    }

    @Test("above 20 clusters the healthy ones are folded")
    func folded() {
        func html(_ count: Int) -> String {
            HTMLReport(report((1...count).map { cluster("m\($0)", $0 == 1 ? .failing : .healthy) })).text
        }
        #expect(!html(20).contains("healthy throughout"))
        #expect(html(21).contains("<summary>20 clusters healthy throughout</summary>"))
    }

    @Test("a row is found by its cluster's name, of whatever characters")
    func anchors() {
        #expect(anchor(ClusterID("edge-1.a_B")) == "cluster-edge-1.a_B")
        #expect(anchor(ClusterID("arn:x/生")) == "cluster-arn~3ax~2f~e7~94~9f")
        let html = HTMLReport(
            report([cluster("arn:x/生", .failing)]) {
                $0.waiting = [
                    .init(
                        id: 1, cluster: ClusterID("arn:x/生"), cause: .secretMismatch, proposedAt: $0.since,
                        expiresAt: $0.until)
                ]
            }
        ).text
        #expect(
            html.contains("<a href=\"#cluster-arn~3ax~2f~e7~94~9f\">")
                && html.contains("<li id=\"cluster-arn~3ax~2f~e7~94~9f\">"))
    }

    @Test(
        "a long name loses its middle",
        arguments: [
            ("short", "short"),
            ("arn:aws-cn:eks:cn-north-1:123456789012:cluster/prod-blue", "arn:aws-cn:eks:…er/prod-blue"),
            ("生产生产生产生产生产生产生产生产", "生产生产生产生…产生产生产生产"),
        ])
    func names(name: String, short: String) {
        let result = shortName(ClusterID(name), most: 28)
        #expect(displayWidth(result) <= 28 && (result == short || result.contains("…")))
    }
}

@Suite("A report on paper and in a mail")
struct ReportAppendixTests {
    @Test("runs and fingerprints are in the appendix alone, and changes beyond twenty are folded")
    func appendix() throws {
        let html = HTMLReport(FleetReport(SampleFleet.month)).text
        let start = try #require(html.range(of: "<div class=\"appendix\">"))
        #expect(!html[..<start.lowerBound].contains("bba082d9") && html[start.lowerBound...].contains("bba082d9"))
        #expect(html.contains("<summary>80 earlier ones</summary>") && html.contains("30 more"))
        #expect(!html.contains("uid 1000") && html.contains("alice"))
    }
}
