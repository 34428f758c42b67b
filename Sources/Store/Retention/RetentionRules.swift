import FoundationEssentials

/// How long what is kept, and how large the file may get.
package struct RetentionRules: Hashable, Codable, Sendable {
    /// Days for which every single probe, and every minute's failures, are kept; older ones are rolled up to the hour.
    package var rawDays: Int
    /// Days for which hours are kept; older ones are rolled up to the day.
    package var hourlyDays: Int
    /// Days after which all of it goes, with closed incidents and configurations that were replaced.
    package var totalDays: Int
    /// Bytes that the database may have; the oldest goes first. nil for no bound.
    package var maxBytes: Int64?

    package init(rawDays: Int = 14, hourlyDays: Int = 90, totalDays: Int = 400, maxBytes: Int64? = nil) {
        self.rawDays = rawDays
        self.hourlyDays = hourlyDays
        self.totalDays = totalDays
        self.maxBytes = maxBytes
    }
}

/// The moments up to which something is due, in seconds since 1970; each the beginning of an hour or a day.
struct RetentionHorizon: Hashable {
    /// Minutes of failures that ended by then are packed into rows of a day. Rounds may still add to the last ones.
    let packing: Int64
    /// Hours that ended by then are rolled up.
    let hours: Int64
    /// Days that ended by then are rolled up further.
    let days: Int64
    /// What ended by then goes.
    let removal: Int64

    init(_ rules: RetentionRules, now: Date) {
        func begin(_ days: Int, of period: Int64) -> Int64 {
            (now.wholeSeconds - Int64(days) * 86_400) / period * period
        }
        packing = now.wholeSeconds / 3600 * 3600 - 2 * 3600
        hours = begin(rules.rawDays, of: 3600)
        days = min(hours / 86_400 * 86_400, begin(rules.hourlyDays, of: 86_400))
        removal = begin(rules.totalDays, of: 86_400)
    }

    init(removal: Int64) { (packing, hours, days, self.removal) = (removal, removal, removal, removal) }
}

/// What a run of the retention did.
package struct RetentionReport: Hashable, Codable, Sendable {
    /// Rows that went into a coarser one: hours and days of a cluster's probes, minutes and hours of failures.
    package var rolledUp = 0
    /// Rows that are gone.
    package var removed = 0
    /// Pages of the file that went back to the file system.
    package var freedPages = 0
    /// Transactions that it took.
    package var steps = 0
    /// Seconds that the longest of them held the writer.
    package var longestHold = 0.0
    /// True where the file is larger than allowed and nothing that may go is left.
    package var isOverBound = false

    package init() {}
}
