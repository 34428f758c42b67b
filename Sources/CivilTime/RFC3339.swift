package import FoundationEssentials

/// `2026-11-24T00:41:41Z`, with a fraction and an offset where they are given.
package enum RFC3339 {
    package static func parse(_ text: some StringProtocol) -> Date? {
        var scanner = TimeScanner(String(text))
        guard let date = scanner.date(), scanner.take("T") || scanner.take("t"),
            let time = scanner.timeOfDay(needsSeconds: true), let offset = scanner.offset(), scanner.isAtEnd
        else { return nil }
        return Date(timeIntervalSince1970: date + time - offset)
    }
}

extension Date {
    /// RFC 3339 in UTC to the second, as every output of the programs writes a time; what lies beyond the years of four
    /// digits ends with them.
    package var rfc3339: String { Date.ISO8601FormatStyle(timeZone: .gmt).format(withinYears) }

    /// With milliseconds: `2026-11-24T00:41:41.250Z`.
    package var rfc3339Milliseconds: String {
        Date.ISO8601FormatStyle(includingFractionalSeconds: true, timeZone: .gmt).format(withinYears)
    }

    var withinYears: Date {
        guard !timeIntervalSince1970.isNaN else { return Date(timeIntervalSince1970: 0) }
        return min(max(self, Self.firstYear), Self.lastYear)
    }

    /// 0001-01-01 and 9999-12-31.
    private static let firstYear = Date(timeIntervalSince1970: -62_135_596_800)
    private static let lastYear = Date(timeIntervalSince1970: 253_402_300_799)
}
