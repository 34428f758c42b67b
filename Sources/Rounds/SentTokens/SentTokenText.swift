import Fleet
import Store

/// What a page says of each cluster.
struct NotedTokens: Hashable {
    /// Tokens whose answer nobody knows.
    private(set) var open: [ClusterID: [SentToken]] = [:]
    /// Tokens that were refused, so that there is a failure in the log.
    private(set) var refused: [ClusterID: [SentToken]] = [:]

    mutating func note(sending token: SentToken, to cluster: ClusterID) { open[cluster, default: []].append(token) }

    /// A cluster is asked one thing after another: an answer is that to the last token.
    mutating func note(answer failure: FailureCause?, by cluster: ClusterID) {
        guard let token = open[cluster]?.popLast() else { return }
        if open[cluster]?.isEmpty == true { open[cluster] = nil }
        if let failure { refused[cluster, default: []].append(token.refused(for: failure)) }
    }

    func of(_ cluster: ClusterID) -> [SentToken] { (refused[cluster] ?? []) + (open[cluster] ?? []) }

    var all: [ClusterID: [SentToken]] { refused.merging(open, uniquingKeysWith: +) }
}

/// The lines of a page: `> AFTER UNTIL CAUSE CLUSTER` before a token is sent, `< CAUSE CLUSTER` after its
/// answer; `-` for none.
enum SentTokenText {
    static func line(_ token: SentToken, _ cluster: ClusterID) -> [UInt8] {
        Array("> \(token.after) \(token.until) \(token.cause?.rawValue ?? "-") \(escaped(cluster))\n".utf8)
    }

    static func line(_ failure: FailureCause?, _ cluster: ClusterID) -> [UInt8] {
        Array("< \(failure?.rawValue ?? "-") \(escaped(cluster))\n".utf8)
    }

    /// What a page says. A line that is not whole, or that a later version wrote, says nothing.
    static func round(_ sequence: Int64, _ text: String) -> UnsettledRound {
        var noted = NotedTokens()
        for line in text.split(separator: "\n") { read(line, into: &noted) }
        return UnsettledRound(sequence: sequence, tokens: noted.all)
    }

    static func read(_ line: Substring, into noted: inout NotedTokens) {
        let words = line.split(separator: " ", omittingEmptySubsequences: false)
        switch (words.first, words.count) {
        case (">", 5):
            guard let after = Int64(words[1]), let until = Int64(words[2]), let cluster = cluster(words[4]) else {
                return
            }
            let token = SentToken(after: after, until: until, cause: FailureCause(rawValue: String(words[3])))
            noted.note(sending: token, to: cluster)
        case ("<", 3):
            guard let cluster = cluster(words[2]) else { return }
            noted.note(answer: FailureCause(rawValue: String(words[1])), by: cluster)
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
