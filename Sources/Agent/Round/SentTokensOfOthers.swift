import Fleet
import FoundationEssentials
import Store

/// A claim on another process's page whose time was looked at in a cluster's log: it is not looked for again when that
/// page is taken over.
struct SettledElsewhere: Hashable, Sendable {
    let page: Int64
    let cluster: ClusterID
    private let after: Int64
    private let until: Int64

    /// - Parameter claim: the same before and after its answer is known.
    init(page: Int64, cluster: ClusterID, claim: OwnClaim) {
        self.page = page
        self.cluster = cluster
        (after, until) = (claim.narrow.after, claim.narrow.until)
    }
}

/// A folder with pages of other processes, and what their contexts are called here.
struct PagesFolder: Hashable {
    let path: String
    /// The contexts of its pages that are the same cluster as one of ours; nil where they have the same names.
    var names: [ClusterID: Set<ClusterID>]?

    func contexts(of cluster: ClusterID) -> Set<ClusterID> { names.map { $0[cluster] ?? [] } ?? [cluster] }
}

/// What other processes that probe the same clusters have written down so far, `agentctl probe` beside the agent for
/// one.
struct OthersPages {
    private let folders: [PagesFolder]
    private let settled: Set<SettledElsewhere>
    private var seen: [ClusterID: [(page: Int64, claim: OwnClaim)]] = [:]
    /// What was read of each page so far, and up to which byte: each line is read once, however many clusters are asked
    /// about.
    private var read: [Int64: (claims: LedgerClaims, bytes: Int)] = [:]

    /// - Parameter settled: what rounds before have settled of pages that are still there.
    init(folders: [PagesFolder], settled: Set<SettledElsewhere>) {
        self.folders = folders
        self.settled = settled
    }

    /// Blocking, for a glance into folders that hold one's own page and nearly never another.
    mutating func claims(on cluster: ClusterID, besides own: Int64?) -> [OwnClaim] {
        var found: [(page: Int64, claim: OwnClaim)] = []
        for (folder, page) in pages(besides: own) {
            let noted = self.claims(onPage: page, in: folder.path)
            let claims = folder.contexts(of: cluster).sorted().flatMap { noted.of($0) }
            found += claims.filter { !settled.contains(SettledElsewhere(page: page, cluster: cluster, claim: $0)) }.map
            { (page, $0) }
        }
        seen[cluster] = found
        return found.map(\.claim)
    }

    /// The oldest first. Their numbers are microseconds, unique among all folders.
    private func pages(besides own: Int64?) -> [(folder: PagesFolder, page: Int64)] {
        folders.flatMap { folder in
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
            return names.compactMap(Int64.init).filter { $0 != own }.map { (folder: folder, page: $0) }
        }.sorted { $0.page < $1.page }
    }

    private mutating func claims(onPage page: Int64, in folder: String) -> LedgerClaims {
        var (claims, bytes) = read[page] ?? (LedgerClaims(), 0)
        // A last line without its end comes whole the next time.
        if let data = FileManager.default.contents(atPath: "\(folder)/\(page)"),
            let end = data.lastIndex(of: UInt8(ascii: "\n")), end >= bytes
        {
            for line in String(decoding: data[bytes..<end], as: UTF8.self).split(separator: "\n") {
                LedgerText.read(line, into: &claims)
            }
            bytes = end + 1
        }
        read[page] = (claims, bytes)
        return claims
    }

    func settled(_ claims: [OwnClaim], on cluster: ClusterID) -> [SettledElsewhere] {
        (seen[cluster] ?? []).filter { claims.contains($0.claim) }.map {
            SettledElsewhere(page: $0.page, cluster: cluster, claim: $0.claim)
        }
    }
}

extension UnrecordedRound {
    func without(_ settled: Set<SettledElsewhere>) -> UnrecordedRound {
        guard settled.contains(where: { $0.page == sequence }) else { return self }
        let rest = claims.map { cluster, claims in
            (
                cluster,
                claims.filter { !settled.contains(SettledElsewhere(page: sequence, cluster: cluster, claim: $0)) }
            )
        }
        return UnrecordedRound(sequence: sequence, claims: Dictionary(uniqueKeysWithValues: rest))
    }
}
