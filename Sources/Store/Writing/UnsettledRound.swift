package import Fleet

/// What was noted in a round that never came into the history, because the process was killed or the history
/// could not be written.
package struct UnsettledRound: Hashable, Sendable {
    /// Tokens of one cluster that wait for its log to be read, and so rounds that are worth keeping: at 30 s, more than
    /// eight hours of a full disk.
    package static let mostKept = 1000

    /// The number of the round's page.
    package var sequence: Int64
    /// Tokens that were refused, or whose answer nobody learned: each may have left a failure in the cluster's log.
    package var tokens: [ClusterID: [SentToken]]

    package init(sequence: Int64, tokens: [ClusterID: [SentToken]] = [:]) {
        self.sequence = sequence
        self.tokens = tokens
    }
}
