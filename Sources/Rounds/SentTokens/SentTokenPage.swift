import Fleet
import KubeSphere
import Store
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// The page of one round: every line is one write(2), so that a kill leaves whole lines.
package final class SentTokenPage: SentTokenNotes {
    private struct State {
        var descriptor: Int32?
        var sequence: Int64?
        var noted = NotedTokens()
        var others: SentTokensOfOthers
        var settledElsewhere: Set<SettledToken> = []
    }

    private let folder: String
    private let earliest: Int64
    private let state: Mutex<State>

    init(folder: String, besides others: [OthersTokenFolder], earliest: Int64, settled: Set<SettledToken>) {
        self.folder = folder
        self.earliest = earliest
        state = Mutex(
            State(others: SentTokensOfOthers(folders: [OthersTokenFolder(path: folder)] + others, settled: settled)))
    }

    deinit { close() }

    /// The round's number; nil while nothing was written.
    var sequence: Int64? { state.withLock { $0.sequence } }
    package var path: String? { sequence.map { "\(folder)/\($0)" } }

    /// What the lines say, for the round's own record.
    var noted: NotedTokens { state.withLock { $0.noted } }

    func note(sending token: SentToken, to cluster: ClusterID) {
        append(SentTokenText.line(token, cluster)) { $0.note(sending: token, to: cluster) }
    }

    func note(answer failure: FailureCause?, by cluster: ClusterID) {
        append(SentTokenText.line(failure, cluster)) { $0.note(answer: failure, by: cluster) }
    }

    func othersTokens(in cluster: ClusterID) -> [SentToken] {
        state.withLock { $0.others.tokens(in: cluster, besides: $0.sequence) }
    }

    func settle(_ tokens: [SentToken], in cluster: ClusterID) {
        guard !tokens.isEmpty else { return }
        state.withLock { $0.settledElsewhere.formUnion($0.others.settled(tokens, in: cluster)) }
    }

    /// What this round has settled of other processes' pages, once it is recorded.
    var settledElsewhere: Set<SettledToken> { state.withLock { $0.settledElsewhere } }

    /// What a round that could not be recorded leaves to the next one: the page itself may be short of lines, on a full
    /// disk for one.
    var unsettled: UnsettledRound { UnsettledRound(sequence: sequence ?? earliest, tokens: noted.all) }

    /// After the round's transaction.
    func discard() {
        if let path { unlink(path) }
        close()
    }

    /// Gives up the lock; the page stays, for whoever records the next round.
    package func close() {
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
    private func append(_ line: [UInt8], _ add: (inout NotedTokens) -> Void) {
        state.withLock { state in
            add(&state.noted)
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
