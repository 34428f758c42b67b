/// A token that a probe sent in a round that was never recorded, because the process was killed or the history could not be written: one
/// failure in the cluster's log between these two moments is the probe's own, if there is one.
package struct OwnClaim: Hashable, Codable, Sendable {
    /// Its number in the history; 0 before it has one.
    package var id: Int64
    /// Nanoseconds since 1970, on the clock of the log: the last line that was read before the token was sent, and the last that may be its own.
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

    /// The same claim once the answer is known to be a refusal: there is such a line, so that clocks that differ by a minute cannot hide it.
    package func refused(for cause: FailureCause) -> OwnClaim {
        let minute: Int64 = 60_000_000_000
        return OwnClaim(id: id, after: after - minute, until: until + minute, cause: cause)
    }
}
