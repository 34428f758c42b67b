import Fleet
import FoundationEssentials
import KubeSphere
import Store
import Synchronization

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
struct OwnFailureLedger: Sendable {
    let folder: String
    private let others: [PagesFolder]

    /// - Parameters:
    ///   - folder: made where it is not there; a folder that cannot be made leaves rounds without a ledger, not without
    ///     probes.
    ///   - others: folders whose pages are read as well, and never written.
    init(folder: String, besides others: [PagesFolder] = []) {
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
    func begin(at now: Date, settled: Set<SettledElsewhere> = []) -> LedgerFile {
        LedgerFile(
            folder: folder, besides: others, earliest: Int64(saturating: now.timeIntervalSince1970 * 1e6),
            settled: settled)
    }

    /// The rounds that never came into the history. Pages that a living process still writes are passed over: it holds
    /// their lock.
    ///
    /// Blocking, for a glance into a folder that is nearly always empty.
    func abandoned() -> [UnrecordedRound] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.compactMap(Int64.init).sorted().compactMap { sequence in
            let descriptor = open(path(sequence), O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return nil }
            defer { close(descriptor) }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0,
                let data = FileManager.default.contents(atPath: path(sequence))
            else { return nil }
            return LedgerText.round(sequence, String(decoding: data, as: UTF8.self))
        }
    }

    /// Removes the pages of rounds that are in the history now.
    func discard(_ rounds: [UnrecordedRound]) {
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

/// The page of one round: every line is one write(2), so that a kill leaves whole lines.
final class LedgerFile: ProbeLedger {
    private struct State {
        var descriptor: Int32?
        var sequence: Int64?
        var claims = LedgerClaims()
        var others: OthersPages
        var settledElsewhere: Set<SettledElsewhere> = []
    }

    private let folder: String
    private let earliest: Int64
    private let state: Mutex<State>

    init(folder: String, besides others: [PagesFolder], earliest: Int64, settled: Set<SettledElsewhere>) {
        self.folder = folder
        self.earliest = earliest
        state = Mutex(State(others: OthersPages(folders: [PagesFolder(path: folder)] + others, settled: settled)))
    }

    deinit { close() }

    /// The round's number; nil while nothing was written.
    var sequence: Int64? { state.withLock { $0.sequence } }
    var path: String? { sequence.map { "\(folder)/\($0)" } }

    /// What the lines say, for the round's own record.
    var claims: LedgerClaims { state.withLock { $0.claims } }

    func sends(_ claim: OwnClaim, to cluster: ClusterID) {
        append(LedgerText.line(claim, cluster)) { $0.sends(claim, to: cluster) }
    }

    func answered(_ failure: FailureCause?, by cluster: ClusterID) {
        append(LedgerText.line(failure, cluster)) { $0.answered(failure, by: cluster) }
    }

    func othersClaims(on cluster: ClusterID) -> [OwnClaim] {
        state.withLock { $0.others.claims(on: cluster, besides: $0.sequence) }
    }

    func settled(_ claims: [OwnClaim], on cluster: ClusterID) {
        guard !claims.isEmpty else { return }
        state.withLock { $0.settledElsewhere.formUnion($0.others.settled(claims, on: cluster)) }
    }

    /// What this round has settled of other processes' pages, once it is recorded.
    var settledElsewhere: Set<SettledElsewhere> { state.withLock { $0.settledElsewhere } }

    /// What a round that could not be recorded leaves to the next one: the page itself may be short of lines, on a full
    /// disk for one.
    var unrecorded: UnrecordedRound { UnrecordedRound(sequence: sequence ?? earliest, claims: claims.all) }

    /// After the round's transaction.
    func discard() {
        if let path { unlink(path) }
        close()
    }

    /// Gives up the lock; the page stays, for whoever records the next round.
    func close() {
        state.withLock { state in
            if let descriptor = state.descriptor, descriptor >= 0 { _ = Self.closeDescriptor(descriptor) }
            state.descriptor = -1
        }
    }

    private static func closeDescriptor(_ descriptor: Int32) -> Int32 {
        #if canImport(Glibc)
            Glibc.close(descriptor)
        #else
            Musl.close(descriptor)
        #endif
    }

    /// Where nothing can be written, a full disk for one, the token is sent all the same: only a kill could then cost a
    /// count.
    private func append(_ line: [UInt8], _ note: (inout LedgerClaims) -> Void) {
        state.withLock { state in
            note(&state.claims)
            if state.descriptor == nil { open(&state) }
            guard let descriptor = state.descriptor, descriptor >= 0 else { return }
            _ = write(descriptor, line, line.count)
        }
    }

    /// Numbers are microseconds, and the next one where that is taken: they are unique among the processes that share
    /// the folder.
    private func open(_ state: inout State) {
        state.descriptor = -1
        for sequence in earliest..<(earliest + 100) {
            let descriptor = makeFile("\(folder)/\(sequence)")
            if descriptor < 0, errno == EEXIST { continue }
            guard descriptor >= 0 else { return }
            _ = flock(descriptor, LOCK_EX | LOCK_NB)
            (state.descriptor, state.sequence) = (descriptor, sequence)
            return
        }
    }

    private func makeFile(_ path: String) -> Int32 {
        let flags = O_WRONLY | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC
        #if canImport(Glibc)
            return Glibc.open(path, flags, 0o640)
        #else
            return Musl.open(path, flags, 0o640)
        #endif
    }
}
