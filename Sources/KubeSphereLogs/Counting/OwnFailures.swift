package import Fleet

/// One failure in a log, to the moment.
package struct FailureMoment: Hashable, Sendable {
    /// Since 1970, on the log's clock.
    package let nanoseconds: Int64
    package let cause: FailureCause

    package var minute: Int { Int(nanoseconds / 60_000_000_000) }
}

/// Failure counts, and what of them the probe itself has caused.
package enum OwnFailures {
    /// Takes each cause's own failures off the latest minutes that have that cause; never below zero.
    package static func subtract(_ own: [FailureCause: Int], from counts: [FailureCount]) -> [FailureCount] {
        var rest = own
        let kept = counts.sorted { $0.minute > $1.minute }.compactMap { count -> FailureCount? in
            let taken = min(rest[count.cause] ?? 0, count.count)
            rest[count.cause, default: 0] -= taken
            return taken == count.count
                ? nil : FailureCount(minute: count.minute, cause: count.cause, count: count.count - taken)
        }
        return sorted(kept)
    }

    /// The failures that are the tokens' own, none of them for two tokens: first those of known refusals at their own
    /// time, then those that tokens without an answer may have left, at last those of known refusals that stand
    /// elsewhere because clocks differ.
    package static func found(for tokens: [SentToken], among moments: [FailureMoment]) -> [(
        token: SentToken, moment: FailureMoment
    )] {
        var rest = moments.sorted { $0.nanoseconds < $1.nanoseconds }
        let (known, open) = (tokens.filter(\.isKnown), tokens.filter { !$0.isKnown })
        let certain = matched(known, &rest, \.narrow)
        let possible = matched(open, &rest, \.self)
        let displaced = matched(known.filter { token in !certain.contains { $0.token == token } }, &rest, \.self)
        return certain + possible + displaced
    }

    /// As many as there can be: each failure, in the order of time, goes to the token whose time ends first.
    private static func matched(
        _ tokens: [SentToken], _ moments: inout [FailureMoment], _ time: (SentToken) -> SentToken
    ) -> [(token: SentToken, moment: FailureMoment)] {
        var (waiting, found) = (tokens.sorted { $0.until < $1.until }, [(token: SentToken, moment: FailureMoment)]())
        moments.removeAll { moment in
            guard let index = waiting.firstIndex(where: { time($0).covers(moment) }) else { return false }
            found.append((waiting.remove(at: index), moment))
            return true
        }
        return found
    }

    /// Takes single failures off the counts of their minutes.
    package static func removing(_ moments: [FailureMoment], from counts: [FailureCount]) -> [FailureCount] {
        moments.reduce(into: counts) { counts, moment in
            guard let index = counts.firstIndex(where: { $0.minute == moment.minute && $0.cause == moment.cause })
            else { return }
            counts[index].count -= 1
            if counts[index].count <= 0 { counts.remove(at: index) }
        }
    }

    /// Adds two readings, minute by minute and cause by cause.
    package static func merge(_ a: [FailureCount], _ b: [FailureCount]) -> [FailureCount] {
        guard !a.isEmpty else { return b }
        guard !b.isEmpty else { return a }
        struct Key: Hashable {
            let minute: Int
            let cause: FailureCause
        }
        var sums: [Key: Int] = [:]
        for count in a + b { sums[Key(minute: count.minute, cause: count.cause), default: 0] += count.count }
        return sorted(sums.map { FailureCount(minute: $0.key.minute, cause: $0.key.cause, count: $0.value) })
    }

    /// At most so many minutes: what a log claims beyond them, the oldest of it, is counted in the oldest that is left.
    package static func bounded(_ counts: [FailureCount], most: Int = 20_000) -> [FailureCount] {
        guard counts.count > most else { return counts }
        let kept = counts.suffix(most)
        let oldest = kept.first?.minute ?? 0
        return merge(
            Array(kept), counts.dropLast(most).map { FailureCount(minute: oldest, cause: $0.cause, count: $0.count) })
    }

    private static func sorted(_ counts: [FailureCount]) -> [FailureCount] {
        counts.sorted { ($0.minute, $0.cause) < ($1.minute, $1.cause) }
    }
}

extension SentToken {
    fileprivate func covers(_ moment: FailureMoment) -> Bool {
        after < moment.nanoseconds && moment.nanoseconds <= until && (cause ?? moment.cause) == moment.cause
    }
}
