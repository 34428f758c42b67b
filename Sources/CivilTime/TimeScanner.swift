/// Takes numbers, marks and the parts of a date off the front of a text.
package struct TimeScanner {
    private var rest: Substring.UTF8View

    package init(_ text: String) { rest = text[...].utf8 }

    package var isAtEnd: Bool { rest.isEmpty }

    mutating func number(digits count: Int) -> Int? {
        let digits = rest.prefix(count)
        guard digits.count == count, digits.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        rest = rest.dropFirst(count)
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    package mutating func take(_ text: String) -> Bool {
        guard rest.starts(with: text.utf8) else { return false }
        rest = rest.dropFirst(text.utf8.count)
        return true
    }

    /// The index of the word that the text begins with.
    mutating func word(of words: [String]) -> Int? {
        guard let index = words.firstIndex(where: { rest.starts(with: $0.utf8) }) else { return nil }
        rest = rest.dropFirst(words[index].utf8.count)
        return index
    }

    private mutating func number(digits count: Int, in range: Range<Int>) -> Int? {
        number(digits: count).flatMap { range.contains($0) ? $0 : nil }
    }

    /// Zero where there is none; nil where the dot has no digit after it, or more of them than any clock shows.
    private mutating func fraction() -> Double? {
        guard take(".") else { return 0 }
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        guard (1...12).contains(digits.count) else { return nil }
        rest = rest.dropFirst(digits.count)
        return Double("0.\(Substring(digits))")
    }
}

extension TimeScanner {
    /// `2026-10-01`, in seconds since 1970-01-01.
    package mutating func date() -> Double? {
        guard let year = number(digits: 4), take("-"), let month = number(digits: 2), take("-"),
            let day = number(digits: 2)
        else { return nil }
        return Self.seconds(year, month, day)
    }

    /// nil for a day that the calendar has not.
    static func seconds(_ year: Int, _ month: Int, _ day: Int) -> Double? {
        guard (1...12).contains(month), (1...CivilDay.count(inMonth: month, of: year)).contains(day) else { return nil }
        return Double(CivilDay.number(year, month, day) * 86_400)
    }

    /// `14:00`, `14:00:05`, `14:00:05.25`, in seconds.
    ///
    /// RFC 3339 allows second 60, a leap second; it reads as the next minute's first.
    package mutating func timeOfDay(needsSeconds: Bool = false) -> Double? {
        guard let hour = number(digits: 2, in: 0..<24), take(":"), let minute = number(digits: 2, in: 0..<60) else {
            return nil
        }
        let whole = Double(hour * 3600 + minute * 60)
        guard take(":") else { return needsSeconds ? nil : whole }
        guard let second = number(digits: 2, in: 0..<61), let fraction = fraction() else { return nil }
        return whole + Double(second) + fraction
    }

    /// `Z` or `+08:00`, in seconds east of Greenwich.
    package mutating func offset() -> Double? {
        if take("Z") || take("z") { return 0 }
        let isWest = take("-")
        guard isWest || take("+"), let hours = number(digits: 2, in: 0..<24), take(":"),
            let minutes = number(digits: 2, in: 0..<60)
        else { return nil }
        let seconds = Double(hours * 3600 + minutes * 60)
        return isWest ? -seconds : seconds
    }
}
