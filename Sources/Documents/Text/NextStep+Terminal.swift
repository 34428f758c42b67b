package import Fleet

extension NextStep {
    /// In lines, for a terminal or plain text: words broken at blanks, and each command on a line of its own that is
    /// never broken, so that it can be copied as the command it is.
    ///
    /// - Parameters:
    ///   - label: what stands before the first step; `then` stands before the others.
    ///   - width: nil where nothing is broken.
    package func lines(_ label: String = "next", indent: String = "", style: Style = .bare, width: Int?) -> [String] {
        all.enumerated().flatMap { index, step in step.lines(own: index == 0 ? label : "then", indent, style, width) }
    }

    private func lines(own label: String, _ indent: String, _ style: Style, _ width: Int?) -> [String] {
        let mark = "\(indent)\(label): "
        let blank = String(repeating: " ", count: mark.count)
        let painted = indent + style.paint("\(label):", .strong) + " "
        let command = command.map { printable($0, limit: Self.longest) }
        guard !text.isEmpty else { return command.map { [painted + $0] } ?? [] }
        let words = hanging(
            printable(text, limit: Self.longest) + (command == nil ? "" : ":"), after: mark, width: width)
        var lines = words
        lines[0] = painted + String(words[0].dropFirst(mark.count))
        if let command { lines.append(blank + command) }
        return lines
    }

    private static let longest = 1000
}
