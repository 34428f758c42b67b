/// Every mistake of a configuration file, each with its place; never only the first.
package struct ConfigurationError: Error, Equatable, Sendable, CustomStringConvertible {
    package struct Mistake: Equatable, Sendable {
        package let line: Int
        package let column: Int
        package let message: String
    }

    package let file: String
    /// In the order of the file.
    package let mistakes: [Mistake]

    init(file: String, mistakes: [Mistake]) {
        self.file = file
        self.mistakes = mistakes.sorted { ($0.line, $0.column) < ($1.line, $1.column) }
    }

    /// `file:line:column: message`, a line each, as compilers write it.
    package var description: String {
        lines.joined(separator: "\n")
    }

    /// The mistakes one by one; one of the whole file has no place in it.
    package var lines: [String] {
        mistakes.map { $0.line == 0 ? "\(file): \($0.message)" : "\(file):\($0.line):\($0.column): \($0.message)" }
    }
}
