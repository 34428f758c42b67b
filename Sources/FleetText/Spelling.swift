/// Small readings of what a person typed.
package enum Spelling {
    /// The word that differs from `word` by the fewest typed letters, if it differs by no more than a third of them.
    package static func nearest(to word: String, among words: [String]) -> String? {
        let ranked = words.map { ($0, distance(Array(word.lowercased()), Array($0.lowercased()))) }
        guard let best = ranked.min(by: { $0.1 < $1.1 }), best.1 <= max(1, best.0.count / 3) else { return nil }
        return best.0
    }

    /// How many letters have to be typed, left out or changed, two that changed places counting once (Damerau and
    /// Levenshtein).
    private static func distance(_ a: [Character], _ b: [Character]) -> Int {
        var older = [Int](repeating: 0, count: b.count + 1)
        var row = Array(0...b.count)
        for i in a.indices {
            var next = [i + 1]
            for j in b.indices {
                var least = min(row[j + 1] + 1, next[j] + 1, row[j] + (a[i] == b[j] ? 0 : 1))
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { least = min(least, older[j - 1] + 1) }
                next.append(least)
            }
            (older, row) = (row, next)
        }
        return row[b.count]
    }
}
