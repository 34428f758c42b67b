import ChildPrograms
import Fleet
import Foundation
import Store
import Testing

@Suite("agentctl report", .timeLimit(.minutes(10)))
struct ReportCommandTests {
    @Test("a folder gets one whole file that its group may read, named by the period's end, and nothing else")
    func folder() async throws {
        let history = try await ReportHistory(days: 1)
        let folder = history.directory + "/reports"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        for _ in 0..<2 {
            let result = try await history.report("--to", folder)
            #expect(
                result.status == 0 && result.output.isEmpty
                    && result.errors.contains("ksfleet-report-2026-09-22T000000Z.html"))
        }
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder) == ["ksfleet-report-2026-09-22T000000Z.html"])
        let file = folder + "/ksfleet-report-2026-09-22T000000Z.html"
        let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
        #expect(mode == 0o640)
        #expect(try String(contentsOfFile: file, encoding: .utf8).hasSuffix("</html>\n"))
    }

    @Test(
        "a file's name tells the format, and a link stays a link",
        arguments: [
            ("r.md", "# "), ("r.json", "{"), ("r.csv", "cluster,group,role"), ("r.html", "<!DOCTYPE html>"),
            ("r.log", "KubeSphere fleet report\n"),
        ])
    func formats(name: String, beginning: String) async throws {
        let history = try await SharedReportHistory.shared.history()
        let (file, link) = (history.directory + "/\(name)", history.directory + "/link-\(name)")
        try "old".write(toFile: file, atomically: true, encoding: .utf8)
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
        let result = try await history.report("--to", link)
        #expect(result.status == 0, "\(result.errors)")
        #expect(try String(contentsOfFile: file, encoding: .utf8).hasPrefix(beginning))
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == file)
    }

    @Test("what cannot be written is said, with what to do, and what was there stays")
    func unwritable() async throws {
        let history = try await SharedReportHistory.shared.history()
        let missing = try await history.report("--to", history.directory + "/nowhere/")
        #expect(missing.status == 5 && missing.errors.contains("mkdir -p"))
        let lost = try await history.report("--to", history.directory + "/nowhere/report.html")
        #expect(lost.status == 5 && lost.errors.contains("nowhere/report.html"))
        // Every write to it says that the disk is full.
        let full = try await history.report("--to", "/dev/full")
        #expect(full.status == 1 && full.errors.contains("No space left on device"))
        #expect(FileManager.default.fileExists(atPath: "/dev/full"))
    }

    @Test(
        "wrong arguments are told apart",
        arguments: [
            (["--since", "2h", "--period", "daily"], "exclude each other"),
            (["--since", "2026-09-21", "--until", "2026-09-20"], "nothing lies between them"),
            (["--title", " "], "--title is empty"), (["--since", "someday"], "invalid time"),
            (["-o", "pdf"], "html, markdown, json, csv or text"),
            (["--objective", "0.999"], "a percentage from 50% to below 100%"),
            (["--tz", "Asia/Shangai"], "did you mean Asia/Shanghai?"),
            (["--tz", "../../etc/passwd"], "unknown time zone"),
            (["--utc", "--tz", "Asia/Tokyo"], "exclude each other"),
            (["--group-by", "region"], "no cluster has a label region"),
        ])
    func usage(arguments: [String], words: String) async throws {
        let history = try await SharedReportHistory.shared.history()
        let result = try await Program(name: "agentctl").run(["report", "--db", history.path] + arguments)
        #expect(result.status == 64, "\(result.errors)")
        #expect(result.errors.replacingOccurrences(of: "'", with: "").contains(words), "\(result.errors)")
    }

    @Test("a period is the last whole one of the zone, and its file is named by the zone's clock")
    func period() async throws {
        let history = try await ReportHistory()
        let run = { (period: String, arguments: [String]) in
            try await Program(name: "agentctl").run(
                ["report", "--db", history.path, "--until", "2026-09-21T20:30:00Z", "--period", period, "-o", "json"]
                    + arguments)
        }
        let daily = try await run("daily", ["--tz", "Asia/Shanghai"])
        #expect(
            daily.output.contains("\"since\" : \"2026-09-20T16:00:00Z\"")
                && daily.output.contains("\"timeZone\" : \"Asia/Shanghai\""), "\(daily.all)")
        // The 20th was a Sunday: the week before ended with it.
        let weekly = try await run("weekly", ["--utc"])
        #expect(
            weekly.output.contains("\"since\" : \"2026-09-14T00:00:00Z\"")
                && weekly.output.contains("\"until\" : \"2026-09-21T00:00:00Z\""))
        // No cluster was known in August: what there is instead.
        let monthly = try await run("monthly", ["--utc"])
        #expect(monthly.output.contains("\"until\" : \"2026-09-21T20:30:00Z\""))
        let folder = history.directory + "/zone"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        _ = try await history.report(zone: "Asia/Shanghai", "--to", folder)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder) == [
                "ksfleet-report-2026-09-22T080000+0800.html"
            ])
    }

    @Test("agent.yaml says what the command line does not: objective, zone, name of the fleet, label")
    func configured() async throws {
        let history = try await ReportHistory()
        let file = history.directory + "/agent.yaml"
        let yaml = """
            state: \(history.directory)
            contexts: {edge-1: {labels: {region: 华东}}, edge-2: {labels: {region: eu}}, host: {}}
            report: {fleet: Retail, objective: 99.5%, timeZone: Asia/Shanghai, groupBy: region}

            """
        try yaml.write(toFile: file, atomically: true, encoding: .utf8)
        let period = ["--since", "2026-09-21", "--until", ReportHistory.until]
        let result = try await Program(name: "agentctl").run(["report", "--config", file] + period)
        #expect(result.status == 0, "\(result.errors)")
        for words in [
            "Fleet Retail, host host", "Asia/Shanghai (UTC+8)", "objective 99.5 % missed", "By region", "华东",
            "without region",
        ] {
            #expect(result.output.contains(words), "\(words): \(result.output)")
        }
        let other = try await Program(name: "agentctl").run(
            ["report", "--config", file, "--group-by", "rack"] + period)
        #expect(other.status == 64 && other.errors.contains("known labels: region"), "\(other.errors)")
    }

    @Test(
        """
        no history is exit code 5, a history without a cluster a report that says so, and so is a period without a probe
        """
    )
    func nothing() async throws {
        let none = try await Program(name: "agentctl").run(["report", "--db", "/nonexistent/history.sqlite"])
        #expect(none.status == 5 && none.errors.contains("there is no history"))
        let folder = FileManager.default.temporaryDirectory.path + "/ksfleet-report-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try HistoryWriter.open(path: folder + "/history.sqlite", program: "1.0.0").close()
        for format in ["html", "markdown", "json", "text"] {
            let empty = try await Program(name: "agentctl").run([
                "report", "--db", folder + "/history.sqlite", "-o", format,
            ])
            #expect(empty.status == 0 && empty.output.contains("knew no cluster"), "\(empty.all)")
        }
        let history = try await SharedReportHistory.shared.history()
        let late = try await Program(name: "agentctl").run([
            "report", "--db", history.path, "--since", "2026-09-25", "--until", "2026-09-26", "--utc",
        ])
        #expect(
            late.status == 0 && late.output.contains("No cluster was probed in this period")
                && !late.output.contains("100 %"))
    }

    @Test("the JSON is a document with its schema, and its figures are the fixture's")
    func json() async throws {
        let output = try await SharedReportHistory.shared.history().report("-o", "json").output
        let document = try #require(try JSONSerialization.jsonObject(with: Data(output.utf8)) as? [String: Any])
        #expect(document["schema"] as? String == "agentctl.report/v1")
        let report = try #require((document["items"] as? [[String: Any]])?.first)
        let clusters = try #require(report["clusters"] as? [[String: Any]])
        let time = try #require(clusters.first { $0["cluster"] as? String == "edge-1" }?["time"] as? [String: Double])
        // 06:00 to 09:20 failing; 02:05 to 03:00 nobody looked: the probe of 01:50 speaks for 15 minutes.
        #expect(time == ["healthy": 71_100, "failing": 12_000, "unknown": 0, "unwatched": 3300])
        #expect(report["until"] as? String == ReportHistory.until)
    }
}
