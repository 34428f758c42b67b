package import FoundationEssentials

extension Date {
    /// RFC 3339 in UTC to the second, as every output of the programs writes a time; what lies beyond the years of four
    /// digits ends with them.
    package var rfc3339: String {
        let seconds =
            timeIntervalSince1970.isNaN
            ? 0 : min(max(timeIntervalSince1970, Self.years.lowerBound), Self.years.upperBound)
        return Date(timeIntervalSince1970: seconds).formatted(Date.ISO8601FormatStyle(timeZone: .gmt))
    }

    /// 0001-01-01 to 9999-12-31, seconds since 1970.
    private static let years = -62_135_596_800.0...253_402_300_799.0

    /// Minutes since 1970-01-01T00:00Z, the grain in which failures are counted.
    package var minute: Int { Int(saturating: (timeIntervalSince1970 / 60).rounded(.down)) }
}

/// A length of time in words short enough for a table: `45s`, `12m`, `3h`, `9d`. Negative lengths count as zero.
package func shortDuration(seconds: Double) -> String {
    guard seconds.isFinite else { return "-" }
    let whole = Int(max(0, min(seconds, 1e12)))
    return switch whole {
    case ..<60: "\(whole)s"
    case ..<3600: "\(whole / 60)m"
    case ..<172_800: "\(whole / 3600)h"
    default: "\(whole / 86_400)d"
    }
}
