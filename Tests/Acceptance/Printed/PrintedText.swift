import Foundation

/// Finds the commands that a text shows.
///
/// Where one begins, it goes on to the end of its line, of its table cell, or of the code that it stands in: words
/// behind it would be pasted with it.
enum PrintedText {
    /// What a program writes for people: `$ agentctl …`, `next: agentctl …`, or a command behind words.
    static func lines(_ text: String, place: String) -> [PrintedCommand] {
        joined(text).enumerated().flatMap { number, line in
            line.split(separator: /\t|<CRLF>| {2,}/).compactMap { cell in
                command(in: cell).map { PrintedCommand(line: String($0), place: "\(place):\(number + 1)") }
            }
        }
    }

    /// Every text of a JSON document.
    static func json(_ text: String, place: String) throws -> [PrintedCommand] {
        try strings(in: JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)).flatMap {
            lines($0, place: place)
        }
    }

    private static func strings(in value: Any) -> [String] {
        switch value {
        case let text as String: [text]
        case let list as [Any]: list.flatMap(strings)
        case let object as [String: Any]: object.values.flatMap(strings)
        default: []
        }
    }

    /// Each element by itself: what is code is not glued to what is not.
    static func html(_ text: String, place: String) -> [PrintedCommand] {
        let body = text.replacing(/(?s)<style>.*?<\/style>/, with: "")
        return body.split(separator: /<[^>]*>/).flatMap { lines(unescaped(String($0)), place: place) }
    }

    private static func unescaped(_ text: String) -> String {
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&#x27;", "'"), ("&amp;", "&")].reduce(text) {
            $0.replacing($1.0, with: $1.1)
        }
    }

    /// Code spans and code blocks by themselves, and the words between them: Markdown, and what Slack takes.
    static func markdown(_ text: String, place: String) -> [PrintedCommand] {
        joined(text).enumerated().flatMap { number, line in
            line.split(separator: "`").flatMap { lines(String($0), place: "\(place):\(number + 1)") }
        }
    }

    /// The code blocks of a page: `$ agentctl …`, or the command alone, with what it prints below it. Prose of a page
    /// names commands without showing them to be run.
    static func page(_ text: String, place: String) -> [PrintedCommand] {
        var isFenced = false
        return joined(text).enumerated().flatMap { number, line -> [PrintedCommand] in
            guard !line.hasPrefix("```") else {
                isFenced.toggle()
                return []
            }
            guard isFenced || line.hasPrefix("    ") else { return [] }
            // systemd puts a template unit's instance in its place.
            return line.replacing(#/ +# .*$/#, with: "").replacing("%i", with: "daily").split(separator: "`").flatMap {
                lines(String($0), place: "\(place):\(number + 1)")
            }
        }
    }

    /// The examples of a help text stand indented, each with a word about it behind two blanks.
    static func help(_ text: String, place: String) -> [PrintedCommand] {
        joined(text).filter { $0.hasPrefix("  ") && $0.contains(#/^ +(agentctl|ksfleet|kubectl|sudo) /#) }.flatMap {
            lines(String($0), place: place)
        }
    }

    private static func command(in cell: Substring) -> Substring? {
        if let own = cell.firstMatch(
            of: /(?:^|[^\w'.-])((?:sudo [^|;]*)?(?:KUBECONFIG=\S+ )?(?:agentctl|kubectl) [a-z-].*)$/)
        {
            return own.output.1
        }
        // A user, a group and a product are called ksfleet as well: it begins a command only where nothing but a label
        // stands before it.
        return cell.firstMatch(
            of:
                #/
                ^\ *(?:[$]\ |next:\ |then:\ |hint:\ )?
                (ksfleet\ (?:-|status|remediate|report|incidents|doctor|agent|policy|help).*)$
                /#
        )?.output.1
    }

    /// A line that ends in a backslash goes on.
    private static func joined(_ text: String) -> [Substring] {
        text.replacing(/\\\n\s*/, with: "").split(separator: "\n", omittingEmptySubsequences: false)
    }
}
