/// Makes kubesphere.yaml documents of all shapes that people write: block and flow, quotes, blocks, anchors, merge
/// keys, comments, line ends.
struct DocumentShape {
    private var random: SeededGenerator

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    private mutating func pick<T>(_ choices: [T]) -> T { choices[Int(random.next() % UInt64(choices.count))] }

    private mutating func chance(_ percent: UInt64) -> Bool { random.next() % 100 < percent }

    mutating func secret() -> String {
        let letters: [Character] = [
            "a", "Z", "0", " ", "'", "\"", "\\", "#", ":", "{", "é", "集", "\n", "\t", "\u{A0}", "\u{2028}", "%", "&",
            "*", "\u{7F}", "😀",
            ",",
        ]
        return String((0..<(1 + random.next() % 12)).map { _ in pick(letters) })
    }

    mutating func document() -> String {
        let isFour = chance(50)
        let body = chance(20) ? flow(isFour) : block(isFour)
        let head = pick(["", "", "", "---\n", "\u{FEFF}", "#c0\n", "%YAML 1.1\n---\n"])
        let tail = pick(["", "", "", "---\n", "...\n", "---\nkeep: {broken\n", "#c9"])
        let text = head + body + tail
        return chance(25) ? text.replacing("\n", with: "\r\n") : text
    }

    private mutating func block(_ isFour: Bool) -> String {
        let step = String(repeating: " ", count: pick([1, 2, 2, 2, 4]))
        let parent = isFour ? "issuer" : "oauthOptions"
        let secret = entry("jwtSecret", secretValue(), indent: isFour ? step + step : step)
        let age =
            chance(85)
            ? entry(
                pick(["accessTokenMaxAge", "accessTokenMaxAge", "accesstokenmaxage"]), ageValue(), indent: step + step)
            : ""
        let merge = chance(15) ? "\(step)\(step)<<: *anchor\(comment())\n" : ""
        let others = "\(step)\(step)keep2: [a, b]\(comment())\n"
        let inner = pick([merge + age + others, age + others + merge, others + merge + age])
        let defaults =
            merge.isEmpty ? "" : pick(["keep0: &anchor {accessTokenMaxAge: 2h}\n", "keep0: &anchor\n  keep9: 1\n"])
        let own = "\(step)\(parent):\(comment())\n" + (isFour ? pick([secret + inner, inner + secret]) : inner)
        let authentication = "authentication:\(comment())\n" + (isFour ? own : pick([secret + own, own + secret]))
        return defaults + "keep1: \(pick(["1", "'x'", "|\n  keep3\n  text"]))\n" + authentication
            + pick(["", "keep4: 1\n", "\n\nkeep5:\n- 1\n- {a: b}\n"])
    }

    private mutating func flow(_ isFour: Bool) -> String {
        let quote = pick(["", "\""])
        let age = "\(quote)accessTokenMaxAge\(quote): \(pick(["\"2h\"", "0", "2h"]))"
        let secret = "\(quote)jwtSecret\(quote): \(pick(["\"a\\\"b\"", "\"abc\"", "12"]))"
        let line = pick(["", "\n  ", "\n\t"])
        let inner =
            isFour
            ? "\(quote)issuer\(quote): {\(line)\(age),\(line)\(secret)}"
            : "\(secret),\(line) \(quote)oauthOptions\(quote): {\(age)}"
        return "{\(line)\(quote)keep1\(quote): 1, \(quote)authentication\(quote): {\(inner)}\(line)}\n"
    }

    private mutating func entry(_ key: String, _ value: String, indent: String) -> String {
        let quoted = chance(10) ? "\"\(key)\"" : key
        if value.hasPrefix("|") || value.hasPrefix(">") {
            return "\(indent)\(quoted): \(value.replacing("\n", with: "\n\(indent)  "))\n"
        }
        return "\(indent)\(quoted):\(pick([" ", "  ", "\t"]))\(value)\(comment())\n"
    }

    private mutating func comment() -> String { pick(["", "", "", " #c1", "\t#c2 : x", "   #c3 'y"]) }

    private mutating func secretValue() -> String {
        pick([
            "abc", "\"abc\"", "'it''s'", "\"a\\nb # \\\"c\"", "0012345", "yes", "2026-11-30", "|\nabc", "|-\nabc\ndef",
            ">\nabc",
            "&anchor1 abc", "!!str 12", "&anchor2 !!str 12",
            "\"two\n          lines\"", "plain words", "a,b", "a#b", "~", "''", "[abc]", "abc:def", "! x",
        ])
    }

    private mutating func ageValue() -> String {
        pick([
            "2h", "0", "0s", "'0'", "\"2h\"", "7d", "off", "~", "''", "[0]", "{a: 1}", "1e3", "&anchor3 2h", "|-\n2h",
            "!!int 5", "-1",
            "{}", "1h30m",
        ])
    }

    /// One small harm to a text.
    static func mutate(_ text: inout [Unicode.Scalar], _ random: inout SeededGenerator) {
        guard !text.isEmpty else { return }
        let place = Int(random.next() % UInt64(text.count))
        let odd: [Unicode.Scalar] = [
            "\t", "\n", "\r", "\u{0}", "\u{FEFF}", "\u{85}", ":", "&", "*", "!", "|", ">", "{", "[", "]", "}", "'",
            "\"", "\\", "#", "-",
            " ", "<", "0", "%",
        ]
        switch random.next() % 4 {
        case 0: text.remove(at: place)
        case 1: text[place] = odd[Int(random.next() % UInt64(odd.count))]
        case 2: text.insert(odd[Int(random.next() % UInt64(odd.count))], at: place)
        default: text.insert(contentsOf: text[place..<min(text.count, place + 40)], at: place)
        }
    }
}
