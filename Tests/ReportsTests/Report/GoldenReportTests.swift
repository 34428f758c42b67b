import ChildPrograms
import Foundation
import Testing

@Suite("Reports of a recorded history", .timeLimit(.minutes(10)))
struct GoldenReportTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Golden")

    /// `UPDATE_GOLDEN=1 swift test --filter GoldenReportTests` writes the files anew; read the difference before it is
    /// committed.
    @Test("are what they were, byte for byte", arguments: ["html", "markdown", "json", "csv", "text"])
    func golden(format: String) async throws {
        let result = try await SharedReportHistory.shared.history().report(
            "-o", format, "--title", "Fleet of the golden test", "--objective", "99.9%")
        try #require(result.status == 0, "\(result.errors)")
        // A release changes its version, and nothing else of a report.
        let output = result.output.replacing(/ksfleet \d+\.\d+\.\d+/, with: "ksfleet VERSION")
        let file = Self.folder.appending(path: "report.\(["markdown": "md", "text": "txt"][format] ?? format)")
        if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
            try FileManager.default.createDirectory(at: Self.folder, withIntermediateDirectories: true)
            try output.write(to: file, atomically: true, encoding: .utf8)
        }
        let expected = try String(contentsOf: file, encoding: .utf8)
        #expect(
            output == expected,
            "the report differs from \(file.lastPathComponent): \(firstDifference(output, expected))")
    }

    private func firstDifference(_ a: String, _ b: String) -> String {
        let (left, right) = (
            a.split(separator: "\n", omittingEmptySubsequences: false),
            b.split(separator: "\n", omittingEmptySubsequences: false)
        )
        let line =
            zip(left, right).enumerated().first { $0.element.0 != $0.element.1 }?.offset ?? min(left.count, right.count)
        return
            """
            line \(line + 1): \(line < left.count ? left[line] : "(none)") against \
            \(line < right.count ? right[line] : "(none)")
            """
    }

    @Test(
        "are the same again, on a machine of another zone and another locale",
        arguments: ["html", "markdown", "json", "csv"])
    func reproducible(format: String) async throws {
        let history = try await SharedReportHistory.shared.history()
        let once = try await history.report("-o", format)
        let again = try await history.report("-o", format, environment: ["TZ": "Asia/Shanghai", "LC_ALL": "C"])
        #expect(once.status == 0 && once.output == again.output && !once.output.isEmpty)
    }

    @Test("text fits 80 columns, and is ASCII where the locale is not UTF-8")
    func plainText() async throws {
        let text = try await SharedReportHistory.shared.history().report(environment: ["LANG": "C"]).output
        #expect(text.utf8.allSatisfy { $0 < 0x80 } && !text.contains("\u{1B}"))
        #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
        #expect(text.contains("secret-mismatch"))
    }
}
