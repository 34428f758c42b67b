/// Reads a label selector as k8s.io/apimachinery/pkg/labels does, errors included.
struct LabelSelectorParser {
    private typealias Token = LabelSelectorLexer.Token

    private let tokens: [Token]
    private var position = 0

    init(_ text: String) { tokens = LabelSelectorLexer.tokens(text) }

    private var current: Token { tokens[min(position, tokens.count - 1)] }

    private mutating func take() -> Token {
        let token = current
        position += 1
        return token
    }

    mutating func requirements() throws(SelectorError) -> [Selector.Requirement] {
        var result: [Selector.Requirement] = []
        guard current != .end else { return result }
        while true {
            guard isStart(current) else {
                throw SelectorError("found '\(current.text)', expected: !, identifier, or 'end of string'")
            }
            result.append(try requirement())
            let separator = take()
            if separator == .end { return result }
            guard separator == .sign(",") else {
                throw SelectorError("found '\(separator.text)', expected: ',' or 'end of string'")
            }
            guard isStart(current) else {
                throw SelectorError("found '\(current.text)', expected: identifier after ','")
            }
        }
    }

    private func isStart(_ token: Token) -> Bool {
        if case .word = token { true } else { token == .sign("!") }
    }

    private func failed(_ text: String) -> SelectorError { SelectorError("unable to parse requirement: \(text)") }

    private mutating func requirement() throws(SelectorError) -> Selector.Requirement {
        let isAbsent = current == .sign("!")
        if isAbsent { position += 1 }
        let key = try word("found '%', expected: identifier")
        try check(NameRules.qualifiedName(key), key, "<nil>")
        if current == .end || current == .sign(",") { return isAbsent ? .absent(key) : .present(key) }
        if isAbsent { return .absent(key) }
        let operation = take()
        switch operation.text {
        case "in": return .oneOf(key, try values(key))
        case "notin": return .noneOf(key, try values(key))
        case "=", "==": return .oneOf(key, [try value(key)])
        case "!=": return .noneOf(key, [try value(key)])
        case ">": return .greater(key, try number())
        case "<": return .less(key, try number())
        default: throw failed("found '\(operation.text)', expected: in, notin, =, ==, !=, gt, lt")
        }
    }

    private mutating func word(_ problem: String) throws(SelectorError) -> String {
        let token = take()
        guard case .word(let text) = token else { throw failed(problem.replacing("%", with: token.text)) }
        return text
    }

    private mutating func exact() throws(SelectorError) -> String {
        if current == .end || current == .sign(",") { return "" }
        return try word("found '%', expected: identifier")
    }

    private mutating func value(_ key: String) throws(SelectorError) -> String {
        let text = try exact()
        try check(NameRules.labelValue(text), text, "values[0][\(key)]")
        return text
    }

    private mutating func number() throws(SelectorError) -> Int {
        let text = try exact()
        guard let number = Int(text) else {
            throw failed(
                """
                values[0]: Invalid value: \(GoText.quoted(text)): for 'Gt', 'Lt' operators, the value must be an integer
                """
            )
        }
        return number
    }

    /// `(a, b)`; an empty pair of brackets holds the empty value.
    private mutating func values(_ key: String) throws(SelectorError) -> Set<String> {
        let open = take()
        guard open == .sign("(") else { throw failed("found '\(open.text)' expected: '('") }
        var values: [String] = []
        while true {
            if case .word(let text) = current {
                position += 1
                values.append(text)
            } else if current == .sign(",") || current == .sign(")") {
                values.append("")
            } else {
                throw failed("found '\(current.text)', expected: ',', ')' or identifier")
            }
            let separator = take()
            if separator == .sign(")") { break }
            guard separator == .sign(",") else { throw failed("found '\(separator.text)', expected: ',' or ')'") }
        }
        for (index, text) in values.enumerated() {
            try check(NameRules.labelValue(text), text, "values[\(index)][\(key)]")
        }
        return Set(values)
    }

    private func check(_ problems: [String], _ text: String, _ place: String) throws(SelectorError) {
        guard let problem = problems.first else { return }
        throw failed("\(place): Invalid value: \(GoText.quoted(text)): \(problem)")
    }
}
