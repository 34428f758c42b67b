/// Where the output goes, and so how it is written: a person's terminal, or a pipe.
package struct Terminal: Equatable, Sendable {
    package var isTerminal: Bool
    /// Columns; only a terminal has a width.
    package var width: Int
    package var color: Bool
    /// False where the locale cannot show more than ASCII.
    package var unicode: Bool
    package var headers: Bool

    package init(isTerminal: Bool, width: Int = 80, color: Bool = false, unicode: Bool = true, headers: Bool = true) {
        self.isTerminal = isTerminal
        self.width = width
        self.color = color
        self.unicode = unicode
        self.headers = headers
    }

    /// Decides from the environment, by the rules of no-color.org and clicolors: a flag beats the environment.
    ///
    /// - Parameter choice: `always`, `never` or `auto`.
    package static func detect(
        isTerminal: Bool, width: Int?, choice: ColorChoice, headers: Bool, environment: [String: String]
    ) -> Terminal {
        let forced = !(environment["CLICOLOR_FORCE"] ?? environment["FORCE_COLOR"] ?? "").isEmpty
        let refused = !(environment["NO_COLOR"] ?? "").isEmpty || environment["TERM"] == "dumb"
        let automatic = forced || (isTerminal && !refused)
        let locale = (environment["LC_ALL"] ?? environment["LC_CTYPE"] ?? environment["LANG"] ?? "").uppercased()
        return Terminal(
            isTerminal: isTerminal, width: width ?? 80, color: choice == .always || (choice == .auto && automatic),
            unicode: !isTerminal || locale.contains("UTF-8") || locale.contains("UTF8"), headers: headers)
    }
}

package enum ColorChoice: String, CaseIterable, Sendable { case auto, always, never }

/// One of the eight ANSI colours, never the only bearer of a meaning.
package enum Tint: Int, Sendable {
    case red = 31, green = 32, yellow = 33, dim = 2

    package func applied(to text: String, on terminal: Terminal) -> String {
        terminal.color && !text.isEmpty ? "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" : text
    }
}
