import Fleet
import Foundation
import Testing

@testable import ReportPages
@testable import Reports

@Suite("What is muted, in a report")
struct MutedReportTests {
    private let day = TimeBuckets(
        since: Date(timeIntervalSince1970: 1_789_948_800), until: Date(timeIntervalSince1970: 1_790_035_200))

    private func report(_ severity: Finding.Severity, muted until: Double?) -> FleetReport {
        var source = ReportSource(title: "Fleet", buckets: day)
        let end = Date(timeIntervalSince1970: Double(day.until))
        source.standing = ["a", "b"].map { name in
            ReportSource.Standing(
                cluster: ClusterID(name), at: end.addingTimeInterval(-60),
                findings: [Finding(.versionSkew, severity, evidence: ["the host runs v3.4.1"], nextStep: "upgrade it")])
        }
        source.mutes =
            until.map {
                [
                    Mute(
                        id: 3, cause: .versionSkew, from: end.addingTimeInterval(-3600),
                        until: end.addingTimeInterval($0), reason: "planned", by: "uid 1 gid 1 (alice)")
                ]
            } ?? []
        return FleetReport(source)
    }

    @Test("is in no list of what needs attention, and is shown once with whom, why and until when")
    func muted() throws {
        let report = report(.warning, muted: 3600)
        #expect(report.attention.isEmpty)
        let line = try #require(report.muted?.first)
        #expect(report.muted?.count == 1 && line.clusters.map(\.rawValue) == ["a", "b"] && line.mute == .mute(3))
        let sentence = try #require(report.notes.first { $0.hasPrefix("Muted until") })
        #expect(sentence.hasSuffix("by alice (mute/3): version-skew on a, b: planned"), "\(sentence)")
        for text in [MarkdownReport(report).text, TextReport(report).text, HTMLReport(report).text] {
            #expect(text.contains("Muted until"), "\(text)")
        }
    }

    @Test(
        "is loud where it is critical, and when the mute's time is over",
        arguments: [(Finding.Severity.critical, 3600.0), (.warning, 0), (.warning, nil)]
            as [(Finding.Severity, Double?)])
    func loud(severity: Finding.Severity, until: Double?) {
        let report = report(severity, muted: until)
        #expect(report.attention.total == 2 && report.muted == nil)
    }
}
