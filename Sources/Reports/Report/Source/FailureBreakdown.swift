package import Fleet

/// Failed authentications by cause, over time.
package struct FailureBreakdown: Encodable, Sendable {
    package struct Line: Encodable, Sendable {
        package let cause: FailureCause
        /// What it means that a ks-apiserver logs it.
        package let meaning: String
        package let count: Int
        /// In the period before.
        package let before: Int
        /// Clusters in which it was seen.
        package let clusters: Int
        package let pieces: [Int]
    }

    package let total: Int
    package let before: Int
    /// The most frequent first; those of which there were none in the period are left out.
    package let causes: [Line]

    init(_ source: ReportSource) {
        let before = Dictionary(source.failuresBefore.map { ($0.cause, $0.count) }, uniquingKeysWith: +)
        let lines = Dictionary(grouping: source.failures, by: \.cause).map { cause, rows in
            var pieces = Array(repeating: 0, count: source.buckets.count)
            for row in rows where pieces.indices.contains(row.bucket) { pieces[row.bucket] += row.count }
            return Line(
                cause: cause, meaning: cause.meaning.plain, count: rows.reduce(0) { $0 + $1.count },
                before: before[cause] ?? 0,
                clusters: Set(rows.map(\.cluster)).count, pieces: pieces)
        }
        causes = lines.filter { $0.count > 0 }.sorted { ($1.count, $0.cause) < ($0.count, $1.cause) }
        total = lines.reduce(0) { $0 + $1.count }
        self.before = before.values.reduce(0, +)
    }
}
