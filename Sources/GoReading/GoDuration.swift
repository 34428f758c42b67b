package import Fleet

/// Go's `time.ParseDuration`, which decides what ks-apiserver makes of a duration in its configuration.
///
/// The grammar, from Go's `time/format.go`: `[-+]?([0-9]*(\.[0-9]*)?[a-z]+)+`, with `0` alone allowed. It counts in
/// whole nanoseconds.
package enum GoDuration {
    private static let units: [String: UInt64] = [
        "ns": 1, "us": 1000, "µs": 1000, "μs": 1000, "ms": 1_000_000, "s": 1_000_000_000, "m": 60_000_000_000,
        "h": 3_600_000_000_000,
    ]
    private static let most: UInt64 = 1 << 63

    /// Nanoseconds, or nil where Go refuses the text.
    package static func parse(_ text: String) -> Int64? { try? nanoseconds(text) }

    /// Why Go refuses a text; nil where it takes it.
    package static func fault(_ text: String) -> DurationFault? {
        do throws(DurationFault) {
            _ = try nanoseconds(text)
            return nil
        } catch {
            return error
        }
    }

    private static func nanoseconds(_ text: String) throws(DurationFault) -> Int64 {
        var rest = text[...].utf8
        let isNegative = rest.first == UInt8(ascii: "-")
        if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest = rest.dropFirst() }
        if rest.elementsEqual([UInt8(ascii: "0")]) { return 0 }
        guard !rest.isEmpty else { throw .malformed }
        var total: UInt64 = 0
        while !rest.isEmpty {
            let (sum, isTooLarge) = total.addingReportingOverflow(try takePart(&rest))
            guard !isTooLarge, sum <= most else { throw .tooLarge }
            total = sum
        }
        if isNegative { return total == most ? .min : -Int64(total) }
        guard let whole = Int64(exactly: total) else { throw .tooLarge }
        return whole
    }

    private static func takePart(_ rest: inout Substring.UTF8View) throws(DurationFault) -> UInt64 {
        let whole = rest.prefix(while: isDigit)
        rest = rest.dropFirst(whole.count)
        var fraction = rest.prefix(0)
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            fraction = rest.prefix(while: isDigit)
            rest = rest.dropFirst(fraction.count)
        }
        guard !whole.isEmpty || !fraction.isEmpty else { throw .malformed }
        let unit = String(Substring(rest.prefix { !isDigit($0) && $0 != UInt8(ascii: ".") }))
        rest = rest.dropFirst(unit.utf8.count)
        guard !unit.isEmpty else { throw .noUnit }
        guard let scale = units[unit] else { throw .unknownUnit }
        return try scaled(whole: String(Substring(whole)), fraction: String(Substring(fraction)), scale)
    }

    private static func scaled(whole: String, fraction: String, _ scale: UInt64) throws(DurationFault) -> UInt64 {
        guard let number = whole.isEmpty ? 0 : UInt64(whole) else { throw .tooLarge }
        let (product, isTooLarge) = number.multipliedReportingOverflow(by: scale)
        guard !isTooLarge, product <= most else { throw .tooLarge }
        let (value, power) = leading(fraction)
        return product + (value == 0 ? 0 : UInt64(Double(value) * (Double(scale) / power)))
    }

    /// As many digits of a fraction as fit (`leadingFraction`).
    private static func leading(_ fraction: String) -> (value: UInt64, power: Double) {
        var (value, power): (UInt64, Double) = (0, 1)
        for byte in fraction.utf8 {
            let (product, isTooLarge) = value.multipliedReportingOverflow(by: 10)
            let (sum, isLarger) = product.addingReportingOverflow(UInt64(byte - UInt8(ascii: "0")))
            guard !isTooLarge, !isLarger, sum <= most else { break }
            (value, power) = (sum, power * 10)
        }
        return (value, power)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
