/// What a foreign program says of its failure, fit to be kept and shown.
package enum Complaint {
    /// Words after which a value stands that nobody else is to see.
    private static let names = [
        "token", "password", "passwd", "secret", "bearer", "basic", "authorization", "apikey", "api_key", "key",
        "credential",
    ]
    private static let cut = "<cut>"
    /// Shorter values are as likely to be plain words.
    private static let shortestKnown = 6
    private static let shortestOpaque = 20

    /// - Parameters:
    ///   - text: one line.
    ///   - known: values that are secret whatever they look like.
    /// - Returns: the line, with `<cut>` for each known value, each value after a name such as `token=`, and each word
    ///   that looks like a token: twenty characters or more of letters and digits mixed, as JWTs, hexadecimal and
    ///   base64 are. Paths and addresses stay.
    package static func withoutSecrets(_ text: String, known: [String]) -> String {
        var line = text
        for value in known where value.count >= shortestKnown { line = line.replacing(value, with: cut) }
        var result = ""
        var afterName = false
        for word in words(line) {
            guard let first = word.first, !isSeparator(first) else {
                result += word
                continue
            }
            let isName = names.contains(where: word.lowercased().hasSuffix)
            let isBetween = afterName && ["is", "was", "header", "value"].contains(word.lowercased())
            result += !isName && !isBetween && (afterName || looksOpaque(word)) ? cut : word
            afterName = isName || isBetween
        }
        return result
    }

    /// Runs of separators and of what stands between them, in their order.
    private static func words(_ line: String) -> [String] {
        line.reduce(into: [String]()) { words, character in
            if let last = words.last?.last, isSeparator(last) == isSeparator(character) {
                words[words.count - 1].append(character)
            } else {
                words.append(String(character))
            }
        }
    }

    private static func isSeparator(_ character: Character) -> Bool {
        character.isWhitespace || "\"'`=:,;()[]{}<>&?@|".contains(character)
    }

    private static func looksOpaque(_ word: String) -> Bool {
        if word.hasPrefix("eyJ") { return true }
        guard word.count >= shortestOpaque, !word.hasPrefix("/"), !word.hasPrefix("./") else { return false }
        return word.contains(where: \.isNumber) && word.contains(where: \.isLetter)
            && word.allSatisfy { $0.isLetter || $0.isNumber || "+/_-.~".contains($0) }
            && longestRun(word) >= shortestOpaque / 2
    }

    /// Hosts and versions are made of short pieces; tokens are not.
    private static func longestRun(_ word: String) -> Int {
        word.split { "-./_~".contains($0) }.map(\.count).max() ?? 0
    }
}
