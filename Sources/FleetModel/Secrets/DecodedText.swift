/// A text as a reader of one of its encodings would see it, and where each byte of that stands in the text itself.
struct DecodedText {
    private(set) var bytes: [UInt8] = []
    private var starts: [Int] = []
    private var ends: [Int] = []
    /// Escapes within escapes that are taken off: a URL in a page in a JSON string.
    private static let mostLayers = 3
    /// Hexadecimal digits in a row of which something can be told.
    private static let shortestRun = 8

    /// The text without its escapes, layer by layer; each of those without what stands between its characters; and what
    /// the stretches of hexadecimal digits stand for, whichever of them begins. Each is no longer than the text.
    static func readings(of text: [UInt8]) -> [DecodedText] {
        let whole = DecodedText(text)
        var layers: [DecodedText] = []
        while layers.count < mostLayers, let next = (layers.last ?? whole).unescaped() { layers.append(next) }
        let joined = ([whole] + layers).compactMap { $0.withoutGaps() }
        let digits = ([whole] + joined).flatMap { $0.ofHexadecimalDigits() }
        return layers + joined + digits
    }

    /// The stretch of the text that stands for a stretch of what was read.
    func place(of range: Range<Int>) -> Range<Int> { starts[range.lowerBound]..<ends[range.upperBound - 1] }

    private init(_ text: [UInt8]) {
        bytes = text
        starts = Array(text.indices)
        ends = starts.map { $0 + 1 }
    }

    private init() {}

    private mutating func append(_ byte: UInt8, _ place: Range<Int>) {
        bytes.append(byte)
        starts.append(place.lowerBound)
        ends.append(place.upperBound)
    }

    // MARK: Escapes

    /// nil where there is none.
    private func unescaped() -> DecodedText? {
        guard bytes.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "&") || $0 == UInt8(ascii: "\\") })
        else { return nil }
        var result = DecodedText()
        var index = 0
        while index < bytes.count {
            guard let escape = Escape(bytes[index...]) else {
                result.append(bytes[index], place(of: index..<(index + 1)))
                index += 1
                continue
            }
            let place = place(of: index..<(index + escape.width))
            for byte in escape.bytes { result.append(byte, place) }
            index += escape.width
        }
        return result.bytes.count == bytes.count ? nil : result
    }

    // MARK: Gaps

    /// Without blanks, what is not printed and terminals' control sequences, and with the wide letters of Chinese and
    /// Japanese text as those that they stand for; nil where there is none of it.
    private func withoutGaps() -> DecodedText? {
        var result = DecodedText()
        var index = 0
        while index < bytes.count {
            let gap = Gap(bytes[index...])
            let next = index + (gap?.width ?? 1)
            if let byte = gap.map(\.letter) ?? bytes[index] { result.append(byte, place(of: index..<next)) }
            index = next
        }
        return result.bytes.count == bytes.count ? nil : result
    }

    // MARK: Hexadecimal digits

    private func ofHexadecimalDigits() -> [DecodedText] {
        let runs = Self.hexadecimalRuns(bytes)
        return runs.isEmpty ? [] : [0, 1].map { DecodedText(hexadecimal: runs, after: $0, in: self) }
    }

    private static func hexadecimalRuns(_ text: [UInt8]) -> [Range<Int>] {
        var runs: [Range<Int>] = []
        var start = 0
        for index in 0...text.count where index == text.count || Hexadecimal.value(text[index]) == nil {
            if index - start >= shortestRun { runs.append(start..<index) }
            start = index + 1
        }
        return runs
    }

    /// Between two stretches stands a byte that is in no secret.
    private init(hexadecimal runs: [Range<Int>], after offset: Int, in text: DecodedText) {
        for run in runs {
            for index in stride(from: run.lowerBound + offset, to: run.upperBound - 1, by: 2) {
                guard let high = Hexadecimal.value(text.bytes[index]),
                    let low = Hexadecimal.value(text.bytes[index + 1])
                else { continue }
                append(high << 4 | low, text.place(of: index..<(index + 2)))
            }
            let end = text.ends[run.upperBound - 1]
            append(0, end..<end)
        }
    }
}

/// `%41` of a URL, `&#65;`, `&#x41;` and `&amp;` of a page, `\u0041` and `\x41` of a string.
private struct Escape {
    let bytes: [UInt8]
    let width: Int

    init?(_ text: ArraySlice<UInt8>) {
        let found: (value: UInt32, width: Int)? =
            switch text.first {
            case UInt8(ascii: "%"):
                Self.number(text.dropFirst(), digits: 2...2, radix: 16).map { ($0.value, $0.width + 1) }
            case UInt8(ascii: "\\"): Self.ofString(text.dropFirst())
            case UInt8(ascii: "&"): Self.ofPage(text.dropFirst())
            default: nil
            }
        guard let found else { return nil }
        width = found.width
        if text.first == UInt8(ascii: "%"), let byte = UInt8(exactly: found.value) {
            bytes = [byte]
        } else {
            guard let scalar = Unicode.Scalar(found.value) else { return nil }
            bytes = Array(String(scalar).utf8)
        }
    }

    private static func ofString(_ rest: ArraySlice<UInt8>) -> (value: UInt32, width: Int)? {
        if let value = rest.first.flatMap({ letters[$0] }) { return (value, 2) }
        let digits = rest.first == UInt8(ascii: "u") ? 4 : rest.first == UInt8(ascii: "x") ? 2 : 0
        guard digits > 0 else { return nil }
        return number(rest.dropFirst(), digits: digits...digits, radix: 16).map { ($0.value, $0.width + 2) }
    }

    /// `\n` and its like; `\/` stands in the base64 of JSON that some programs write.
    private static let letters: [UInt8: UInt32] = [
        UInt8(ascii: "n"): 10, UInt8(ascii: "r"): 13, UInt8(ascii: "t"): 9, UInt8(ascii: "b"): 8, UInt8(ascii: "f"): 12,
        UInt8(ascii: "v"): 11, UInt8(ascii: "e"): 27, UInt8(ascii: "/"): 47, UInt8(ascii: "\""): 34,
        UInt8(ascii: "\\"): 92,
    ]

    private static let names: [(name: [UInt8], value: UInt32)] = [
        ("amp;", 38), ("lt;", 60), ("gt;", 62), ("quot;", 34), ("apos;", 39),
    ].map {
        (Array($0.0.utf8), $0.1)
    }

    private static func ofPage(_ rest: ArraySlice<UInt8>) -> (value: UInt32, width: Int)? {
        guard rest.first == UInt8(ascii: "#") else {
            return names.first { rest.starts(with: $0.name) }.map { ($0.value, $0.name.count + 1) }
        }
        let digits = rest.dropFirst()
        let isHexadecimal = digits.first.map { $0 | 0x20 } == UInt8(ascii: "x")
        guard
            let found = number(
                isHexadecimal ? digits.dropFirst() : digits, digits: 1...7, radix: isHexadecimal ? 16 : 10)
        else {
            return nil
        }
        let width = 2 + (isHexadecimal ? 1 : 0) + found.width
        let isClosed = rest.dropFirst(width - 1).first == UInt8(ascii: ";")
        return (found.value, width + (isClosed ? 1 : 0))
    }

    private static func number(_ text: ArraySlice<UInt8>, digits: ClosedRange<Int>, radix: UInt32) -> (
        value: UInt32, width: Int
    )? {
        var (value, width): (UInt32, Int) = (0, 0)
        for byte in text.prefix(digits.upperBound) {
            guard let digit = Hexadecimal.value(byte), digit < radix else { break }
            value = value * radix + UInt32(digit)  // fits: seven digits
            width += 1
        }
        return digits.contains(width) ? (value, width) : nil
    }
}
