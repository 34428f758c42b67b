/// Reads kubectl's templates: `{range .items[?(@.health=="failing")]}{.cluster}{"\n"}{end}`.
struct JSONPathReader {
    private var rest: Substring

    init(_ template: String) { rest = template[...] }

    mutating func parts(isInRange: Bool) throws(JSONPathError) -> [JSONPath.Part] {
        var parts: [JSONPath.Part] = []
        while !rest.isEmpty {
            guard take("{") else {
                parts.append(.text(taken { $0 != "{" }))
                continue
            }
            while !takeAfterBlanks("}") {
                if takeWord("end") {
                    guard isInRange else { throw JSONPathError(reason: "{end} without {range}") }
                    try expect("}")
                    return parts
                }
                parts.append(try part())
            }
        }
        if isInRange { throw JSONPathError(reason: "{range} without {end}") }
        return parts
    }

    private mutating func part() throws(JSONPathError) -> JSONPath.Part {
        if let text = try quoted() { return .text(text) }
        guard takeWord("range") else { return .value(try steps()) }
        _ = taken { $0 == " " }
        let path = try steps()
        try expect("}")
        let inner = try parts(isInRange: true)
        // What ended it was the brace behind `end`; the one that this part is in was taken above.
        rest = "}" + rest
        return .range(path, inner)
    }

    private mutating func steps() throws(JSONPathError) -> [JSONPath.Step] {
        let start = rest
        var steps: [JSONPath.Step] = []
        if !take("$") { _ = take("@") }
        while let sign = rest.first, sign == "." || sign == "[" {
            rest.removeFirst()
            if sign == "[" {
                steps.append(try bracket())
                continue
            }
            if take(".") { steps.append(.anywhere) }
            if let step = field() { steps.append(step) }
        }
        guard rest.count < start.count else {
            throw JSONPathError(reason: rest.isEmpty ? "{ without }" : "no path begins with \"\(rest.prefix(20))\"")
        }
        return steps
    }

    /// nil for a dot with nothing behind it: the document itself.
    private mutating func field() -> JSONPath.Step? {
        if take("*") { return .everything }
        let name = taken { !" .[]{}()\"'=<>!,".contains($0) }
        return name.isEmpty ? nil : .field(name)
    }

    private mutating func bracket() throws(JSONPathError) -> JSONPath.Step {
        if take("?(") { return .filter(try filter()) }
        if let name = try quoted() {
            try expect("]")
            return .field(name)
        }
        let inside = taken { $0 != "]" }
        try expect("]")
        if inside == "*" { return .everything }
        let bounds = inside.split(separator: ":", omittingEmptySubsequences: false)
        let places = inside.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        let numbers = places.compactMap(\.self)
        if bounds.count == 1, numbers.count == places.count { return .elements(numbers) }
        guard (2...3).contains(bounds.count), bounds.allSatisfy({ $0.isEmpty || Int($0) != nil }) else {
            throw JSONPathError(reason: "[\(inside)] is not supported")
        }
        let by = bounds.count == 3 ? Int(bounds[2]) ?? 1 : 1
        guard by > 0 else { throw JSONPathError(reason: "[\(inside)] goes no step forward") }
        return .slice(from: Int(bounds[0]), to: Int(bounds[1]), by: by)
    }

    private mutating func filter() throws(JSONPathError) -> JSONPath.Filter {
        _ = taken { $0 == " " }
        let path = try steps()
        _ = taken { $0 == " " }
        guard let sign = ["==", "!=", "<=", ">=", "<", ">"].first(where: { rest.hasPrefix($0) }) else {
            try expect(")]")
            return .init(path: path, comparison: nil)
        }
        rest = rest.dropFirst(sign.count)
        _ = taken { $0 == " " }
        let value = try literal()
        try expect(")]")
        return .init(path: path, comparison: .init(sign: sign, value: value))
    }

    private mutating func literal() throws(JSONPathError) -> JSONValue {
        if let text = try quoted() { return .string(text) }
        let word = taken { !" )".contains($0) }
        if word == "true" || word == "false" { return .bool(word == "true") }
        guard let number = Double(word) else {
            throw JSONPathError(reason: "\"\(word)\" is neither a number nor a string in quotes")
        }
        return .number(number)
    }

    /// nil where no quote stands.
    private mutating func quoted() throws(JSONPathError) -> String? {
        guard let quote = rest.first, quote == "\"" || quote == "'" else { return nil }
        rest.removeFirst()
        var text = ""
        while let next = rest.popFirst() {
            if next == quote { return text }
            guard next == "\\", let escaped = rest.popFirst() else {
                text.append(next)
                continue
            }
            text.append(["n": "\n", "t": "\t", "r": "\r"][escaped] ?? escaped)
        }
        throw JSONPathError(reason: "a quote is not closed")
    }

    private mutating func take(_ text: String) -> Bool {
        guard rest.hasPrefix(text) else { return false }
        rest = rest.dropFirst(text.count)
        return true
    }

    private mutating func takeAfterBlanks(_ text: String) -> Bool {
        _ = taken { $0 == " " }
        return take(text)
    }

    private mutating func takeWord(_ word: String) -> Bool {
        guard rest.hasPrefix(word), rest.dropFirst(word.count).first.map({ " }".contains($0) }) ?? false else {
            return false
        }
        return take(word)
    }

    private mutating func taken(while belongs: (Character) -> Bool) -> String {
        let text = rest.prefix(while: belongs)
        rest = rest[text.endIndex...]
        return String(text)
    }

    private mutating func expect(_ text: String) throws(JSONPathError) {
        guard takeAfterBlanks(text) else {
            throw JSONPathError(reason: "\(text) is missing" + (rest.isEmpty ? "" : " before \"\(rest.prefix(20))\""))
        }
    }
}
