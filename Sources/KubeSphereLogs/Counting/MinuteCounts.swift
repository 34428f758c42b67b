import Fleet

/// How many failures of each cause a log tells of each minute.
struct MinuteCounts: Sendable {
    struct Key: Hashable {
        let minute: Int
        let cause: FailureCause
    }

    /// Minutes of one reading that are kept apart: a week of them. A log that claims more is not believed in its times.
    private static let most = 10_000

    private(set) var counts: [Key: Int] = [:]

    mutating func add(_ key: Key, _ arrival: LogArrival) {
        let isKept = counts.count < Self.most || counts[key] != nil
        counts[isKept ? key : Key(minute: arrival.minute, cause: key.cause), default: 0] += 1
    }
}
