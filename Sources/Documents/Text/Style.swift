package import Fleet

/// What a piece of text is meant to look like; colour only ever repeats what the words say already.
package enum Tone: Hashable, Sendable {
    case plain, good, bad, unsure, quiet, strong, added, removed, place

    /// One of the 8 ANSI colours, or an attribute (ECMA-48, SGR).
    var code: String? {
        switch self {
        case .plain: nil
        case .good, .added: "32"
        case .bad, .removed: "31"
        case .unsure: "33"
        case .quiet: "2"
        case .strong: "1"
        case .place: "36"
        }
    }
}

/// What an output can show: colours or none, Unicode signs or ASCII.
package struct Style: Hashable, Sendable {
    package var colour: Bool
    package var unicode: Bool

    package init(colour: Bool, unicode: Bool = true) {
        self.colour = colour
        self.unicode = unicode
    }

    /// For pipes and files.
    package static let bare = Style(colour: false)

    /// Wraps a text that is already printable in its tone's escape codes.
    package func paint(_ text: String, _ tone: Tone) -> String {
        guard colour, let code = tone.code, !text.isEmpty else { return text }
        return "\u{1B}[\(code)m\(text)\u{1B}[0m"
    }

    /// `● healthy`, `✖ failing`, `? unknown`; in ASCII `+`, `x`, `?`.
    package func mark(_ health: Health) -> String {
        switch health {
        case .healthy: (unicode ? "●" : "+") + " healthy"
        case .failing: (unicode ? "✖" : "x") + " failing"
        case .unknown: "? unknown"
        }
    }

    package var ellipsis: String { unicode ? "…" : ".." }
    package var arrow: String { unicode ? "→" : "->" }
}

extension Style {
    /// What a stream shows, by the rules of no-color.org and bixense.com/clicolors; who decides on the command line has
    /// the last word.
    ///
    /// - Parameters:
    ///   - isWanted: the command line's word; nil where it leaves it to the environment.
    package init(environment: [String: String], isTerminal: Bool, isWanted: Bool? = nil) {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        let isForced = ["CLICOLOR_FORCE", "FORCE_COLOR"].contains { value($0).map { $0 != "0" } ?? false }
        let isRefused = value("NO_COLOR") != nil || value("CLICOLOR") == "0" || value("TERM") == "dumb"
        self.init(colour: isWanted ?? (isForced || (isTerminal && !isRefused)), unicode: Self.showsUnicode(environment))
    }

    /// POSIX: the first of these that is set and not empty names the locale, `LANGUAGE_TERRITORY.CODESET@MODIFIER`.
    private static func showsUnicode(_ environment: [String: String]) -> Bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        let codeset = locale.prefix { $0 != "@" }.uppercased()
        return codeset.hasSuffix("UTF-8") || codeset.hasSuffix("UTF8")
    }
}

extension Health {
    package var tone: Tone {
        switch self {
        case .healthy: .good
        case .failing: .bad
        case .unknown: .unsure
        }
    }
}
