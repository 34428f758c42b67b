import Fleet
import FoundationEssentials
import KubeSphere

/// Where the members of a round find the host's tokens: they wait here until the host has been read, or until it is certain that it will not be.
actor HostBoard {
    private enum State {
        case waiting
        case found(RoundTokens)
        case none
    }

    private let configured: ClusterID?
    private let now: @Sendable () -> Date
    private var state = State.waiting
    private var unread: Set<ClusterID>
    private var waiters: [CheckedContinuation<RoundTokens?, Never>] = []
    private(set) var host: ClusterID?

    /// - Parameter configured: the host by name; nil takes the first cluster whose own configuration says that it is one.
    init(clusters: [ClusterID], configured: ClusterID?, now: @escaping @Sendable () -> Date) {
        self.configured = configured
        self.now = now
        unread = Set(clusters)
    }

    /// Called by each cluster with what it read of itself; gives the host's tokens, or nil where the round has none.
    func tokens(for cluster: ClusterID, _ standing: Standing) async -> RoundTokens? {
        if isHost(cluster, standing) { await post(cluster, standing) }
        finished(cluster)
        return await tokens()
    }

    /// Called by each cluster that will read nothing more, however it ended.
    func finished(_ cluster: ClusterID) {
        unread.remove(cluster)
        let hopeless = configured.map { !unread.contains($0) } ?? unread.isEmpty
        if case .waiting = state, hopeless { settle(.none) }
    }

    private func isHost(_ cluster: ClusterID, _ standing: Standing) -> Bool {
        if let configured { return cluster == configured }
        return host == nil && standing.config.value?.role == .host
    }

    private func post(_ cluster: ClusterID, _ standing: Standing) async {
        host = cluster
        guard let secret = standing.document?.jwtSecret else { return }
        let time = now()
        guard
            let signed = try? await AcceptanceToken.signed(with: secret, at: time, version: standing.version),
            let misSigned = try? await AcceptanceToken.misSigned(at: time)
        else { return }
        settle(.found(RoundTokens(host: cluster, signed: signed, misSigned: misSigned)))
    }

    private func tokens() async -> RoundTokens? {
        switch state {
        case .found(let tokens): tokens
        case .none: nil
        case .waiting: await withCheckedContinuation { waiters.append($0) }
        }
    }

    private func settle(_ new: State) {
        state = new
        let tokens: RoundTokens? = if case .found(let tokens) = new { tokens } else { nil }
        for waiter in waiters { waiter.resume(returning: tokens) }
        waiters = []
    }
}
