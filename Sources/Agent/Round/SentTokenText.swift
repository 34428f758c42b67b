import Fleet
import Store

/// What a page of the ledger says of each cluster.
struct LedgerClaims: Hashable {
    /// Tokens whose answer nobody knows.
    private(set) var open: [ClusterID: [OwnClaim]] = [:]
    /// Tokens that were refused, so that there is a failure in the log.
    private(set) var refused: [ClusterID: [OwnClaim]] = [:]

    mutating func sends(_ claim: OwnClaim, to cluster: ClusterID) { open[cluster, default: []].append(claim) }

    /// A cluster is asked one thing after another: an answer is that to the last token.
    mutating func answered(_ failure: FailureCause?, by cluster: ClusterID) {
        guard let claim = open[cluster]?.popLast() else { return }
        if open[cluster]?.isEmpty == true { open[cluster] = nil }
        if let failure { refused[cluster, default: []].append(claim.refused(for: failure)) }
    }

    func of(_ cluster: ClusterID) -> [OwnClaim] { (refused[cluster] ?? []) + (open[cluster] ?? []) }

    var all: [ClusterID: [OwnClaim]] { refused.merging(open, uniquingKeysWith: +) }
}

/// The lines of a page of the ledger: `> AFTER UNTIL CAUSE CLUSTER` before a token is sent, `< CAUSE CLUSTER` after its
/// answer; `-` for none.
enum LedgerText {
    static func line(_ claim: OwnClaim, _ cluster: ClusterID) -> [UInt8] {
        Array("> \(claim.after) \(claim.until) \(claim.cause?.rawValue ?? "-") \(escaped(cluster))\n".utf8)
    }

    static func line(_ failure: FailureCause?, _ cluster: ClusterID) -> [UInt8] {
        Array("< \(failure?.rawValue ?? "-") \(escaped(cluster))\n".utf8)
    }

    /// What a page says. A line that is not whole, or that a later version wrote, says nothing.
    static func round(_ sequence: Int64, _ text: String) -> UnrecordedRound {
        var claims = LedgerClaims()
        for line in text.split(separator: "\n") { read(line, into: &claims) }
        return UnrecordedRound(sequence: sequence, claims: claims.all)
    }

    static func read(_ line: Substring, into claims: inout LedgerClaims) {
        let words = line.split(separator: " ", omittingEmptySubsequences: false)
        switch (words.first, words.count) {
        case (">", 5):
            guard let after = Int64(words[1]), let until = Int64(words[2]), let cluster = cluster(words[4]) else {
                return
            }
            claims.sends(
                OwnClaim(after: after, until: until, cause: FailureCause(rawValue: String(words[3]))), to: cluster)
        case ("<", 3):
            guard let cluster = cluster(words[2]) else { return }
            claims.answered(FailureCause(rawValue: String(words[1])), by: cluster)
        default: return
        }
    }

    /// A context may be called anything: what would break a line is written as %XX.
    private static func escaped(_ cluster: ClusterID) -> String {
        PercentEncoding.encode(cluster.rawValue) { $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "%") }
    }

    private static func cluster(_ word: Substring) -> ClusterID? {
        PercentEncoding.decode(word).flatMap { $0.isEmpty ? nil : ClusterID($0) }
    }
}
