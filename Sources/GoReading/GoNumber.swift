import FoundationEssentials

/// Go's `strconv`, as far as YAML scalars and mapstructure use it.
package enum GoNumber {
    /// `ParseInt(text, 0, 64)`, and where that fails `ParseUint(text, 0, 64)`: signs, and the prefixes `0x`, `0o`, `0b`
    /// and `0`.
    package static func integer(_ text: some StringProtocol) -> GoValue? {
        let (isNegative, hasSign, digits) = sign(Array(text.utf8))
        let (base, rest) = radix(digits)
        guard let magnitude = magnitude(rest, base) else { return nil }
        return value(magnitude, isNegative: isNegative, hasSign: hasSign)
    }

    /// `ParseInt(text, base, 64)`, and where that fails `ParseUint`.
    package static func integer(_ text: some StringProtocol, base: UInt64) -> GoValue? {
        let (isNegative, hasSign, digits) = sign(Array(text.utf8))
        guard let magnitude = magnitude(digits, base) else { return nil }
        return value(magnitude, isNegative: isNegative, hasSign: hasSign)
    }

    /// Go's literals may have one between two digits, and behind a prefix.
    package static func withoutUnderscores(_ text: String) -> String {
        let isLiteral = !text.hasPrefix("_") && !text.hasSuffix("_") && !text.contains("__")
        return isLiteral ? text.replacing("_", with: "") : text
    }

    private static func value(_ magnitude: UInt64, isNegative: Bool, hasSign: Bool) -> GoValue? {
        if isNegative { return magnitude <= 1 << 63 ? .int(magnitude == 1 << 63 ? .min : -Int64(magnitude)) : nil }
        if let whole = Int64(exactly: magnitude) { return .int(whole) }
        // ParseUint takes no sign.
        return hasSign ? nil : .uint(magnitude)
    }

    private static func sign(_ text: [UInt8]) -> (isNegative: Bool, hasSign: Bool, digits: ArraySlice<UInt8>) {
        guard let first = text.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") else {
            return (false, false, text[...])
        }
        return (first == UInt8(ascii: "-"), true, text.dropFirst())
    }

    private static func radix(_ digits: ArraySlice<UInt8>) -> (UInt64, ArraySlice<UInt8>) {
        guard digits.count > 1, digits.first == UInt8(ascii: "0") else { return (10, digits) }
        switch digits.dropFirst().first {
        case UInt8(ascii: "x"), UInt8(ascii: "X"): return (16, digits.dropFirst(2))
        case UInt8(ascii: "o"), UInt8(ascii: "O"): return (8, digits.dropFirst(2))
        case UInt8(ascii: "b"), UInt8(ascii: "B"): return (2, digits.dropFirst(2))
        default: return (8, digits.dropFirst())
        }
    }

    private static func magnitude(_ digits: ArraySlice<UInt8>, _ base: UInt64) -> UInt64? {
        guard !digits.isEmpty else { return nil }
        var total: UInt64 = 0
        for byte in digits {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue.map(UInt64.init), digit < base else {
                return nil
            }
            let (product, tooLarge) = total.multipliedReportingOverflow(by: base)
            let (sum, larger) = product.addingReportingOverflow(digit)
            if tooLarge || larger { return nil }
            total = sum
        }
        return total
    }

    /// `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?` (yaml's `resolve.go`) through `ParseFloat`; nil for what
    /// is none, and for what is too large.
    package static func float(_ text: String) -> Double? {
        var rest = Substring(text)
        let sign = rest.first == "-" ? "-" : ""
        if rest.first == "-" || rest.first == "+" { rest.removeFirst() }
        let whole = takeDigits(&rest)
        var fraction = Substring()
        if rest.first == "." {
            rest.removeFirst()
            fraction = takeDigits(&rest)
            if whole.isEmpty && fraction.isEmpty { return nil }
        } else if whole.isEmpty {
            return nil
        }
        guard let exponent = exponent(rest) else { return nil }
        guard let number = Double("\(sign)0\(whole).\(fraction)0e\(exponent)") else { return nil }
        return number.isFinite ? number : nil
    }

    private static func takeDigits(_ rest: inout Substring) -> Substring {
        let digits = rest.prefix { ("0"..."9").contains($0) }
        rest.removeFirst(digits.count)
        return digits
    }

    /// Empty reads as 0. What would not fit beside the digits of a document has decided already.
    private static func exponent(_ text: Substring) -> Int? {
        if text.isEmpty { return 0 }
        guard text.first == "e" || text.first == "E" else { return nil }
        var rest = text.dropFirst()
        let isNegative = rest.first == "-"
        if rest.first == "-" || rest.first == "+" { rest.removeFirst() }
        guard !rest.isEmpty, rest.allSatisfy({ ("0"..."9").contains($0) }) else { return nil }
        let size = min(Int(rest) ?? 1_000_000, 1_000_000)
        return isNegative ? -size : size
    }

    /// `FormatFloat(number, 'f', -1, 64)`: the fewest digits that read back as the same number, without an exponent.
    package static func text(_ number: Double) -> String {
        if number.isNaN { return "NaN" }
        if number.isInfinite { return number < 0 ? "-Inf" : "+Inf" }
        let parts = abs(number).description.split(separator: "e")
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let fraction = mantissa.count > 1 && mantissa[1] != "0" ? mantissa[1] : ""
        let point = mantissa[0].count + (parts.count > 1 ? Int(parts[1]) ?? 0 : 0)
        return (number.sign == .minus ? "-" : "") + placed(String(mantissa[0] + fraction), point: point)
    }

    /// `digits` with the decimal point after `point` of them.
    private static func placed(_ digits: String, point: Int) -> String {
        if point <= 0 { return trimmed("0." + String(repeating: "0", count: -point) + digits) }
        if point >= digits.count {
            return withoutLeadingZeros(digits + String(repeating: "0", count: point - digits.count))
        }
        return withoutLeadingZeros(String(digits.prefix(point))) + "." + digits.dropFirst(point)
    }

    private static func trimmed(_ text: String) -> String { text.allSatisfy { $0 == "0" || $0 == "." } ? "0" : text }

    private static func withoutLeadingZeros(_ digits: String) -> String {
        let rest = digits.drop { $0 == "0" }
        return rest.isEmpty ? "0" : String(rest)
    }
}
