package import Fleet
import FoundationEssentials

/// Where a probe writes down, before it sends a token, that it may leave a failure in a cluster's log, and afterwards
/// whether it did. What is written outlives the process, so that a killed probe's failures are not taken for a user's.
package protocol SentTokenNotes: Sendable {
    func note(sending token: SentToken, to cluster: ClusterID)
    /// - Parameter failure: what the token was refused for, where that leaves a line in the log.
    func note(answer failure: FailureCause?, by cluster: ClusterID)
    /// What other processes may have left in the cluster's log, as far as they have written it down by now. Asked
    /// before the log is read.
    func othersTokens(in cluster: ClusterID) -> [SentToken]
    /// Of those, the ones whose failure was found, and whose time was over without one: they are settled with the
    /// round.
    func settle(_ tokens: [SentToken], in cluster: ClusterID)
}

/// The notes of one cluster's tokens, with what a probe knows of the cluster's log when it sends its tokens.
struct ClusterTokenNotes {
    let tokenNotes: any SentTokenNotes
    let cluster: ClusterID
    /// Nanoseconds since 1970 of the last line that was read, on the log's clock; nil where none was.
    let lastLine: Int64?
    /// The cluster's clock minus ours, seconds, to about one second.
    let clockOffset: Double
    let now: @Sendable () -> Date

    /// The offset is known to a second, and the clocks of a cluster's nodes differ a little.
    private static let doubt = 2.0
    /// How long after it was sent a refused token may be logged.
    private static let latest = 5.0

    func noteSending(expecting cause: FailureCause?) {
        let sent = now().timeIntervalSince1970 + clockOffset
        let earliest = Int64(nanosecondsOf: sent - Self.doubt)
        let token = SentToken(
            after: max(lastLine ?? 0, earliest), until: Int64(nanosecondsOf: sent + Self.latest + Self.doubt),
            cause: cause)
        tokenNotes.note(sending: token, to: cluster)
    }

    func noteAnswer(_ failure: FailureCause?) { tokenNotes.note(answer: failure, by: cluster) }
}
