import CivilTime

/// A token that a probe sent in a round that was never recorded, because the process was killed or the history could
/// not be written: one failure in the cluster's log between these two moments is the probe's own, if there is one.
///
/// It is due until that failure was found, or the log was read when the time was over: a server that is short of time
/// writes its line late.
package struct SentToken: Hashable, Codable, Sendable {
    /// Its number in the history; 0 before it has one.
    package var id: Int64
    /// Nanoseconds since 1970, on the clock of the log: the last line that was read before the token was sent, and the
    /// last that may be its own.
    package var after: Int64
    package var until: Int64
    /// What the log says where the answer is known, or where the token could only be refused for one reason.
    package var cause: FailureCause?

    package init(id: Int64 = 0, after: Int64, until: Int64, cause: FailureCause? = nil) {
        self.id = id
        self.after = after
        self.until = until
        self.cause = cause
    }

    private static let minute: Int64 = 60_000_000_000

    /// The same token once the answer is known to be a refusal: there is such a line, so that clocks that differ by a
    /// minute cannot hide it.
    package func refused(for cause: FailureCause) -> SentToken {
        SentToken(
            id: id, after: after.saturatingSubtract(Self.minute), until: until.saturatingAdd(Self.minute), cause: cause)
    }

    /// Whether the refusal is known. A token whose answer is not has some seconds, never minutes.
    package var isKnown: Bool { until.saturatingSubtract(after) > 2 * Self.minute }

    /// The token without the minutes that a known refusal allows to the clocks.
    package var narrow: SentToken {
        isKnown
            ? SentToken(
                id: id, after: after.saturatingAdd(Self.minute), until: until.saturatingSubtract(Self.minute),
                cause: cause) : self
    }

    /// Whether a log that was read at this moment must have had the failure, if there is one.
    package func isOver(at clock: Int64) -> Bool { clock > narrow.until }
}
