/// A line as a shell takes it apart: the simple commands of a pipeline or a list (POSIX, 2.3), quotes taken off.
/// Expansions stay as they are written.
struct ShellLine {
    private(set) var commands: [[String]] = [[]]
    /// Why it is no line that can be run: an open quote, a redirection from what looks like a placeholder.
    private(set) var problem: String?

    private var word: String?
    private var rest: Substring

    init(_ text: String) {
        rest = text[...]
        while problem == nil, let character = rest.popFirst() { take(character) }
        endWord()
        commands.removeAll(where: \.isEmpty)
    }

    private mutating func take(_ character: Character) {
        switch character {
        case " ", "\t": endWord()
        case "'": quoted { $0 == "'" }
        case "\"": doubleQuoted()
        case "\\": word = (word ?? "") + (rest.popFirst().map(String.init) ?? "")
        case "$" where rest.first == "(": substitution()
        case "#" where word == nil: rest = ""
        case "|", "&", ";": endCommand()
        case "(" where word == nil, ")" where word == nil: problem = "an unquoted \(character)"
        case "<", ">": redirection(character)
        default: word = (word ?? "") + String(character)
        }
    }

    private mutating func endWord() {
        guard let ended = word else { return }
        commands[commands.count - 1].append(ended)
        word = nil
    }

    private mutating func endCommand() {
        endWord()
        commands.append([])
    }

    private mutating func quoted(until isEnd: (Character) -> Bool) {
        guard let end = rest.firstIndex(where: isEnd) else {
            problem = "a quote is not closed"
            return
        }
        word = (word ?? "") + rest[..<end]
        rest = rest[rest.index(after: end)...]
    }

    private mutating func doubleQuoted() {
        word = word ?? ""
        while let next = rest.popFirst() {
            if next == "\"" { return }
            word?.append(next == "\\" ? rest.popFirst() ?? "\\" : next)
        }
        problem = "a quote is not closed"
    }

    private mutating func substitution() {
        guard let end = rest.firstIndex(of: ")") else {
            problem = "$( is not closed"
            return
        }
        word = (word ?? "") + "$" + rest[...end]
        rest = rest[rest.index(after: end)...]
    }

    /// Its file is no argument; `<the host's>` is no file.
    private mutating func redirection(_ sign: Character) {
        if let number = word, number.allSatisfy(\.isNumber) { word = nil }
        endWord()
        while let next = rest.first, " <>&-".contains(next) { rest.removeFirst() }
        let file = rest.prefix { !" |;&<>".contains($0) }
        rest = rest.dropFirst(file.count)
        if file.contains(where: { "'\"".contains($0) }) { problem = "a quote in the name of a file" }
        if sign == "<", rest.contains(">") { problem = "a placeholder that a shell takes for a redirection" }
    }
}
