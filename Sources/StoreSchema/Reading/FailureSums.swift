package import Fleet
package import FoundationEssentials
import GRDB

/// Failed authentications of one cluster and cause over a time, added up where they are stored: a year of a fleet has
/// millions of minutes.
package struct FailureSum: Hashable, Sendable {
    package var cluster: ClusterID
    package var cause: FailureCause
    package var count = 0
    /// The most in one minute.
    package var peak = 0
    /// The beginnings of the first and the last minute, hour or day with failures.
    package var first: Date
    package var last: Date
    /// Counts of equal parts of the time; a count of an hour or a day is in the part in which that begins.
    package var bins: [Int]
}

extension HistoryReader {
    /// One for each cluster and cause, the most failures first.
    ///
    /// - Parameters:
    ///   - filter: its `limit` counts sums.
    ///   - bins: into how many parts the time from `since` to `until`, or to `now`, is divided.
    package func failureSums(_ filter: HistoryFilter, bins: Int, now: Date) async throws -> [FailureSum] {
        try await read { db in
            var summing = try FailureSumming(filter, bins: bins, now: now, db)
            return try summing.run()
        }
    }
}

/// Adds the counts up as they come.
private struct FailureSumming {
    private struct Key: Hashable {
        let cluster: Int64
        let cause: Int64
    }

    private struct Sum {
        var count = 0
        var peak = 0
        var first = Int64.max
        var last = Int64.min
        var bins: [Int]
    }

    private let query: FailureQuery
    private let limit: Int
    private let begin: Double
    private let width: Double
    private let bins: Int
    private var sums: [Sum] = []
    private var places: [Key: Int] = [:]

    init(_ filter: HistoryFilter, bins: Int, now: Date, _ db: Database) throws {
        query = try FailureQuery(filter, db)
        limit = filter.limit ?? .max
        self.bins = max(1, bins)
        begin = max(0, ((filter.since ?? .distantPast).timeIntervalSince1970 / 60).rounded(.down) * 60)
        width = max(60, (filter.until ?? now).timeIntervalSince1970 - begin) / Double(max(1, bins))
    }

    mutating func run() throws -> [FailureSum] {
        let query = query
        // The counts of a row have mostly the same cause as the one before.
        var last: (key: Key, place: Int)?
        try query.read { entry in
            let key = Key(cluster: entry.cluster, cause: entry.cause)
            let place = last?.key == key ? last?.place ?? 0 : self.place(of: key)
            last = (key, place)
            add(entry, at: place)
        }
        let found = places.map { key, place in
            let sum = sums[place]
            return FailureSum(
                cluster: query.names[key.cluster] ?? ClusterID(""), cause: query.codes.failureCause(key.cause),
                count: sum.count, peak: sum.peak,
                first: Date(wholeSeconds: sum.first), last: Date(wholeSeconds: sum.last), bins: sum.bins)
        }
        return Array(found.sorted { ($1.count, $0.cluster, $0.cause) < ($0.count, $1.cluster, $1.cause) }.prefix(limit))
    }

    private mutating func place(of key: Key) -> Int {
        if let place = places[key] { return place }
        sums.append(Sum(bins: [Int](repeating: 0, count: bins)))
        places[key] = sums.count - 1
        return sums.count - 1
    }

    private mutating func add(_ entry: FailureQuery.Entry, at place: Int) {
        sums[place].count += entry.count
        sums[place].peak = max(sums[place].peak, entry.peak)
        sums[place].first = min(sums[place].first, entry.at)
        sums[place].last = max(sums[place].last, entry.at)
        sums[place].bins[min(bins - 1, max(0, Int((Double(entry.at) - begin) / width)))] += entry.count
    }
}
