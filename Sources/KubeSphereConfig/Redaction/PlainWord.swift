/// Words as people choose them for names, and as nobody and no generator chooses a secret.
package enum PlainWord {
    private static let longest = 20
    private static let mostInARow = 5
    private static let versions = ["alpha", "beta", "rc"]
    /// Words with digits that are no name with a number behind it.
    private static let mixed: Set<String> = [
        "s3", "s2i", "k8s", "k3s", "ec2", "oauth2", "oidc2", "x509", "ipv4", "ipv6", "http2", "l4", "l7", "h2c",
        "amd64", "arm64", "web3",
    ]

    /// - Parameter mayEndInDigits: `edge01`: in names of machines and clusters, which often do.
    package static func areWords(_ text: some StringProtocol, separators: String, mayEndInDigits: Bool) -> Bool {
        guard !text.isEmpty, text.utf8.count <= 128 else { return false }
        let words = text.split(omittingEmptySubsequences: false) { separators.contains($0) }
        return words.allSatisfy { isWord($0, mayEndInDigits: mayEndInDigits) }
    }

    package static func isWord(_ word: some StringProtocol, mayEndInDigits: Bool = false) -> Bool {
        if word.isEmpty { return false }
        if word.allSatisfy(isDigit) { return word.count <= 4 }
        if mixed.contains(word.lowercased()) || isVersion(word) { return true }
        let digits = word.reversed().prefix(while: isDigit).count
        guard digits == 0 || (mayEndInDigits && digits <= 3) else { return false }
        return isPronounceable(word.dropLast(digits))
    }

    package static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }

    /// `v1`, `v1alpha2`.
    private static func isVersion(_ word: some StringProtocol) -> Bool {
        var rest = word.lowercased()[...]
        guard rest.first == "v" || rest.first.map(isDigit) == true else { return false }
        rest = rest.drop { $0 == "v" }
        for step in 0..<2 {
            let digits = rest.prefix(while: isDigit).count
            guard digits > 0 || step == 1, digits <= 3 else { return false }
            rest = rest.dropFirst(digits)
            if rest.isEmpty { return true }
            guard step == 0, let stage = versions.first(where: rest.hasPrefix) else { return false }
            rest = rest.dropFirst(stage.count)
        }
        return rest.isEmpty
    }

    /// Letters, in the case of a word or of a name made of words, and not too many consonants in a row.
    private static func isPronounceable(_ word: some StringProtocol) -> Bool {
        guard !word.isEmpty, word.count <= longest, word.allSatisfy({ $0.isASCII && $0.isLetter }) else { return false }
        let capitals = word.count(where: \.isUppercase)
        guard capitals <= 1 + word.count / 4 || (capitals == word.count && word.count <= 5) else { return false }
        var row = 0
        for letter in word.lowercased() {
            row = "aeiouy".contains(letter) ? 0 : row + 1
            if row > mostInARow { return false }
        }
        return true
    }
}
