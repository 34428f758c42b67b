/// What viper, mapstructure and Go's YAML readers say of a kubesphere.yaml that they do not take. They quote the
/// document: their own words are kept, types of Go, and keys that are made of known words, and no value.
package enum DocumentComplaint {
    package static let hidden = "…"
    /// A person corrects a few in one go.
    private static let most = 4
    private static let mostLines = 40
    private static let longestLine = 600

    /// - Parameter lines: what stands behind `Failed to load configuration from disk`, and the lines after it.
    package static func words(_ lines: [Substring]) -> [String] {
        var found: [String] = []
        for (index, line) in lines.prefix(mostLines).enumerated() {
            if index > 0, !goesOn(line) { break }
            if let text = shown(line.prefix(longestLine)), !found.contains(text) { found.append(text) }
        }
        return found.count > most ? found.prefix(most) + ["and \(found.count - most) more"] : found
    }

    /// mapstructure 1.x lists with asterisks, 2.x without, yaml by lines.
    private static func goesOn(_ line: Substring) -> Bool {
        let text = line.drop { $0 == " " }
        return text.isEmpty || ["*", "'", "line ", "error decoding", "cannot parse"].contains(where: text.hasPrefix)
    }

    private static func shown(_ line: Substring) -> String? {
        let text = line.drop { ": *".contains($0) }
        // `1 error(s) decoding:`, `decoding failed due to the following error(s):`: the list tells them.
        if text.contains("error(s)") { return nil }
        let own = text.firstRange(of: ", value: ").map { text[..<$0.lowerBound] } ?? text
        var words = ComplaintWords(own)
        return words.shown()
    }
}

/// The words of one complaint, one after the other: what may be shown of each is told by what it is and by the word
/// before it.
private struct ComplaintWords {
    private var rest: Substring
    private var before = ""
    private var text = ""
    private var known = 0

    init(_ text: Substring) { rest = text }

    /// nil where nothing is known of it.
    mutating func shown() -> String? {
        while let first = rest.first {
            if first == " " {
                rest.removeFirst()
            } else if "'\"`".contains(first) {
                quoted(first)
            } else {
                word()
            }
        }
        return known > 1 ? text : nil
    }

    private mutating func quoted(_ mark: Character) {
        let inside = rest.dropFirst().prefix { $0 != mark }
        rest = rest[inside.endIndex...].dropFirst()
        let mayBeShown =
            switch mark {
            case "'":
                before == "type" || before == "got"
                    ? Self.types.contains(String(inside)) : isFirstOfItsKind && Self.isPath(inside)
            case "\"": before == "key" && Self.isPath(inside)
            default: false
            }
        add(mayBeShown ? "\(mark)\(inside)\(mark)" : DocumentComplaint.hidden)
        let marks = rest.prefix { ":,".contains($0) }
        text += marks
        rest = rest[marks.endIndex...]
    }

    /// mapstructure names the key before anything else, or after these words.
    private var isFirstOfItsKind: Bool { before.isEmpty || before == "decoding" || before == "parse" }

    private mutating func word() {
        let word = rest.prefix { !" '\"`".contains($0) }
        rest = rest[word.endIndex...]
        let core = String(word.reversed().drop { ":,.;".contains($0) }.reversed())
        let isPlace = (before == "line" || before == "column") && core.count < 7 && core.allSatisfy(PlainWord.isDigit)
        let isKnown = isPlace || Self.vocabulary.contains(core)
        if isKnown { known += 1 }
        add(isKnown ? String(word) : DocumentComplaint.hidden)
        before = core
    }

    private mutating func add(_ part: String) {
        if part == DocumentComplaint.hidden, text.hasSuffix(part) { return }
        text += (text.isEmpty ? "" : " ") + part
    }

    /// `authentication.OAuthOptions.IdentityProviders[0]`.
    private static func isPath(_ text: Substring) -> Bool {
        text.utf8.count <= 200
            && text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
                let name = part.prefix { $0 != "[" }
                let index = part.dropFirst(name.count)
                let isIndex =
                    index.isEmpty
                    || (index.last == "]" && index.count < 8
                        && index.dropFirst().dropLast().allSatisfy(PlainWord.isDigit))
                return isIndex && (settings.contains(name.lowercased()) || KeyWords.areKnown(String(name)))
            }
    }

    private static let settings = Set(KnownSettings.keys.map { $0.lowercased() })

    private static let types: Set<String> = [
        "string", "bool", "int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64",
        "float32", "float64",
        "slice", "array",
        "map", "struct", "ptr", "interface", "func", "[]string", "[]interface {}", "map[string]string",
        "map[string]interface {}",
        "map[interface {}]interface {}", "time.Duration", "time.Time", "[]uint8",
    ]

    /// Of mapstructure 1.1.2 to 2.2, strconv, time, viper 1.4 to 1.18, yaml.v2 and yaml.v3 (scannerc.go, parserc.go,
    /// decode.go).
    private static let vocabulary = Set(
        """
        a adds alias allowed already also an anchor and any are array as assign at backslash base64 be been before \
        binary block bool byte bytes cannot
        character characters collection column comma config configuration contains content context control could data \
        decoded decoding defined
        did directive does document duplicate duration empty end error errors escape expected exceeded exceeds failed \
        field fields file find flow for
        float found from got handle has have hex implicit in incompatible incomplete indentation indicator input int \
        integer into invalid
        is it item key keys leading length line major make map mapping maps max maximum merge missing more must name \
        negative nested node not
        number of only or out outside overflows overlong parse parsing possible properties quoted range reader \
        referenced required scalar
        scanning scanner sequence set shorthand simple slice slash slices source spaces squash start stream string \
        struct structs
        successive supported suffix surrogate syntax tab tag tags than that the this time to token tokens too trailing \
        type uint unable unconvertible
        undefined unexpected unicode unit unknown unmarshal unset unsupported URI using UTF-8 valid value values \
        version was While while with without
        yaml yaml.v2 yaml.v3 YAML %YAML %TAG strconv.ParseInt strconv.ParseUint strconv.ParseFloat strconv.ParseBool
        !!str !!seq !!map !!int !!float !!bool !!null !!binary !!timestamp !!merge map[string]interface map[interface \
        map[string]string []interface []string
        {} {}]interface time.Duration time.Time
        """.split(whereSeparator: \.isWhitespace).map(String.init))
}
