package import ConfigurationFiles
package import Fleet
package import FoundationEssentials
package import KubeSphere
import Kubernetes
import Linux

/// What one round over the fleet gave.
package struct RoundResult: Sendable {
    /// Every cluster that is watched, those that were not asked this time among them.
    package let watched: Set<ClusterID>
    package let host: ClusterID?
    /// Who calls itself the host.
    package let claims: HostClaims
    package let outcomes: [ClusterID: ProbeOutcome]
    package let diagnoses: [ClusterID: Diagnosis]
    package let started: Date
    /// Seconds.
    package let elapsed: Double

    package var healthCounts: [Health: Int] {
        Dictionary(diagnoses.values.map { ($0.health, 1) }, uniquingKeysWith: +)
    }
}

/// Probes every cluster of a roster, many at a time, each within its own deadline; one cluster's trouble delays no
/// other.
package struct FleetRound: Sendable {
    let roster: Roster
    let configuration: AgentConfiguration
    let key: FingerprintKey
    /// Seconds over which the probes' beginnings are spread, so that a large fleet is not asked in one burst.
    let spread: Double
    /// Told of every token before it is sent; nil where nothing is recorded.
    let tokenNotes: (any SentTokenNotes)?
    /// Names the commands of next steps.
    let kubectl: KubectlCommand?
    let now: @Sendable () -> Date
    let threads: ProbeThreads
    /// Told each time a probe has come to its end.
    let onProbe: @Sendable () -> Void

    package init(
        roster: Roster, configuration: AgentConfiguration, key: FingerprintKey, spread: Double = 0,
        tokenNotes: (any SentTokenNotes)? = nil,
        kubectl: KubectlCommand? = nil, threads: ProbeThreads = ProbeThreads(),
        now: @escaping @Sendable () -> Date = { Date() }, onProbe: @escaping @Sendable () -> Void = {}
    ) {
        self.roster = roster
        self.configuration = configuration
        self.key = key
        self.spread = spread
        self.tokenNotes = tokenNotes
        self.kubectl = kubectl
        self.threads = threads
        self.now = now
        self.onProbe = onProbe
    }

    /// - Parameters:
    ///   - memories: what is remembered of each cluster; brought up to date.
    ///   - clusters: nil for all.
    ///   - reachedBefore: the clusters that answered in the round before.
    ///   - knownHost: the host as another round read it a moment ago, where it is not among the clusters.
    package func run(
        memories: inout [ClusterID: ProbeMemory], clusters: [ClusterID]? = nil, reachedBefore: Set<ClusterID> = [],
        knownHost: ProbeOutcome? = nil
    ) async -> RoundResult {
        let started = now()
        let wanted = clusters ?? roster.clusters
        let choice = HostChoice(configuration, HostClaims(memories, watched: roster.clusters, configuration))
        let exchange = HostSecretExchange(
            clusters: wanted, choice: choice, patience: patience, knownHost: knownHost, now: now)
        let twins = twins(memories, reachedBefore)
        let probed = await probeAll(wanted, memories: memories, exchange: exchange, twins: twins)
        var outcomes: [ClusterID: ProbeOutcome] = [:]
        for (cluster, outcome, memory) in probed {
            outcomes[cluster] = outcome
            memories[cluster] = memory
        }
        let claims = HostClaims(memories, watched: roster.clusters, configuration)
        let isContested = configuration.namedHost == nil && claims.isContested
        let host = isContested ? nil : await exchange.host
        let observations = wanted.compactMap { outcomes[$0]?.observation } + (knownHost.map { [$0.observation] } ?? [])
        let uids = memories.compactMapValues(\.uid)
        let census = Census(contexts: roster.clusters, uids: uids, names: observations.flatMap(\.namesOnHost))
        let diagnoses = diagnoseFleet(
            observations, host: host, claims: configuration.namedHost == nil ? claims : HostClaims(),
            reachedBefore: reachedBefore, census: census
        ).filter { outcomes[$0.key] != nil }.mapValues { kubectl?.named($0) ?? $0 }
        return RoundResult(
            watched: Set(roster.clusters), host: host, claims: claims, outcomes: outcomes, diagnoses: diagnoses,
            started: started, elapsed: now().timeIntervalSince(started))
    }

    /// Of the time that a cluster has, a third is left for the probe itself.
    private var patience: Double { configuration.clusterTimeout * 2 / 3 }

    private typealias Probed = (ClusterID, ProbeOutcome, ProbeMemory)

    private func twins(_ memories: [ClusterID: ProbeMemory], _ reachedBefore: Set<ClusterID>) -> [ClusterID: ClusterID]
    {
        twinContexts(
            roster.preferred(host: configuration.host).filter { reachedBefore.contains($0) },
            uids: memories.compactMapValues(\.uid))
    }

    private func probeAll(
        _ clusters: [ClusterID], memories: [ClusterID: ProbeMemory], exchange: HostSecretExchange,
        twins: [ClusterID: ClusterID]
    ) async -> [Probed] {
        let order = order(clusters)
        let started = ContinuousClock.now
        return await withTaskGroup(of: Probed.self) { group in
            var results: [Probed] = []
            for (index, cluster) in order.enumerated() {
                if index >= gate(order.count), let done = await group.next() { results.append(done) }
                // A cancelled round waits for nothing, and what it begins is cancelled with it.
                if spread > 0 { try? await Task.sleep(until: started + .seconds(offset(cluster)), clock: .continuous) }
                let memory = memories[cluster] ?? ProbeMemory()
                group.addTask { await probe(cluster, memory, exchange, twin: twins[cluster]) }
            }
            for await done in group { results.append(done) }
            return results
        }
    }

    /// A member that waits for the host holds its place, so the host goes first; the others in the order of their
    /// beginnings.
    private func order(_ clusters: [ClusterID]) -> [ClusterID] {
        let others = clusters.filter { $0 != configuration.host }
        return clusters.filter { $0 == configuration.host }
            + (spread > 0 ? others.sorted { offset($0) < offset($1) } : others)
    }

    private func offset(_ cluster: ClusterID) -> Double {
        cluster == configuration.host ? 0 : ProbeSchedule.offset(of: cluster, spread: spread)
    }

    /// With no host named, any cluster may be the host: then a gate could hold it back while the others wait for it.
    private func gate(_ count: Int) -> Int { configuration.host == nil ? count : configuration.concurrency }

    private func probe(_ cluster: ClusterID, _ memory: ProbeMemory, _ exchange: HostSecretExchange, twin: ClusterID?)
        async
        -> Probed
    {
        let started = now()
        defer { onProbe() }
        var client = roster.client(cluster)
        if threads.strays(cluster) {
            client = .failed(
                Fault(
                    .agentBusy,
                    "what it sent in an earlier round is still being read: it is asked again once that is over"))
        }
        switch client {
        case .failed(let fault):
            await exchange.finished(cluster)
            return (cluster, .unread(cluster, at: started, elapsed: 0, fault: fault), memory)
        case .value(let client):
            let finished = await inTime(cluster) {
                var memory = memory
                let outcome = await read(cluster, client, &memory, exchange, twin: twin)
                return (outcome, memory)
            }
            await exchange.finished(cluster)
            if let (outcome, memory) = finished { return (cluster, outcome, memory) }
            let fault = overdue(cluster)
            return (cluster, .unread(cluster, at: started, elapsed: configuration.clusterTimeout, fault: fault), memory)
        }
    }

    /// A probe that waits for an answer ends when it is cancelled; one that has not ended then computes, or waits for
    /// a thread to compute on.
    private func overdue(_ cluster: ClusterID) -> Fault {
        let limit = "longer than \(configuration.clusterTimeout) s"
        return threads.strays(cluster)
            ? Fault(.agentBusy, "to read what \(cluster) sent took \(limit), and goes on")
            : Fault(.timeout, "the probe of \(cluster) took \(limit)")
    }

    private func inTime<Value: Sendable>(_ cluster: ClusterID, _ work: @escaping @Sendable () async -> Value) async
        -> Value?
    {
        threads.begins(cluster)
        return await withDeadline(
            seconds: configuration.clusterTimeout, on: ProbeThreads.executor, ended: { threads.ends(cluster) }, work)
    }

    private func read(
        _ cluster: ClusterID, _ client: APIClient, _ memory: inout ProbeMemory, _ exchange: HostSecretExchange,
        twin: ClusterID?
    ) async -> ProbeOutcome {
        let started = now()
        // Which cluster it leads to may change at any time: it is asked, and nothing else while it is another
        // context's.
        if let twin, await ClusterIdentity(reader: client.reader).isStill(memory.uid) {
            return .unread(cluster, at: started, elapsed: now().timeIntervalSince(started), fault: Self.another(twin))
        }
        let probe = ClusterProbe(
            cluster: cluster, reader: client.reader, key: key, tokenNotes: tokenNotes,
            patience: min(2, configuration.clusterTimeout / 4))
        return await probe.run(memory: &memory, now: now) { await exchange.tokens(for: cluster, $0) }
    }

    private static func another(_ twin: ClusterID) -> Fault {
        Fault(.anotherContext, "it leads to the same cluster as context \(twin), by the UID of kube-system")
    }
}
