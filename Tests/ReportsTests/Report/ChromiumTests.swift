import ChildPrograms
import Foundation
import Testing

@testable import ReportPages
@testable import Reports

/// `KEEP_PICTURES=DIR` keeps the pictures, for a person to look at.
@Suite("The HTML report in a browser", .serialized, .timeLimit(.minutes(10)))
struct ChromiumTests {
    /// In CI, scripts/deps.sh has installed it: a missing browser is a failure there.
    static let canRun = Chromium.isInstalled || ProcessInfo.processInfo.environment["CI"] != nil

    private func withPage(_ body: (Chromium, String) async throws -> Void) async throws {
        let history = try await SharedReportHistory.shared.history()
        try await withFolder { folder in
            let page = folder + "/report.html"
            let result = try await history.report("--to", page)
            try #require(result.status == 0, "\(result.errors)")
            try await body(Chromium(folder: folder), page)
        }
    }

    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let kept = ProcessInfo.processInfo.environment["KEEP_PICTURES"]
        let folder = kept ?? FileManager.default.temporaryDirectory.path + "/ksfleet-pictures-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { if kept == nil { try? FileManager.default.removeItem(atPath: folder) } }
        try await body(folder)
    }

    @Test(
        "light, dark and on a telephone it is a picture, and its console is empty",
        .enabled(if: canRun, "needs Debian's chromium: scripts/deps.sh"),
        arguments: [("light", 1000, false), ("dark", 1000, true), ("telephone", 360, false)])
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

    @Test(
        "nothing of it is wider than the window, down to 360 pixels",
        .enabled(if: canRun, "needs Debian's chromium: scripts/deps.sh"), arguments: [360, 390, 480, 768])
    func width(pixels: Int) async throws {
        try await withPage { browser, page in
            let overflow = try await browser.overflow(page, width: pixels)
            #expect(overflow == 0)
        }
    }

    private func withSample(_ source: ReportSource, _ body: (Chromium, String) async throws -> Void) async throws {
        try await withFolder { folder in
            let page = folder + "/sample.html"
            try HTMLReport(FleetReport(source)).text.write(toFile: page, atomically: true, encoding: .utf8)
            try await body(Chromium(folder: folder), page)
        }
    }

    @Test(
        """
        a month of forty clusters is photographed on screen, on a telephone and by night, and nothing runs out of the \
        window
        """,
        .enabled(if: canRun, "needs Debian's chromium: scripts/deps.sh"),
        arguments: [("month", 1280, 3600, false), ("month-phone", 390, 9000, false), ("month-dark", 1280, 3600, true)])
    func month(name: String, width: Int, height: Int, dark: Bool) async throws {
        try await withSample(SampleFleet.month) { browser, page in
            let picture = browser.folder + "/\(name).png"
            let visit = try await browser.photograph(page, to: picture, width: width, height: height, dark: dark)
            #expect(visit.console.isEmpty, "\(visit.console)")
            let colours = try #require(try await browser.colours(in: picture))
            #expect(colours > 60, "\(colours) colours")
            #expect(try await browser.overflow(page, width: width) == 0)
        }
    }

    @Test(
        "a month of forty clusters fits windows of every width",
        .enabled(if: canRun, "needs Debian's chromium: scripts/deps.sh"), arguments: [360, 640, 760, 820, 910, 1024])
    func monthWidth(pixels: Int) async throws {
        try await withSample(SampleFleet.month) { browser, page in
            let overflow = try await browser.overflow(page, width: pixels)
            #expect(overflow == 0)
        }
    }

    @Test(
        "a day of a host and a member is photographed",
        .enabled(if: canRun, "needs Debian's chromium: scripts/deps.sh"), arguments: [1280, 390])
    func day(width: Int) async throws {
        try await withSample(SampleFleet.day) { browser, page in
            let visit = try await browser.photograph(
                page, to: browser.folder + "/day-\(width).png", width: width, height: 2600)
            #expect(visit.console.isEmpty, "\(visit.console)")
            #expect(try await browser.overflow(page, width: width) == 0)
        }
    }

    @Test(
        "on paper the manager's part of a month is one sheet, and all of it a few",
        .enabled(if: canRun, "needs Debian's chromium: scripts/deps.sh"))
    func paper() async throws {
        try await withSample(SampleFleet.month) { browser, page in
            let whole = try await browser.print(page, to: browser.folder + "/month.pdf")
            #expect(whole.visit.console.isEmpty, "\(whole.visit.console)")
            #expect((3...8).contains(whole.pages), "\(whole.pages) sheets")
            let front = browser.folder + "/front.html"
            try String(contentsOfFile: page, encoding: .utf8).replacing(
                "</style>", with: ".details,footer{display:none}</style>"
            )
            .write(toFile: front, atomically: true, encoding: .utf8)
            let pages = try await browser.print(front, to: browser.folder + "/front.pdf").pages
            #expect(pages == 1, "the front takes \(pages) sheets")
        }
    }

    @Test("a recorded history prints", .enabled(if: canRun, "needs Debian's chromium: scripts/deps.sh"))
    func recordedPaper() async throws {
        try await withPage { browser, page in
            let (pages, visit) = try await browser.print(page, to: browser.folder + "/report.pdf")
            #expect(visit.console.isEmpty && (2...4).contains(pages), "\(pages) sheets, \(visit.console)")
        }
    }

    @Test(
        "a planted payload runs nothing and loads nothing",
        .enabled(if: canRun, "needs Debian's chromium: scripts/deps.sh"))
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

    @Test(
        "the console does show what a page does wrong", .enabled(if: canRun, "needs Debian's chromium: scripts/deps.sh")
    )
    func control() async throws {
        try await withPage { browser, page in
            let html = try String(contentsOfFile: page, encoding: .utf8).replacingOccurrences(
                of: "</main>", with: "<script>1</script></main>")
            let wrong = browser.folder + "/wrong.html"
            try html.write(toFile: wrong, atomically: true, encoding: .utf8)
            let console = try await browser.visit(wrong, "--dump-dom").console
            #expect(console.contains { $0.contains("Content Security Policy") }, "\(console)")
        }
    }
}
