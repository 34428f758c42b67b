extension PosixZoneRule {
    /// Reads `std offset [dst [offset] , start [/time] , end [/time]]`; the extension of RFC 9636 for times (-167 to
    /// 167 hours) included.
    init(_ text: String) throws(MalformedZone) {
        var scanner = RuleScanner(text)
        do {
            try scanner.name()
            let standard = -(try scanner.time())
            guard !scanner.isAtEnd else {
                self.init(standard: standard)
                return
            }
            try scanner.name()
            let offset = scanner.next == UInt8(ascii: ",") ? standard + 3600 : -(try scanner.time())
            let begins = try scanner.change()
            let ends = try scanner.change()
            guard scanner.isAtEnd else { throw MalformedZone(message: "") }
            self.init(standard: standard, daylight: Daylight(offset: offset, begins: begins, ends: ends))
        } catch {
            throw MalformedZone(message: "its footer is no rule of POSIX's TZ: \(text.prefix(60))")
        }
    }
}

private struct RuleScanner {
    private var rest: ArraySlice<UInt8>

    init(_ text: String) { rest = Array(text.utf8)[...] }

    var next: UInt8? { rest.first }
    var isAtEnd: Bool { rest.isEmpty }

    private func malformed() -> MalformedZone { MalformedZone(message: "") }

    private mutating func take(_ byte: Character) -> Bool {
        guard let value = byte.asciiValue, rest.first == value else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func expect(_ byte: Character) throws(MalformedZone) {
        guard take(byte) else { throw malformed() }
    }

    /// Three letters or more, or anything between angle brackets. It is not used.
    mutating func name() throws(MalformedZone) {
        if take("<") {
            guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { throw malformed() }
            rest = rest[(end + 1)...]
            return
        }
        let letters = rest.prefix { (65...90).contains($0 & 0xDF) }
        guard letters.count >= 3 else { throw malformed() }
        rest = rest.dropFirst(letters.count)
    }

    private mutating func number(_ range: ClosedRange<Int>) throws(MalformedZone) -> Int {
        let digits = rest.prefix { (48...57).contains($0) }
        guard (1...3).contains(digits.count), let value = Int(String(decoding: digits, as: UTF8.self)),
            range.contains(value)
        else { throw malformed() }
        rest = rest.dropFirst(digits.count)
        return value
    }

    /// `[+-]hh[:mm[:ss]]` in seconds, as written.
    mutating func time() throws(MalformedZone) -> Int {
        let sign = take("-") ? -1 : 1
        if sign == 1 { _ = take("+") }
        var seconds = try number(0...167) * 3600
        if take(":") {
            seconds += try number(0...59) * 60
            if take(":") { seconds += try number(0...59) }
        }
        return sign * seconds
    }

    mutating func change() throws(MalformedZone) -> PosixZoneRule.Change {
        try expect(",")
        let day: PosixZoneRule.Change.Day
        if take("M") {
            let month = try number(1...12)
            try expect(".")
            let week = try number(1...5)
            try expect(".")
            day = .month(month, week: week, weekday: try number(0...6))
        } else if take("J") {
            day = .julian(try number(1...365))
        } else {
            day = .ordinal(try number(0...365))
        }
        // POSIX: 02:00 where nothing is said.
        return .init(day: day, time: take("/") ? try time() : 7200)
    }
}
