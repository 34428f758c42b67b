package import Fleet

/// Failure counts, and what of them the probe itself has caused.
package enum OwnFailures {
    /// Takes each cause's own failures off the latest minutes that have that cause; never below zero.
    package static func subtract(_ own: [FailureCause: Int], from counts: [FailureCount]) -> [FailureCount] {
        var rest = own
        let kept = counts.sorted { $0.minute > $1.minute }.compactMap { count -> FailureCount? in
            let taken = min(rest[count.cause] ?? 0, count.count)
            rest[count.cause, default: 0] -= taken
            return taken == count.count ? nil : FailureCount(minute: count.minute, cause: count.cause, count: count.count - taken)
        }
        return sorted(kept)
    }

    /// Adds two readings, minute by minute and cause by cause.
    package static func merge(_ a: [FailureCount], _ b: [FailureCount]) -> [FailureCount] {
        guard !a.isEmpty else { return b }
        var sums: [FailureCount] = a
        for count in b {
            if let index = sums.firstIndex(where: { $0.minute == count.minute && $0.cause == count.cause }) {
                sums[index].count += count.count
            } else {
                sums.append(count)
            }
        }
        return sorted(sums)
    }

    private static func sorted(_ counts: [FailureCount]) -> [FailureCount] {
        counts.sorted { ($0.minute, $0.cause) < ($1.minute, $1.cause) }
    }
}
