package import Fleet
package import FoundationEssentials
import GRDB

/// Which part of the history to read. nil stands for "any"; an empty set for nothing.
package struct HistoryFilter: Hashable, Sendable {
    package var clusters: Set<ClusterID>?
    /// Codes of `Cause` or `FailureCause`, whichever the rows carry. Rows that carry no cause ignore it.
    package var causes: Set<String>?
    /// The first moment wanted.
    package var since: Date?
    /// The first moment not wanted any more.
    package var until: Date?
    /// The most rows to return, the newest.
    package var limit: Int?

    package init(
        clusters: Set<ClusterID>? = nil, causes: Set<String>? = nil, since: Date? = nil, until: Date? = nil,
        limit: Int? = nil
    ) {
        self.clusters = clusters
        self.causes = causes
        self.since = since
        self.until = until
        self.limit = limit
    }
}

extension HistoryFilter {
    func admits(_ cluster: ClusterID) -> Bool { clusters?.contains(cluster) ?? true }

    /// The values that the statements of `Reading/` name `:clusters`, `:causes` (JSON arrays or NULL), `:since`,
    /// `:until`, `:limit`.
    private func arguments(since: Int64?, until: Int64?) throws -> StatementArguments {
        // SQLite: a negative LIMIT is no limit.
        [
            "clusters": try json(clusters?.map(\.rawValue)), "since": since ?? Int64.min, "until": until ?? Int64.max,
            "limit": limit ?? -1,
        ]
    }

    func millisecondArguments() throws -> StatementArguments {
        try arguments(since: since?.milliseconds, until: until?.milliseconds)
    }

    /// GRDB refuses an argument that a statement does not name, so that `:causes` is added only where it is.
    func causeArguments() throws -> StatementArguments { ["causes": try json(causes.map(Array.init))] }

    /// The periods wanted, counted from 1970: one is in where any part of it is.
    func range(of period: Double) -> Range<Int64> {
        func bounded(_ date: Date) -> Double { min(max(date.timeIntervalSince1970, 0), 1e12) }
        let first = since.map { Int64((bounded($0) / period).rounded(.down)) } ?? 0
        let end = until.map { Int64((bounded($0) / period).rounded(.up)) } ?? 1 << 40
        return first..<max(first, end)
    }

    private func json(_ values: [String]?) throws -> String? {
        try values.map { String(decoding: try JSONEncoder().encode($0), as: UTF8.self) }
    }
}
