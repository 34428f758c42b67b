import ChildPrograms
import Foundation
import Testing

/// `KEEP_PICTURES=DIR` keeps the pictures, for a person to look at.
@Suite("The HTML report in a browser", .serialized, .timeLimit(.minutes(10)))
struct ChromiumTests {
    /// In CI, scripts/deps.sh has installed it: a missing browser is a failure there.
    static let canRun = Chromium.isInstalled || ProcessInfo.processInfo.environment["CI"] != nil

    private func withPage(_ body: (Chromium, String) async throws -> Void) async throws {
        let history = try await SharedReportHistory.shared.history()
        let kept = ProcessInfo.processInfo.environment["KEEP_PICTURES"]
        let folder = kept ?? FileManager.default.temporaryDirectory.path + "/ksfleet-pictures-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { if kept == nil { try? FileManager.default.removeItem(atPath: folder) } }
        let page = folder + "/report.html"
        let result = try await history.report("--to", page)
        try #require(result.status == 0, "\(result.errors)")
        try await body(Chromium(folder: folder), page)
    }

    @Test("light, dark and on a telephone it is a picture, and its console is empty",
          .enabled(if: canRun, "needs Debian's chromium: scripts/deps.sh"), arguments: [("light", 1000, false), ("dark", 1000, true), ("telephone", 360, false)])
    func pictures(name: String, width: Int, dark: Bool) async throws {
        try await withPage { browser, page in
            let picture = browser.folder + "/\(name).png"
            let visit = try await browser.photograph(page, to: picture, width: width, height: 2400, dark: dark)
            #expect(visit.console.isEmpty, "\(visit.console)")
            // Anti-aliased text alone gives some dozens; one colour is a blank page.
            let colours = try #require(try await browser.colours(in: picture))
            #expect(colours > 40, "\(colours) colours")
            let ground = try #require(try await browser.ground(of: picture))
            #expect(dark ? ground < 200 : ground > 600, "the ground is \(ground) of 765")
        }
    }

    @Test("nothing of it is wider than the window, down to 360 pixels", .enabled(if: canRun, "needs Debian's chromium: scripts/deps.sh"), arguments: [360, 480, 768])
    func width(pixels: Int) async throws {
        try await withPage { browser, page in
            let overflow = try await browser.overflow(page, width: pixels)
            #expect(overflow == 0)
        }
    }

    @Test("it prints", .enabled(if: canRun, "needs Debian's chromium: scripts/deps.sh"))
    func paper() async throws {
        try await withPage { browser, page in
            let file = browser.folder + "/report.pdf"
            let visit = try await browser.visit(page, "--print-to-pdf=\(file)", "--no-pdf-header-footer")
            #expect(visit.console.isEmpty, "\(visit.console)")
            let bytes = try Data(contentsOf: URL(filePath: file))
            #expect(bytes.starts(with: Data("%PDF-".utf8)) && bytes.count > 20_000)
        }
    }

    @Test("a planted payload runs nothing and loads nothing", .enabled(if: canRun, "needs Debian's chromium: scripts/deps.sh"))
    func planted() async throws {
        let history = try await ReportHistory(planted: EscapingTests.planted)
        let page = history.directory + "/planted.html"
        let result = try await history.report("--to", page)
        #expect(result.status == 0, "\(result.errors)")
        // A script, even a refused one, and a load that the policy blocks would each leave a line on the console.
        let visit = try await Chromium(folder: history.directory).visit(page, "--dump-dom")
        #expect(visit.console.isEmpty, "\(visit.console)")
        #expect(visit.output.contains("</html>") && !visit.output.lowercased().contains("<script"))
    }

    @Test("the console does show what a page does wrong", .enabled(if: canRun, "needs Debian's chromium: scripts/deps.sh"))
    func control() async throws {
        try await withPage { browser, page in
            let html = try String(contentsOfFile: page, encoding: .utf8).replacingOccurrences(of: "</main>", with: "<script>1</script></main>")
            let wrong = browser.folder + "/wrong.html"
            try html.write(toFile: wrong, atomically: true, encoding: .utf8)
            let console = try await browser.visit(wrong, "--dump-dom").console
            #expect(console.contains { $0.contains("Content Security Policy") }, "\(console)")
        }
    }
}
