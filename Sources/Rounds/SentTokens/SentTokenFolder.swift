import Fleet
package import FoundationEssentials
import Linux
import Store

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// What our own refused tokens leave in the clusters' logs, written down before they are sent: a folder with one page,
/// a file, for each round that is under way. The round's transaction makes its page void, and then the page goes; a
/// page that is still there tells of a round that was killed, or could not be recorded, or of a probe by hand, which
/// leaves its page to the agent.
///
/// Pages are written to the page cache and never synced: they outlive the process, which is what they are for. A
/// machine that loses power loses the commits of the last rounds as well.
package struct SentTokenFolder: Sendable {
    let folder: String
    private let others: [OthersTokenFolder]

    /// - Parameters:
    ///   - folder: made where it is not there; a folder that cannot be made leaves rounds without notes, not without
    ///     probes.
    ///   - others: folders whose pages are read as well, and never written.
    package init(folder: String, besides others: [OthersTokenFolder] = []) {
        self.folder = folder
        self.others = others
        if mkdir(folder, 0o750) == 0 {
            StateOwner.adopt([folder], in: folder.lastIndex(of: "/").map { String(folder[..<$0]) } ?? ".")
        }
    }

    /// A page for a round that begins. The file is made with the first token, so that a round that sends none costs
    /// nothing.
    ///
    /// - Parameter settled: what rounds before have found of pages that other processes still write.
    package func begin(at now: Date, settled: Set<SettledToken> = []) -> SentTokenPage {
        SentTokenPage(
            folder: folder, besides: others, earliest: Int64(saturating: now.timeIntervalSince1970 * 1e6),
            settled: settled)
    }

    /// The rounds that never came into the history. Pages that a living process still writes are passed over: it holds
    /// their lock.
    ///
    /// Blocking, for a glance into a folder that is nearly always empty.
    func unsettled() -> [UnsettledRound] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.compactMap(Int64.init).sorted().compactMap { sequence in
            let descriptor = open(path(sequence), O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return nil }
            defer { close(descriptor) }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0,
                let data = FileManager.default.contents(atPath: path(sequence))
            else { return nil }
            return SentTokenText.round(sequence, String(decoding: data, as: UTF8.self))
        }
    }

    /// Removes the pages of rounds that are in the history now.
    func discard(_ rounds: [UnsettledRound]) {
        for round in rounds { unlink(path(round.sequence)) }
    }

    /// Removes pages that no reading of a log reaches back to. A page's number is the time of its round, in
    /// microseconds.
    func discard(before time: Date) {
        let oldest = Int64(saturating: time.timeIntervalSince1970 * 1e6)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        for sequence in names.compactMap(Int64.init) where sequence < oldest { unlink(path(sequence)) }
    }

    private func path(_ sequence: Int64) -> String { "\(folder)/\(sequence)" }
}
