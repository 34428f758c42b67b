import Fleet
import FoundationEssentials
import KubeSphere

/// Where the members of a round find the host's tokens: they wait here until the host has been read, or until it is certain that it will not be.
actor HostBoard {
    private enum State {
        case waiting
        /// The host's standing is known, and no token was asked for yet.
        case known(Standing, ClusterID)
        case found(Standing, RoundTokens, signedAt: Date)
        case none
    }

    private let configured: ClusterID?
    private let now: @Sendable () -> Date
    private var state = State.waiting
    private var unread: Set<ClusterID>
    private var waiters: [CheckedContinuation<RoundTokens?, Never>] = []
    private(set) var host: ClusterID?

    /// - Parameters:
    ///   - configured: the host by name; nil takes the first cluster whose own configuration says that it is one.
    ///   - knownHost: the host as it was read a moment ago, where it is not among the clusters.
    init(clusters: [ClusterID], configured: ClusterID?, knownHost: ProbeOutcome? = nil, now: @escaping @Sendable () -> Date) {
        self.configured = configured
        self.now = now
        unread = Set(clusters)
        guard let knownHost else { return }
        host = knownHost.observation.cluster
        state = .known(knownHost.standing, knownHost.observation.cluster)
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
        let time = now()
        guard let tokens = await Self.sign(standing, for: cluster, at: time) else { return }
        settle(.found(standing, tokens, signedAt: time))
    }

    private static func sign(_ standing: Standing, for host: ClusterID, at time: Date) async -> RoundTokens? {
        guard let secret = standing.document?.jwtSecret,
            let signed = try? await AcceptanceToken.signed(with: secret, at: time, version: standing.version),
            let misSigned = try? await AcceptanceToken.misSigned(at: time)
        else { return nil }
        return RoundTokens(host: host, signed: signed, misSigned: misSigned)
    }

    /// A third of a token's 60 seconds: whoever is handed one has time to send it.
    private static let freshFor = 20.0

    private func tokens() async -> RoundTokens? {
        switch state {
        case .found(let standing, let tokens, let signedAt): return await fresh(standing, tokens, signedAt)
        case .known(let standing, let cluster): return await firstTokens(standing, cluster)
        case .none: return nil
        case .waiting: return await withCheckedContinuation { waiters.append($0) }
        }
    }

    private func firstTokens(_ standing: Standing, _ cluster: ClusterID) async -> RoundTokens? {
        let time = now()
        let tokens = await Self.sign(standing, for: cluster, at: time)
        state = tokens.map { .found(standing, $0, signedAt: time) } ?? .none
        return tokens
    }

    /// A round over a large or slow fleet outlives its first tokens.
    private func fresh(_ standing: Standing, _ tokens: RoundTokens, _ signedAt: Date) async -> RoundTokens {
        let time = now()
        guard abs(time.timeIntervalSince(signedAt)) > Self.freshFor else { return tokens }
        let renewed = await Self.sign(standing, for: tokens.host, at: time) ?? tokens
        state = .found(standing, renewed, signedAt: time)
        return renewed
    }

    private func settle(_ new: State) {
        state = new
        let tokens: RoundTokens? = if case .found(_, let tokens, _) = new { tokens } else { nil }
        for waiter in waiters { waiter.resume(returning: tokens) }
        waiters = []
    }
}
