/// Go's `time.ParseDuration`, which decides what ks-apiserver makes of a duration in its configuration.
///
/// The grammar, from Go's `time/format.go`: `[-+]?([0-9]*(\.[0-9]*)?[a-z]+)+`, with `0` alone allowed.
package enum GoDuration {
    private static let units: [String: Double] = [
        "ns": 1, "us": 1e3, "µs": 1e3, "μs": 1e3, "ms": 1e6, "s": 1e9, "m": 60e9, "h": 3600e9,
    ]

    /// Nanoseconds, or nil where Go refuses the text.
    package static func parse(_ text: String) -> Int64? {
        var rest = Substring(text)
        let negative = rest.first == "-"
        if rest.first == "-" || rest.first == "+" { rest.removeFirst() }
        if rest == "0" { return 0 }
        guard !rest.isEmpty else { return nil }
        var total = 0.0
        while !rest.isEmpty {
            guard let part = takePart(&rest) else { return nil }
            total += part
        }
        guard total < 9.2e18 else { return nil }
        return Int64((negative ? -total : total).rounded())
    }

    private static func takePart(_ rest: inout Substring) -> Double? {
        let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        rest.removeFirst(number.count)
        let unit = rest.prefix { !($0.isNumber || $0 == ".") }
        rest.removeFirst(unit.count)
        guard number.contains(where: \.isNumber), number.count(where: { $0 == "." }) <= 1, let scale = units[String(unit)] else { return nil }
        // Go takes `.5s` and `1.s`; Double wants a digit on both sides.
        guard let value = Double("0" + number + (number.hasSuffix(".") ? "0" : "")) else { return nil }
        return value * scale
    }
}
