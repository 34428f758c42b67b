import Fleet
import FoundationEssentials
package import Reports

/// A template as `kubectl get -o jsonpath=…` takes it: text, and paths in braces. What is not there is empty, as there.
package struct JSONPath {
    indirect enum Part {
        case text(String)
        case value([Step])
        case range([Step], [Part])
    }

    enum Step {
        case field(String)
        case everything
        /// What follows is looked for at any depth.
        case anywhere
        case elements([Int])
        case slice(from: Int?, to: Int?, by: Int)
        case filter(Filter)
    }

    struct Filter {
        let path: [Step]
        /// nil asks only whether it is there.
        let comparison: Comparison?
    }

    struct Comparison {
        let sign: String
        let value: JSONValue
    }

    private let parts: [Part]

    /// - Throws: `JSONPathError`.
    package init(_ template: String) throws(JSONPathError) {
        guard template.contains("{") else {
            throw JSONPathError(reason: "a path stands in braces, such as '{.items[*].cluster}'")
        }
        var reader = JSONPathReader(template)
        parts = try reader.parts(isInRange: false)
    }

    /// What it makes of a document. No line ends behind it unless the template has one: `{"\n"}`.
    package func text<Item>(of document: JSONDocument<Item>) throws -> String {
        let data = Data(try document.text().utf8)
        return try Self.text(parts, of: JSONDecoder().decode(JSONValue.self, from: data))
    }

    private static func text(_ parts: [Part], of value: JSONValue) throws -> String {
        try parts.map { part in
            switch part {
            case .text(let text): text
            case .value(let steps): try found(steps, in: value).map(text).joined(separator: " ")
            case .range(let steps, let inner): try found(steps, in: value).map { try text(inner, of: $0) }.joined()
            }
        }.joined()
    }

    /// Strings stand alone, as a shell wants them.
    private static func text(_ value: JSONValue) throws -> String {
        switch value {
        case .null: ""
        case .string(let text): printable(text, limit: .max)
        default: try jsonText(value)
        }
    }

    private static func found(_ steps: [Step], in value: JSONValue) -> [JSONValue] {
        steps.reduce([value]) { values, step in values.flatMap { next(step, $0) } }
    }

    private static func next(_ step: Step, _ value: JSONValue) -> [JSONValue] {
        switch (step, value) {
        case (.everything, _): value.children
        case (.anywhere, _): value.all
        case (.field(let name), .object(let fields)): fields[name].map { [$0] } ?? []
        case (.elements(let places), .array(let values)):
            places.map { $0 < 0 ? $0 + values.count : $0 }.filter(values.indices.contains).map { values[$0] }
        case (.slice(let from, let to, let by), .array(let values)): sliced(values, from, to, by)
        case (.filter(let filter), .array(let values)): values.filter(filter.takes)
        default: []
        }
    }

    private static func sliced(_ values: [JSONValue], _ from: Int?, _ to: Int?, _ by: Int) -> [JSONValue] {
        func place(_ index: Int) -> Int { min(max(index < 0 ? index + values.count : index, 0), values.count) }
        return stride(from: place(from ?? 0), to: place(to ?? values.count), by: by).map { values[$0] }
    }
}

extension JSONPath.Filter {
    func takes(_ value: JSONValue) -> Bool {
        let found = JSONPath.values(path, in: value)
        guard let comparison else { return !found.isEmpty }
        return found.contains(where: comparison.holds)
    }
}

extension JSONPath.Comparison {
    func holds(_ other: JSONValue) -> Bool {
        if let one = other.number, let two = value.number { return Self.compare(one, sign, two) }
        if case .string(let one) = other, case .string(let two) = value { return Self.compare(one, sign, two) }
        return sign == "==" ? other == value : sign == "!=" && other != value
    }

    private static func compare<Value: Comparable>(_ one: Value, _ sign: String, _ two: Value) -> Bool {
        switch sign {
        case "==": one == two
        case "!=": one != two
        case "<": one < two
        case "<=": one <= two
        case ">": one > two
        default: one >= two
        }
    }
}

extension JSONPath {
    fileprivate static func values(_ steps: [Step], in value: JSONValue) -> [JSONValue] { found(steps, in: value) }
}

/// Why a template is none.
package struct JSONPathError: Error {
    package let reason: String
}
