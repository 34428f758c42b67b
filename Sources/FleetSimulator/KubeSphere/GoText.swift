/// Texts as Go's standard library writes and reads them: the servers' messages hold them verbatim.
enum GoText {
    /// `time.Duration.String()` of a number of nanoseconds: `1h0m0.5s`, `250ms`, `0s`.
    static func duration(nanoseconds: Int) -> String {
        if nanoseconds == 0 { return "0s" }
        let magnitude = nanoseconds.magnitude
        let sign = nanoseconds < 0 ? "-" : ""
        if magnitude < 1_000 { return "\(sign)\(magnitude)ns" }
        if magnitude < 1_000_000 { return sign + decimal(magnitude, unit: 1_000) + "µs" }
        if magnitude < 1_000_000_000 { return sign + decimal(magnitude, unit: 1_000_000) + "ms" }
        let minutes = magnitude / 60_000_000_000
        let seconds = decimal(magnitude % 60_000_000_000, unit: 1_000_000_000) + "s"
        if minutes == 0 { return sign + seconds }
        if minutes < 60 { return "\(sign)\(minutes)m\(seconds)" }
        return "\(sign)\(minutes / 60)h\(minutes % 60)m\(seconds)"
    }

    private static func decimal(_ value: UInt, unit: UInt) -> String {
        let fraction = value % unit
        guard fraction > 0 else { return String(value / unit) }
        var digits = padded(Int(fraction), String(unit).count - 1)
        while digits.hasSuffix("0") { digits.removeLast() }
        return "\(value / unit).\(digits)"
    }

    /// `time.ParseDuration`: nanoseconds, or the text of Go's error.
    static func parseDuration(_ text: String) -> Result<Int, GoError> {
        let units = ["ns": 1.0, "us": 1e3, "µs": 1e3, "ms": 1e6, "s": 1e9, "m": 60e9, "h": 3_600e9]
        var rest = Substring(text)
        let negative = rest.first == "-"
        if rest.first == "-" || rest.first == "+" { rest.removeFirst() }
        if rest == "0" { return .success(0) }
        guard !rest.isEmpty else { return .failure(GoError("time: invalid duration \"\(text)\"")) }
        var total = 0.0
        while !rest.isEmpty {
            let digits = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            guard let number = Double(digits) else { return .failure(GoError("time: invalid duration \"\(text)\"")) }
            rest = rest.dropFirst(digits.count)
            let name = rest.prefix { !($0.isASCII && ($0.isNumber || $0 == ".")) }
            guard !name.isEmpty else { return .failure(GoError("time: missing unit in duration \"\(text)\"")) }
            guard let unit = units[String(name)] else {
                return .failure(GoError("time: unknown unit \"\(name)\" in duration \"\(text)\""))
            }
            rest = rest.dropFirst(name.count)
            total += number * unit
        }
        return .success(Int(negative ? -total : total))
    }

    /// `time.Time.String()` in UTC: `2026-11-24 01:52:36.5 +0000 UTC`.
    static func time(_ time: Timestamp) -> String {
        let fraction = time.nanoseconds == 0 ? "" : "." + trimmedZeros(padded(time.nanoseconds, 9))
        return "\(time.date) \(time.clock)\(fraction) +0000 UTC"
    }

    static func padded(_ value: Int, _ width: Int) -> String {
        let digits = String(value)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }

    private static func trimmedZeros(_ digits: String) -> String {
        String(digits.reversed().drop { $0 == "0" }.reversed())
    }
}

/// A text that Go would have returned as an error.
struct GoError: Error, Equatable {
    let text: String
    init(_ text: String) { self.text = text }
}
