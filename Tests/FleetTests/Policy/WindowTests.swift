import Fleet
import FoundationEssentials
import Testing

@Suite("Maintenance windows")
struct WindowTests {
    @Test(
        "a window is read as it is written",
        arguments: [
            ("Mon-Fri 09:00-17:00 Asia/Shanghai", Set(1...5), 540, 1020, "Asia/Shanghai"),
            ("Sat,Sun 00:00-24:00 UTC", [6, 7], 0, 1440, "UTC"),
            ("daily 22:00-04:00 Europe/Berlin", Set(1...7), 1320, 240, "Europe/Berlin"),
            ("fri-MON 23:59-00:01 UTC", [5, 6, 7, 1], 1439, 1, "UTC"),
            ("Mon,Wed-Thu 00:00-00:00 UTC", [1, 3, 4], 0, 0, "UTC"),
        ] as [(String, Set<Int>, Int, Int, String)])
    func reading(text: String, days: Set<Int>, start: Int, end: Int, zone: String) throws {
        let window = try MaintenanceWindow(text)
        #expect(window == MaintenanceWindow(days: days, start: start, end: end, zone: zone))
        #expect(try MaintenanceWindow(window.text) == window)
    }

    @Test(
        "what is no window says why",
        arguments: [
            ("Mon-Fri 09:00-17:00", "time zone is missing"), ("", "three words"),
            ("Mon-Fri 9:00-17:00 UTC", "9:00-17:00 is no span"), ("Mon 09:00-25:00 UTC", "no span"),
            ("Mon 24:00-01:00 UTC", "no span"), ("Mon 09:60-10:00 UTC", "no span"), ("Mon 09:00 UTC", "no span"),
            ("Mon 24:01-23:00 UTC", "no span"),
            ("Mox 09:00-10:00 UTC", "Mox is no day"), ("Mon-Fri-Sun 09:00-10:00 UTC", "is no day"),
            ("Mon, Tue 09:00-10:00 UTC", "three words"), (",Mon 09:00-10:00 UTC", "is no day"),
            ("Mon -9:00-10:00 UTC", "no span"), ("Mon ٠٩:٠٠-١٠:٠٠ UTC", "no span"),
        ])
    func malformed(text: String, words: String) {
        let error = #expect(throws: MalformedWindow.self) { try MaintenanceWindow(text) }
        #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    }

    @Test(
        "a moment is inside where a clock on the wall says so",
        arguments: [
            // Shanghai has no summer time.
            ("Mon-Fri 09:00-17:00 Asia/Shanghai", "2026-10-20T01:00:00Z", true),
            ("Mon-Fri 09:00-17:00 Asia/Shanghai", "2026-10-20T00:59:59Z", false),
            ("Mon-Fri 09:00-17:00 Asia/Shanghai", "2026-10-20T08:59:59Z", true),
            ("Mon-Fri 09:00-17:00 Asia/Shanghai", "2026-10-20T09:00:00Z", false),
            ("Mon-Fri 09:00-17:00 Asia/Shanghai", "2026-10-24T02:00:00Z", false),
            // Over midnight: the day is the one on which it begins.
            ("Fri 22:00-04:00 Europe/Berlin", "2026-10-23T20:00:00Z", true),
            ("Fri 22:00-04:00 Europe/Berlin", "2026-10-24T01:59:00Z", true),
            ("Fri 22:00-04:00 Europe/Berlin", "2026-10-24T02:00:00Z", false),
            ("Fri 22:00-04:00 Europe/Berlin", "2026-10-23T01:00:00Z", false),
            ("Sun 22:00-04:00 UTC", "2026-10-26T03:00:00Z", true),
            ("Sun 00:00-00:00 UTC", "2026-10-25T23:59:59Z", true),
            ("Sun 00:00-00:00 UTC", "2026-10-26T00:00:00Z", false),
            // The night of 2026-03-29 has no 02:00 to 03:00 in Berlin: 01:00Z is 03:00.
            ("Sun 02:00-03:00 Europe/Berlin", "2026-03-29T00:59:59Z", false),
            ("Sun 02:00-03:00 Europe/Berlin", "2026-03-29T01:00:00Z", false),
            ("Sun 01:30-03:30 Europe/Berlin", "2026-03-29T00:30:00Z", true),
            ("Sun 01:30-03:30 Europe/Berlin", "2026-03-29T01:29:59Z", true),
            ("Sun 01:30-03:30 Europe/Berlin", "2026-03-29T01:30:00Z", false),
            // The night of 2026-10-25 has 02:00 to 03:00 twice: from 00:00Z and from 01:00Z.
            ("Sun 02:00-02:30 Europe/Berlin", "2026-10-25T00:10:00Z", true),
            ("Sun 02:00-02:30 Europe/Berlin", "2026-10-25T00:40:00Z", false),
            ("Sun 02:00-02:30 Europe/Berlin", "2026-10-25T01:10:00Z", true),
            ("Sun 02:00-02:30 Europe/Berlin", "2026-10-25T01:30:00Z", false),
            ("Sat 22:00-04:00 Europe/Berlin", "2026-10-25T02:59:59Z", true),
            ("Sat 22:00-04:00 Europe/Berlin", "2026-10-25T03:00:00Z", false),
        ])
    func containment(text: String, time: String, inside: Bool) throws {
        let window = try MaintenanceWindow(text)
        let zones = ZoneTable(["Europe/Berlin": berlin, "Asia/Shanghai": shanghai])
        #expect(window.contains(utc(time), in: try #require(zones[window.zone])) == inside)
    }

    @Test("a zone that says nothing of a time decides nothing")
    func unknownTime() throws {
        let zone = try ZoneRules(tzif: tzif([(at: 1_000_000_000, type: 0)], types: [3600], footer: ""))
        #expect(zone.offset(at: Date(timeIntervalSince1970: 999_999_999)) == 3600)
        #expect(zone.offset(at: Date(timeIntervalSince1970: 1_000_000_000)) == nil)
        #expect(try MaintenanceWindow("daily 00:00-24:00 UTC").contains(PolicyScene.now, in: zone) == nil)
    }
}
