package import Fleet

/// One failure in a log, to the moment.
struct FailureMoment: Hashable, Sendable {
    /// Since 1970, on the log's clock.
    let nanoseconds: Int64
    let cause: FailureCause
}

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

    /// For each claim the first failure that can be its own, none of them twice. A claim for which there is none left nothing behind.
    static func found(for claims: [OwnClaim], among moments: [FailureMoment]) -> [FailureMoment] {
        var rest = moments
        return claims.sorted { $0.after < $1.after }.compactMap { claim in
            let index = rest.firstIndex { moment in
                claim.after < moment.nanoseconds && moment.nanoseconds <= claim.until && (claim.cause ?? moment.cause) == moment.cause
            }
            return index.map { rest.remove(at: $0) }
        }
    }

    /// Takes single failures off the counts of their minutes.
    static func removing(_ moments: [FailureMoment], from counts: [FailureCount]) -> [FailureCount] {
        moments.reduce(into: counts) { counts, moment in
            guard let index = counts.firstIndex(where: { $0.minute == moment.nanoseconds / 60_000_000_000 && $0.cause == moment.cause }) else { return }
            counts[index].count -= 1
            if counts[index].count <= 0 { counts.remove(at: index) }
        }
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
