/// Takes a label selector apart into its words and signs (k8s.io/apimachinery/pkg/labels, `Lexer`).
struct LabelSelectorLexer {
    enum Token: Equatable {
        case sign(String)
        /// `in` and `notin` are words where a value may stand.
        case word(String)
        case end

        var text: String {
            switch self {
            case .sign(let text), .word(let text): text
            case .end: ""
            }
        }
    }

    private static let signs: Set = ["=", "==", "!", "!=", "(", ")", ",", ">", "<"]
    private var rest: Substring

    init(_ text: String) { rest = Substring(text) }

    mutating func next() -> Token {
        rest = rest.drop(while: \.isWhitespace)
        guard let first = rest.first else { return .end }
        guard LabelSelectorLexer.signs.contains(String(first)) else {
            let word = rest.prefix { !$0.isWhitespace && !LabelSelectorLexer.signs.contains(String($0)) }
            rest = rest.dropFirst(word.count)
            return .word(String(word))
        }
        let pair = String(rest.prefix(2))
        let sign = pair.count == 2 && LabelSelectorLexer.signs.contains(pair) ? pair : String(first)
        rest = rest.dropFirst(sign.count)
        return .sign(sign)
    }

    static func tokens(_ text: String) -> [Token] {
        var lexer = LabelSelectorLexer(text)
        var tokens: [Token] = []
        while true {
            let token = lexer.next()
            tokens.append(token)
            if token == .end { return tokens }
        }
    }
}
