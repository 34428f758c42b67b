import Documents
package import Fleet
package import FoundationEssentials

/// A share as people read availability: `99.95 %`. Cut, never rounded up: 100 % means that nothing is missing.
package func shareText(_ share: Double) -> String {
    guard share.isFinite else { return "-" }
    if share >= 1 { return "100 %" }
    if share <= 0 { return "0 %" }
    // A share such as 0.9995 may be held as a hair less: that much is given back before the cut.
    let hundredths = Int(saturating: (share * 10_000 + 1e-7).rounded(.down))
    if hundredths == 0 { return "< 0.01 %" }
    return "\(hundredths / 100).\(twoDigits(hundredths % 100)) %"
}

/// A length of time in its two largest units: `45 s`, `12 min 30 s`, `3 h 5 min`, `2 d 4 h`.
package func elapsedText(_ seconds: Double) -> String {
    guard seconds.isFinite else { return "-" }
    let whole = Int(max(0, min(seconds, 1e12)).rounded())
    let units = [(whole / 86_400, "d"), (whole / 3600 % 24, "h"), (whole / 60 % 60, "min"), (whole % 60, "s")]
    guard let first = units.firstIndex(where: { $0.0 > 0 }) else { return "0 s" }
    return units[first...].prefix(2).filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: " ")
}

/// `1,234,567`.
package func countText(_ count: Int) -> String {
    var digits = String(abs(count))
    var groups: [String] = []
    while digits.count > 3 {
        groups.insert(String(digits.suffix(3)), at: 0)
        digits = String(digits.dropLast(3))
    }
    return (count < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
}

extension AccessPiece {
    package static func date(_ second: Int64) -> Date { Date(timeIntervalSince1970: Double(second)) }
}

extension Finding {
    /// The moment that the evidence of `credentials-expire` names; nil in what older versions stored.
    package var endsAt: Date? { evidence.lazy.compactMap { $0.date(.endsAt) }.first }
}
