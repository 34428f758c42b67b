package import Fleet

/// What the ledger says of a round that never came into the history, because the process was killed or the history
/// could not be written.
package struct UnrecordedRound: Hashable, Sendable {
    /// Claims of one cluster that wait for its log to be read, and so rounds that are worth keeping: at 30 s, more than
    /// eight hours of a full disk.
    package static let mostKept = 1000

    /// The round's number in the ledger.
    package var sequence: Int64
    /// Tokens that were refused, or whose answer nobody learned: each may have left a failure in the cluster's log.
    package var claims: [ClusterID: [OwnClaim]]

    package init(sequence: Int64, claims: [ClusterID: [OwnClaim]] = [:]) {
        self.sequence = sequence
        self.claims = claims
    }
}
