import FoundationEssentials

/// A moment in UTC with the nanoseconds that the servers' logs show.
struct Timestamp: Sendable, Hashable, Comparable {
    let seconds: Int
    let nanoseconds: Int

    static var now: Timestamp {
        let interval = Date().timeIntervalSince1970
        let whole = interval.rounded(.down)
        return Timestamp(seconds: Int(whole), nanoseconds: min(999_999_999, Int((interval - whole) * 1e9)))
    }

    init(seconds: Int, nanoseconds: Int = 0) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    static func < (left: Timestamp, right: Timestamp) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }

    /// The nanoseconds from `other` to this moment.
    func nanoseconds(since other: Timestamp) -> Int {
        (seconds - other.seconds) * 1_000_000_000 + nanoseconds - other.nanoseconds
    }

    func advanced(bySeconds count: Int) -> Timestamp { Timestamp(seconds: seconds + count, nanoseconds: nanoseconds) }

    func advanced(byNanoseconds count: Int) -> Timestamp {
        let total = nanoseconds + count
        let carry = Int((Double(total) / 1e9).rounded(.down))
        return Timestamp(seconds: seconds + carry, nanoseconds: total - carry * 1_000_000_000)
    }

    /// RFC 3339 to the second, as in every `…Timestamp` of the Kubernetes API.
    var rfc3339: String { "\(date)T\(clock)Z" }

    /// RFC 3339 with nine digits, as the container runtime stamps log lines.
    var rfc3339Nano: String { "\(date)T\(clock).\(GoText.padded(nanoseconds, 9))Z" }

    /// `1124 00:52:22.728878`, the beginning of a klog line after its severity.
    var klog: String {
        let (_, month, day) = civil
        return "\(GoText.padded(month, 2))\(GoText.padded(day, 2)) \(clock).\(GoText.padded(nanoseconds / 1_000, 6))"
    }

    var date: String {
        let (year, month, day) = civil
        return "\(GoText.padded(year, 4))-\(GoText.padded(month, 2))-\(GoText.padded(day, 2))"
    }

    var clock: String {
        let second = ((seconds % 86_400) + 86_400) % 86_400
        return
            "\(GoText.padded(second / 3_600, 2)):\(GoText.padded(second / 60 % 60, 2)):\(GoText.padded(second % 60, 2))"
    }

    // Howard Hinnant's civil_from_days, for days since 1970-01-01.
    private var civil: (year: Int, month: Int, day: Int) {
        let days = Int((Double(seconds) / 86_400).rounded(.down)) + 719_468
        let era = days / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    /// Reads RFC 3339; a fraction is dropped, since the API's times have whole seconds.
    init?(rfc3339 text: String) {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: text.contains("."))
        guard let date = try? style.parse(text) else { return nil }
        self.init(seconds: Int(date.timeIntervalSince1970.rounded(.down)))
    }

    /// What `time.Parse` says of a text that is no time; nil if it is one.
    static func problem(rfc3339 text: String) -> String? {
        guard Timestamp(rfc3339: text) == nil else { return nil }
        let quoted = GoText.quoted(text)
        return "parsing time \(quoted) as \"2006-01-02T15:04:05Z07:00\": cannot parse \(quoted) as \"2006\""
    }
}
