import Fleet
import FoundationEssentials
import Store

/// A token on another process's page whose time was looked at in a cluster's log: it is not looked for again when that
/// page is recovered.
package struct SettledToken: Hashable, Sendable {
    let page: Int64
    let cluster: ClusterID
    private let after: Int64
    private let until: Int64

    /// - Parameter token: the same before and after its answer is known.
    init(page: Int64, cluster: ClusterID, token: SentToken) {
        self.page = page
        self.cluster = cluster
        (after, until) = (token.narrow.after, token.narrow.until)
    }
}

/// A folder with pages of other processes, and what their contexts are called here.
package struct OthersTokenFolder: Hashable {
    let path: String
    /// The contexts of its pages that are the same cluster as one of ours; nil where they have the same names.
    var names: [ClusterID: Set<ClusterID>]?

    func contexts(of cluster: ClusterID) -> Set<ClusterID> { names.map { $0[cluster] ?? [] } ?? [cluster] }
}

/// What other processes that probe the same clusters have written down so far, `agentctl probe` beside the agent for
/// one.
struct SentTokensOfOthers {
    private let folders: [OthersTokenFolder]
    private let settled: Set<SettledToken>
    private var seen: [ClusterID: [(page: Int64, token: SentToken)]] = [:]
    /// What was read of each page so far, and up to which byte: each line is read once, however many clusters are asked
    /// about.
    private var read: [Int64: (noted: NotedTokens, bytes: Int)] = [:]

    /// - Parameter settled: what rounds before have settled of pages that are still there.
    init(folders: [OthersTokenFolder], settled: Set<SettledToken>) {
        self.folders = folders
        self.settled = settled
    }

    /// Blocking, for a glance into folders that hold one's own page and nearly never another.
    mutating func tokens(in cluster: ClusterID, besides own: Int64?) -> [SentToken] {
        var found: [(page: Int64, token: SentToken)] = []
        for (folder, page) in pages(besides: own) {
            let noted = self.noted(onPage: page, in: folder.path)
            let tokens = folder.contexts(of: cluster).sorted().flatMap { noted.of($0) }
            found += tokens.filter { !settled.contains(SettledToken(page: page, cluster: cluster, token: $0)) }.map {
                (page, $0)
            }
        }
        seen[cluster] = found
        return found.map(\.token)
    }

    /// The oldest first. Their numbers are microseconds, unique among all folders.
    private func pages(besides own: Int64?) -> [(folder: OthersTokenFolder, page: Int64)] {
        folders.flatMap { folder in
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
            return names.compactMap(Int64.init).filter { $0 != own }.map { (folder: folder, page: $0) }
        }.sorted { $0.page < $1.page }
    }

    private mutating func noted(onPage page: Int64, in folder: String) -> NotedTokens {
        var (noted, bytes) = read[page] ?? (NotedTokens(), 0)
        // A last line without its end comes whole the next time.
        if let data = FileManager.default.contents(atPath: "\(folder)/\(page)"),
            let end = data.lastIndex(of: UInt8(ascii: "\n")), end >= bytes
        {
            for line in String(decoding: data[bytes..<end], as: UTF8.self).split(separator: "\n") {
                SentTokenText.read(line, into: &noted)
            }
            bytes = end + 1
        }
        read[page] = (noted, bytes)
        return noted
    }

    func settled(_ tokens: [SentToken], in cluster: ClusterID) -> [SettledToken] {
        (seen[cluster] ?? []).filter { tokens.contains($0.token) }.map {
            SettledToken(page: $0.page, cluster: cluster, token: $0.token)
        }
    }
}

extension UnsettledRound {
    func without(_ settled: Set<SettledToken>) -> UnsettledRound {
        guard settled.contains(where: { $0.page == sequence }) else { return self }
        let rest = tokens.map { cluster, tokens in
            (
                cluster,
                tokens.filter { !settled.contains(SettledToken(page: sequence, cluster: cluster, token: $0)) }
            )
        }
        return UnsettledRound(sequence: sequence, tokens: Dictionary(uniqueKeysWithValues: rest))
    }
}
