import Fleet
import Foundation
import Testing

@testable import ReportPages
@testable import Reports

@Suite("A report of a large fleet")
struct ReportSizeTests {
    /// 1,000 clusters over 90 days, each with trouble, 3,000 incidents, 20,000 sums of failures.
    private static func source() -> ReportSource {
        let period = TimeBuckets(
            since: Date(timeIntervalSince1970: 1_782_000_000),
            until: Date(timeIntervalSince1970: 1_782_000_000 + 7_776_000))
        var source = ReportSource(title: "Fleet", buckets: period)
        source.clusters = (0..<1000).map { number in
            let times = (0..<period.count).map { index -> WatchedTime in
                let bad = Double((number * 31 + index * 17) % 97 * 60)
                return WatchedTime(healthy: period.length(of: index) - bad * 2, failing: bad, unknown: bad)
            }
            return ReportSource.Cluster(
                id: ClusterID("cluster-of-a-long-name-\(number)"), times: times, health: .healthy,
                before: WatchedTime(healthy: 1))
        }
        source.failures = (0..<20_000).map { number in
            .init(
                cluster: ClusterID("cluster-of-a-long-name-\(number % 1000)"), bucket: number % period.count,
                cause: FailureCause.allCases[number % FailureCause.allCases.count], count: number)
        }
        source.incidents = (0..<3000).map { number in
            let start = source.since.addingTimeInterval(Double(number) * 2000)
            return ReportSource.IncidentRow(
                Incident(
                    id: Int64(number), cluster: ClusterID("cluster-of-a-long-name-\(number % 1000)"),
                    cause: .secretMismatch, openedAt: start, closedAt: start.addingTimeInterval(900)))
        }
        return source
    }

    @Test("it stays small: the worst clusters are plotted, the rest are sums, and what is left out is counted")
    func size() {
        let report = FleetReport(Self.source())
        let html = HTMLReport(report).text
        #expect(html.utf8.count < 1_500_000, "\(html.utf8.count) bytes of HTML")
        #expect(report.access.count <= 92 && report.clusters.count == 1000)
        let plotted = report.clusters.count { $0.pieces != nil }
        #expect(plotted > 40 && plotted * report.access.count <= ReportLimits().cells)
        #expect(report.incidents.total == 3000 && report.incidents.items.count == ReportLimits().incidents)
        #expect(html.contains("2,800 more") && html.contains("The \(1000 - plotted) other clusters"))
        #expect(MarkdownReport(report).text.utf8.count < 20_000)
    }
}

@Suite("Figures in words")
struct ReportFigureTests {
    @Test(
        "a share is cut, never rounded up to 100 %",
        arguments: [
            (1.0, "100 %"), (0.99999, "99.99 %"), (0.9995, "99.95 %"), (0.29, "29.00 %"), (0.5, "50.00 %"),
            (0.00001, "< 0.01 %"), (0.0, "0 %"), (.nan, "-"),
        ])
    func share(_ value: Double, _ text: String) { #expect(shareText(value) == text) }

    @Test(
        "a length of time has its two largest units",
        arguments: [
            (0.0, "0 s"), (45, "45 s"), (60, "1 min"), (3661, "1 h 1 min"), (86_400, "1 d"), (90_061, "1 d 1 h"),
            (90_000_000, "1041 d 16 h"), (-5, "0 s"), (.infinity, "-"),
        ])
    func elapsed(_ value: Double, _ text: String) { #expect(elapsedText(value) == text) }

    @Test(
        "thousands are told apart", arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (-12_345_678, "-12,345,678")])
    func count(_ value: Int, _ text: String) { #expect(countText(value) == text) }

    @Test(
        "a plot's scale ends at a round number that nothing exceeds",
        arguments: [(0.0, 1.0), (0.3, 0.5), (1, 1), (1.1, 2), (37, 50), (51, 100), (999, 1000)])
    func ceiling(_ value: Double, _ top: Double) { #expect(abs(niceCeiling(value) - top) < 1e-9) }

    @Test("edits of a configuration are named by their keys")
    func edits() {
        let old = "authentication:\n  jwtSecret: <fp:a>\n  oauthOptions:\n    accessTokenMaxAge: 2h\nother: 1\n"
        let new = "authentication:\n  jwtSecret: <fp:b>\n  oauthOptions:\n    accessTokenMaxAge: 0\n  extra: yes\n"
        #expect(
            valueEdits(from: old, to: new) == [
                "authentication.jwtSecret: <fp:a> -> <fp:b>", "authentication.oauthOptions.accessTokenMaxAge: 2h -> 0",
                "authentication.extra: (absent) -> yes",
                "other: 1 -> (absent)",
            ])
        #expect(valueEdits(from: old, to: old).isEmpty)
    }
}

@Suite("The HTML's colours")
struct ReportColourTests {
    /// Names and values of the colours in one of the style sheet's blocks.
    private func colours(after mark: String) throws -> [String: Double] {
        let sheet = reportStyleSheet.html
        let start = try #require(sheet.firstRange(of: mark)).upperBound
        let block = sheet[start...].prefix { $0 != "}" }
        return Dictionary(
            uniqueKeysWithValues: block.matches(of: /--([a-z0-9]+):#([0-9a-f]+)/).map {
                (String($0.1), luminance(String($0.2)))
            })
    }

    /// WCAG 2.2, "relative luminance".
    private func luminance(_ hex: String) -> Double {
        let digits = hex.count == 3 ? hex.flatMap { [$0, $0] } : Array(hex)
        let channels = stride(from: 0, to: 6, by: 2).map { index -> Double in
            let value = Double(Int(String(digits[index...index + 1]), radix: 16) ?? 0) / 255
            return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
    }

    @Test(
        "text and shapes stand out from what they stand on, by day and by night", arguments: [":root{", "dark){:root{"])
    func contrast(block: String) throws {
        let colours = try colours(after: block)
        let pairs: [(String, String, Double)] =
            [
                ("ink", "ground", 7), ("soft", "ground", 4.5), ("soft", "card", 4.5), ("good", "card", 4.5),
                ("bad", "card", 4.5), ("failing", "healthy", 3),
                ("unknown", "healthy", 3), ("failing", "ground", 3), ("over", "ground", 3),
            ] + (0...5).map { ("c\($0)", "ground", 3) }
        for (front, back, least) in pairs {
            let (a, b) = (try #require(colours[front]), try #require(colours[back]))
            let ratio = (max(a, b) + 0.05) / (min(a, b) + 0.05)
            #expect(ratio >= least, "\(front) on \(back): \(ratio)")
        }
    }
}
