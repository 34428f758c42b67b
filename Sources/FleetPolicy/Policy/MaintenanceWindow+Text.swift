import CivilTime
import FleetText

/// Why a text is no maintenance window, in words for the one who wrote it.
package struct MalformedWindow: Error, Hashable, Sendable {
    package let message: String
}

extension MaintenanceWindow {
    private static let dayNames = CalendarNames.weekdays.map { $0.lowercased() }
    private static let example = "such as \"Mon-Fri 09:00-17:00 Asia/Shanghai\" or \"daily 22:00-04:00 UTC\""

    /// Reads `DAYS HH:MM-HH:MM ZONE`, where DAYS is `daily`, or days and ranges of them: `Mon-Fri`, `Sat,Sun`,
    /// `Fri-Mon`. Whether the zone exists is not asked here.
    package init(_ text: String) throws(MalformedWindow) {
        let words = text.split(separator: " ", omittingEmptySubsequences: true)
        guard words.count == 3 else {
            let missing =
                words.count == 2 ? "its time zone is missing" : "three words are expected: days, times, time zone"
            throw MalformedWindow(message: "\(missing), \(Self.example)")
        }
        let times = words[1].split(separator: "-", omittingEmptySubsequences: false)
        guard times.count == 2, let start = Self.minutes(times[0]), let end = Self.minutes(times[1]), start < 1440
        else {
            throw MalformedWindow(
                message:
                    """
                    \(printable(String(words[1]), limit: 40)) is no span of time: HH:MM-HH:MM from 00:00 to 24:00, \
                    \(Self.example)
                    """
            )
        }
        self.init(days: try Self.days(words[0]), start: start, end: end, zone: String(words[2]))
    }

    private static func days(_ text: Substring) throws(MalformedWindow) -> Set<Int> {
        guard text.lowercased() != "daily" else { return Set(1...7) }
        var days: Set<Int> = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            let ends = part.split(separator: "-", omittingEmptySubsequences: false).map {
                dayNames.firstIndex(of: $0.lowercased())
            }
            guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1] else {
                throw MalformedWindow(
                    message:
                        """
                        \(printable(String(part), limit: 40)) is no day: Mon, Tue, Wed, Thu, Fri, Sat, Sun, a range of \
                        them, or daily
                        """
                )
            }
            // Fri-Mon goes over the week's end.
            for offset in 0...((last - first + 7) % 7) { days.insert((first + offset) % 7 + 1) }
        }
        return days
    }

    private static func minutes(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2,
            parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (48...57).contains($0) } }),
            let hour = Int(parts[0]), let minute = Int(parts[1]), minute < 60
        else { return nil }
        let total = hour * 60 + minute
        return total <= 1440 ? total : nil
    }

    /// As the text that it is read from, days one by one.
    package var text: String {
        let names = days.sorted().map { CalendarNames.weekdays[$0 - 1] }
        let times = "\(WallClock.text(minute: start))-\(WallClock.text(minute: end))"
        return "\(days.count == 7 ? "daily" : names.joined(separator: ",")) \(times) \(zone)"
    }
}
