package import FoundationEssentials

extension Date {
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
