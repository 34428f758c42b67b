import Fleet
import FoundationEssentials
import KubeSphere

/// Where the members of a round find the host's tokens: they wait here until the host has been read, or until it is
/// certain that it will not be.
actor HostSecretExchange {
    private enum State {
        case waiting
        /// The host's standing is known, and no token was asked for yet.
        case known(Standing, ClusterID)
        case found(Standing, RoundTokens, signedAt: Date)
        case none(NoTokens)
    }

    private let choice: HostChoice
    private let now: @Sendable () -> Date
    private var state = State.waiting
    private var unread: Set<ClusterID>
    private var waiters: [CheckedContinuation<Result<RoundTokens, NoTokens>, Never>] = []
    /// Those who call themselves the host, each once however many contexts lead to it, in the order in which they
    /// answered.
    private var claims: [(cluster: ClusterID, standing: Standing)] = []
    /// Seconds that the members wait for the host: less than they have, so that what they read of themselves is not
    /// lost with it.
    private let patience: Double
    private var timer: Task<Void, Never>?
    private(set) var host: ClusterID?

    /// - Parameters:
    ///   - patience: seconds that members wait for a host that does not answer.
    ///   - knownHost: the host as it was read a moment ago, where it is not among the clusters.
    init(
        clusters: [ClusterID], choice: HostChoice, patience: Double, knownHost: ProbeOutcome? = nil,
        now: @escaping @Sendable () -> Date
    ) {
        self.choice = choice
        self.patience = patience
        self.now = now
        unread = Set(clusters)
        if case .contested(let hosts) = choice {
            state = .none(.several(hosts))
        } else if let knownHost {
            host = knownHost.observation.cluster
            state = .known(knownHost.standing, knownHost.observation.cluster)
        }
    }

    /// Called by each cluster with what it read of itself; gives the host's tokens, or why the round has none.
    func tokens(for cluster: ClusterID, _ standing: Standing) async -> Result<RoundTokens, NoTokens> {
        await take(cluster, standing)
        await finished(cluster)
        return await tokens()
    }

    /// Called by each cluster that will read nothing more, however it ended.
    func finished(_ cluster: ClusterID) async {
        unread.remove(cluster)
        guard case .waiting = state, isHopeless else { return }
        await settleByClaims(.unreadable(host ?? choice.cluster))
    }

    private var isHopeless: Bool { choice.cluster.map { !unread.contains($0) } ?? unread.isEmpty }

    private func take(_ cluster: ClusterID, _ standing: Standing) async {
        if standing.config.value?.role == .host { claim(cluster, standing) }
        switch choice {
        case .named(let name): if cluster == name { await post(cluster, standing) }
        case .found(let name):
            // Whoever it was, another one says now that it is the host as well.
            let others = claims.map(\.cluster).filter { $0 != name }
            if claims.count > 1, !others.isEmpty { return contest() }
            if cluster == name { await post(cluster, standing) }
        case .open, .contested: break
        }
    }

    private func claim(_ cluster: ClusterID, _ standing: Standing) {
        let isKnown = claims.contains {
            $0.standing.identity.value != nil && $0.standing.identity.value == standing.identity.value
        }
        if !isKnown { claims.append((cluster, standing)) }
    }

    private func contest() {
        host = nil
        settle(.none(.several(claims.map(\.cluster).sorted())))
    }

    /// Everybody has been read, or nobody waits any longer: the only one that calls itself the host is it.
    private func settleByClaims(_ otherwise: NoTokens) async {
        guard case .waiting = state else { return }
        guard case .open = choice, let only = claims.first else { return settle(.none(otherwise)) }
        guard claims.count == 1 else { return contest() }
        await post(only.cluster, only.standing)
        if case .waiting = state { settle(.none(.unreadable(only.cluster))) }
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

    private func tokens() async -> Result<RoundTokens, NoTokens> {
        switch state {
        case .found(let standing, let tokens, let signedAt): return .success(await fresh(standing, tokens, signedAt))
        case .known(let standing, let cluster): return await firstTokens(standing, cluster)
        case .none(let why): return .failure(why)
        case .waiting:
            return await withCheckedContinuation { waiter in
                waiters.append(waiter)
                if timer == nil { timer = Task { await self.losePatience() } }
            }
        }
    }

    /// One timer for all: a host that answers later is still the host for those that have not asked yet.
    private func losePatience() async {
        guard (try? await Task.sleep(for: .seconds(patience))) != nil, case .waiting = state else { return }
        await settleByClaims(
            .late(choice.cluster.map { [$0] } ?? unread.sorted { $0.rawValue < $1.rawValue }, seconds: patience))
    }

    private func firstTokens(_ standing: Standing, _ cluster: ClusterID) async -> Result<RoundTokens, NoTokens> {
        let time = now()
        guard let tokens = await Self.sign(standing, for: cluster, at: time) else {
            state = .none(.unreadable(cluster))
            return .failure(.unreadable(cluster))
        }
        state = .found(standing, tokens, signedAt: time)
        return .success(tokens)
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
        timer?.cancel()
        let answer: Result<RoundTokens, NoTokens>
        switch new {
        case .found(_, let tokens, _): answer = .success(tokens)
        case .none(let why): answer = .failure(why)
        case .waiting, .known: return
        }
        for waiter in waiters { waiter.resume(returning: answer) }
        waiters = []
    }
}
