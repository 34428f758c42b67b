import Fleet
import GoReading

extension GoDuration {
    /// A text that stands where a duration belongs, as it may be shown: only what could be meant for one.
    package static func shown(_ text: String) -> String {
        if text.isEmpty { return "an empty text" }
        return isMeantForOne(text) ? printable(text, limit: 20) : "a text of \(text.unicodeScalars.count) characters"
    }

    private static let words: Set<String> = [
        "ns", "us", "µs", "μs", "ms", "s", "sec", "secs", "second", "seconds", "m", "min", "mins", "minute", "minutes",
        "h", "hr", "hrs",
        "hour", "hours", "d", "day",
        "days", "w", "week", "weeks", "mo", "month", "months", "y", "yr", "year", "years", "never", "none", "unlimited",
        "infinite",
        "forever", "default", "off",
    ]

    /// Numbers and the words that people measure time with.
    static func isMeantForOne(_ text: String) -> Bool {
        guard text.unicodeScalars.count <= 24, text.count(where: PlainWord.isDigit) <= 19 else { return false }
        let words = text.split { PlainWord.isDigit($0) || " +-.".contains($0) }
        return words.count <= 4 && words.allSatisfy { Self.words.contains($0.lowercased()) }
    }
}
