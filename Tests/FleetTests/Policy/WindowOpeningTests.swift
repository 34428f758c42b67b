import Fleet
import FleetMonth
import FoundationEssentials
import Testing

@Suite("When a closed window opens")
struct WindowOpeningTests {
    private static let zones = ZoneTable(["Europe/Berlin": berlin, "Asia/Shanghai": shanghai])

    private func gate(_ windows: [String], _ blackouts: [String], at now: Date) throws -> GateVerdict {
        var scene = PolicyScene()
        scene.policy.rules[0].windows = try windows.map { try MaintenanceWindow($0) }
        scene.policy.rules[0].blackouts = try blackouts.map { try MaintenanceWindow($0) }
        scene.situation.now = now
        scene.situation.zones = Self.zones
        return try #require(scene.decision.gates.first { $0.name == "window" })
    }

    @Test(
        "is told to the minute",
        arguments: [
            (["Mon-Fri 09:00-17:00 Asia/Shanghai"], [], "2026-10-20T10:00:00Z", "2026-10-21T01:00:00Z"),
            (["Mon-Fri 09:00-17:00 Asia/Shanghai"], [], "2026-10-23T10:00:00Z", "2026-10-26T01:00:00Z"),
            (["Sat,Sun 00:00-24:00 UTC", "Wed 03:00-04:00 UTC"], [], "2026-10-20T10:00:00Z", "2026-10-21T03:00:00Z"),
            ([], ["daily 08:00-18:00 Europe/Berlin"], "2026-10-20T10:00:00Z", "2026-10-20T16:00:00Z"),
            // The window opens inside of a blackout: the blackout's end counts.
            (
                ["daily 17:00-23:00 Europe/Berlin"], ["daily 08:00-18:00 Europe/Berlin"], "2026-10-20T10:00:00Z",
                "2026-10-20T16:00:00Z"
            ),
            // The clocks are put back in the night to the 25th: 09:00 is an hour later in UTC.
            (["Sun 09:00-10:00 Europe/Berlin"], [], "2026-10-24T10:00:00Z", "2026-10-25T08:00:00Z"),
            // The night of 2026-03-29 has no 02:30: it opens at 03:00, which is 01:00Z.
            (["Sun 02:30-04:00 Europe/Berlin"], [], "2026-03-28T10:00:00Z", "2026-03-29T01:00:00Z"),
            (["Tue 10:00-10:01 UTC"], [], "2026-10-20T10:01:00Z", "2026-10-27T10:00:00Z"),
        ] as [([String], [String], String, String)])
    func opening(windows: [String], blackouts: [String], now: String, opens: String) throws {
        let gate = try gate(windows, blackouts, at: utc(now))
        #expect(!gate.passed && gate.until == utc(opens), "\(gate)")
    }

    @Test("where it never opens, or a zone is not known, nothing is told")
    func never() throws {
        #expect(try gate(["daily 09:00-10:00 UTC"], ["daily 00:00-24:00 UTC"], at: PolicyScene.now).until == nil)
        #expect(try gate(["daily 09:00-10:00 Mars/Olympus"], [], at: PolicyScene.now).until == nil)
    }

    @Test("it is the first minute of a search through all of them", arguments: 0..<12 as Range<UInt64>)
    func fuzz(seed: UInt64) throws {
        var random = SplitMix64(state: seed)
        func window() -> String {
            let zone = ["UTC", "Europe/Berlin", "Asia/Shanghai"].randomElement(using: &random) ?? "UTC"
            let day = ["daily", "Mon-Fri", "Sat,Sun", "Tue", "Sun"].randomElement(using: &random) ?? "daily"
            func clock() -> String {
                "\(twoDigits(.random(in: 0...23, using: &random))):\(twoDigits(.random(in: 0...59, using: &random)))"
            }
            return "\(day) \(clock())-\(clock()) \(zone)"
        }
        // Around the change of the clocks as well.
        let now = utc("2026-10-23T00:00:00Z").addingTimeInterval(Double(Int.random(in: 0..<4 * 86_400, using: &random)))
        let windows = (0..<Int.random(in: 0...2, using: &random)).map { _ in window() }
        let blackouts = (0..<Int.random(in: 0...2, using: &random)).map { _ in window() }
        let found = try gate(windows, blackouts, at: now)
        guard !found.passed else { return }
        let first = Date(timeIntervalSince1970: (now.timeIntervalSince1970 / 60).rounded(.up) * 60)
        let searched = try (0..<8 * 1440).lazy.map { first.addingTimeInterval(Double($0) * 60) }.first {
            try gate(windows, blackouts, at: $0).passed
        }
        // The change of the clocks may put an opening off to the week after.
        let isLater = searched == nil && found.until.map { $0 >= first.addingTimeInterval(8 * 86_400) } ?? true
        #expect(found.until == searched || isLater, "\(windows) but not \(blackouts), from \(now)")
    }

    /// Minute by minute, without the rest of a decision.
    private func search(from first: Date, _ windows: [String], _ blackouts: [String]) throws -> Date? {
        func zoned(_ texts: [String]) throws -> [(window: MaintenanceWindow, zone: ZoneRules)] {
            try texts.map { try MaintenanceWindow($0) }.map { ($0, try #require(Self.zones[$0.zone])) }
        }
        let (open, shut) = (try zoned(windows), try zoned(blackouts))
        return (0..<8 * 1440).lazy.map { first.addingTimeInterval(Double($0) * 60) }.first { moment in
            func isIn(_ one: (window: MaintenanceWindow, zone: ZoneRules)) -> Bool {
                one.window.contains(moment, in: one.zone) == true
            }
            return (open.isEmpty || open.contains(where: isIn)) && !shut.contains(where: isIn)
        }
    }

    private func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
