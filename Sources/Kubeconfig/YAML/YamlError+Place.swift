package import Yams

extension YamlError {
    /// Where the error is, from 1, if the parser says.
    package var place: (line: Int, column: Int)? {
        switch self {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _):
            (mark.line, mark.column)
        case .reader(_, .some(let offset), _, let yaml): Self.place(offset, yaml)
        default: nil
        }
    }

    private static func place(_ offset: Int, _ yaml: String) -> (line: Int, column: Int) {
        let before = yaml.prefix(offset)
        let line = before.lastIndex(where: \.isNewline).map { before[before.index(after: $0)...] } ?? before
        return (before.count(where: \.isNewline) + 1, line.unicodeScalars.count + 1)
    }

    /// What the error is, without the text around it, which may hold a secret.
    package var problem: String {
        switch self {
        case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _): problem
        case .reader(let problem, _, let value, _): problem + (value >= 0 ? " (character \(value))" : "")
        default: "it cannot be parsed"
        }
    }
}
