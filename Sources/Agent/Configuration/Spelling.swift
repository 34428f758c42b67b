import KubeSphere

/// Small readings of what a person typed into a configuration file.
package enum Spelling {
    /// The word that differs from `word` by the fewest typed letters, if it differs by no more than a third of them.
    package static func nearest(to word: String, among words: [String]) -> String? {
        let ranked = words.map { ($0, distance(Array(word.lowercased()), Array($0.lowercased()))) }
        guard let best = ranked.min(by: { $0.1 < $1.1 }), best.1 <= max(1, best.0.count / 3) else { return nil }
        return best.0
    }

    /// Seconds, in Go's notation: operators of Kubernetes know it.
    static func duration(_ text: String) -> Double? {
        GoDuration.parse(text).map { Double($0) / 1e9 }
    }

    /// Bytes, with a suffix of powers of 1024 or without one.
    static func bytes(_ text: String) -> Int64? {
        let scale = ["KiB": 10, "MiB": 20, "GiB": 30, "TiB": 40].first { text.hasSuffix($0.key) }
        let digits = text.dropLast(scale?.key.count ?? 0)
        guard let number = Int64(digits), number >= 0 else { return nil }
        let (value, overflow) = number.multipliedReportingOverflow(by: 1 << Int64(scale?.value ?? 0))
        return overflow ? nil : value
    }

    /// Levenshtein's distance.
    private static func distance(_ a: [Character], _ b: [Character]) -> Int {
        var row = Array(0...b.count)
        for (i, x) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, y) in b.enumerated() {
                (diagonal, row[j + 1]) = (row[j + 1], min(row[j] + 1, row[j + 1] + 1, diagonal + (x == y ? 0 : 1)))
            }
        }
        return row[b.count]
    }
}
