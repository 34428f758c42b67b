package import Fleet
package import FoundationEssentials
import KubeSphereConfig
import KubeSphereLogs
package import Kubernetes

/// What is remembered of one cluster from probe to probe.
package struct ProbeMemory: Sendable {
    package var cursors: [LogCursor] = []
    package var ownFailures: [FailureCause: Int] = [:]
    /// Tokens of killed probes that may have left a failure each.
    package var sentTokens: [SentToken] = []
    /// The processes that refused the mis-signed control; while they run it is not sent again.
    package var controlledProcesses: Set<String> = []
    /// The host's own verdict, kept while its processes and its document stay the same.
    package var hostVerdict: HostVerdict?
    /// The processes that answered 200 to a request without any token; while they run it is not sent again.
    package var openProcesses: Set<String> = []
    /// What the processes said of themselves, while they run.
    var served: ServedFacts?
    /// The UID of kube-system as it was last read: it outlives a cluster's silence.
    package var uid: String?
    /// Whether its own configuration last said that it is the host; nil where it was never read.
    package var callsItselfHost: Bool?
    /// Since when a log could not be read; nil while all can.
    package var unreadSince: Date?
    /// How much of each log the last reading found new, by pod.
    package var logPace = LogPace()
    var standing = StandingMemo()

    package struct HostVerdict: Sendable {
        let processes: Set<String>
        let digest: Fingerprint
        let acceptance: Acceptance
    }

    package init(cursors: [LogCursor] = [], ownFailures: [FailureCause: Int] = [:], sentTokens: [SentToken] = []) {
        self.cursors = cursors
        self.ownFailures = ownFailures
        self.sentTokens = sentTokens
    }
}

extension ProbeMemory {
    fileprivate mutating func resume(from reading: LogReading) {
        // A replica whose log could not be read keeps its old cursor.
        let kept =
            reading.unread.isEmpty
            ? [] : cursors.filter { old in !reading.cursors.contains { $0.podUID == old.podUID } }
        cursors = reading.cursors + kept
    }

    fileprivate mutating func account(subtracted: [FailureCause: Int], added: [FailureCause: Int]) {
        for (cause, count) in subtracted { ownFailures[cause, default: 0] -= count }
        ownFailures.merge(added, uniquingKeysWith: +)
        ownFailures = ownFailures.filter { $0.value > 0 }
    }
}

/// What a probe gives: the value that is stored, and what stays in the process.
package struct ProbeOutcome: Sendable {
    package let observation: Observation
    package let standing: Standing
    /// Own failures of earlier probes that were taken off this observation's counts.
    package let subtracted: [FailureCause: Int]
    /// Tokens of killed probes that are settled, whether a failure was found for them or not.
    package let settled: [SentToken]

    /// The outcome of a probe that could not be made.
    package static func unread(_ cluster: ClusterID, at: Date, elapsed: Double, fault: Fault) -> ProbeOutcome {
        ProbeOutcome(
            observation: .unread(cluster, at: at, elapsed: elapsed, fault: fault),
            standing: Standing(
                identity: .failed(fault), clockOffset: nil, config: .failed(fault), document: nil,
                workload: .failed(fault),
                surroundings: Surroundings()),
            subtracted: [:], settled: [])
    }
}

/// One probe of one cluster: it only reads.
package struct ClusterProbe: Sendable {
    let cluster: ClusterID
    let reader: any ClusterReader
    let key: FingerprintKey
    let tokenNotes: (any SentTokenNotes)?
    let patience: Double

    /// - Parameters:
    ///   - tokenNotes: told of every token before it is sent; nil where nothing is recorded.
    ///   - patience: seconds for which it waits for a long document to be read.
    package init(
        cluster: ClusterID, reader: any ClusterReader, key: FingerprintKey, tokenNotes: (any SentTokenNotes)? = nil,
        patience: Double = 2
    ) {
        self.cluster = cluster
        self.reader = reader
        self.key = key
        self.tokenNotes = tokenNotes
        self.patience = patience
    }

    /// - Parameters:
    ///   - tokens: called once the cluster's own standing is read; waits until the host's is, and says why where there
    ///     are none.
    ///   - now: the clock that timestamps the observation.
    package func run(
        memory: inout ProbeMemory, now: @escaping @Sendable () -> Date,
        tokens: (Standing) async -> Result<RoundTokens, NoTokens>
    ) async -> ProbeOutcome {
        let started = now()
        var standing = await StandingReader(reader: reader, key: key, patience: patience)
            .read(memo: &memory.standing, now: now)
        standing.apply(memory.served)
        let (logs, subtracted, settled) = await readLogs(standing, memory: &memory, now())
        let notes = tokenNotes.map { clusterNotes($0, standing, logs.value, now) }
        let result = await probeAcceptance(standing, memory: &memory, tokens: await tokens(standing), notes: notes)
        memory.uid = standing.identity.value ?? memory.uid
        memory.callsItselfHost = standing.saysItIsTheHost ?? memory.callsItselfHost
        memory.note(result, of: standing.workload.value)
        memory.standing.servedVersion = result.version ?? memory.standing.servedVersion
        standing.apply(memory.served)
        if standing.workload.value == nil { standing.servedVersion = memory.standing.servedVersion }
        // Whoever looks for a reason is to see all there is.
        if result.acceptance != .accepted { memory.standing.rest = nil }
        var surroundings = standing.surroundings
        // After the tokens: a register of thousands must not keep the members waiting for them.
        if standing.config.value?.role == .host {
            surroundings.register = await RegisterReader(reader: reader).read(
                memo: &memory.standing.register, at: now())
        }
        var observation = Observation(
            cluster: cluster, at: started, elapsed: now().timeIntervalSince(started), identity: standing.identity,
            config: standing.config,
            workload: standing.workload, acceptance: result.acceptance, logs: logs, clockOffset: standing.clockOffset,
            expiries: await reader.expiries,
            surroundings: surroundings)
        observation.unreadable = standing.unreadable
        observation.servedVersion = standing.servedVersion
        if case .value(var reading) = logs {
            reading.ownFailures = result.ownFailures
            memory.unreadSince = reading.unread.isEmpty ? nil : memory.unreadSince ?? started
            reading.unreadSince = memory.unreadSince
            observation.logs = .value(reading)
            memory.resume(from: reading)
        }
        memory.account(subtracted: subtracted, added: result.ownFailures)
        memory.sentTokens.removeAll { settled.contains($0) }
        return ProbeOutcome(observation: observation, standing: standing, subtracted: subtracted, settled: settled)
    }

    private func readLogs(_ standing: Standing, memory: inout ProbeMemory, _ now: Date) async -> (
        Reading<LogReading>, [FailureCause: Int], [SentToken]
    ) {
        guard case .value(let workload) = standing.workload else {
            return (.failed(standing.workload.fault ?? Fault(.notAttempted, "not read")), [:], [])
        }
        let others = tokenNotes?.othersTokens(in: cluster) ?? []
        let (reading, subtracted, settled) = await LogReader(reader: reader).read(
            workload, version: standing.version, layout: standing.config.value?.layout, cursors: memory.cursors,
            ownFailures: memory.ownFailures,
            sentTokens: memory.sentTokens + others,
            clock: Int64(nanosecondsOf: now.timeIntervalSince1970 + (standing.clockOffset ?? 0)),
            backends: standing.document?.backends ?? BackendAddresses(), pace: &memory.logPace)
        tokenNotes?.settle(settled.filter { others.contains($0) }, in: cluster)
        return (.value(reading), subtracted, settled)
    }

    private func clusterNotes(
        _ tokenNotes: any SentTokenNotes, _ standing: Standing, _ logs: LogReading?,
        _ now: @escaping @Sendable () -> Date
    ) -> ClusterTokenNotes {
        let lines = (logs?.cursors ?? []).compactMap { LogTimestamp.time($0.timestamp)?.nanoseconds }
        return ClusterTokenNotes(
            tokenNotes: tokenNotes, cluster: cluster, lastLine: lines.max(), clockOffset: standing.clockOffset ?? 0,
            now: now)
    }

    private func probeAcceptance(
        _ standing: Standing, memory: inout ProbeMemory, tokens signing: Result<RoundTokens, NoTokens>,
        notes: ClusterTokenNotes?
    ) async -> AcceptanceResult {
        if let fault = standing.identity.fault, fault.forbidsFurtherRequests {
            return AcceptanceResult(acceptance: .notAttempted(fault.message), ownFailures: [:])
        }
        let tokens: RoundTokens
        switch signing {
        case .success(let signed): tokens = signed
        case .failure(let absence): return AcceptanceResult(acceptance: .notAttempted(absence.why), ownFailures: [:])
        }
        let processes = standing.workload.value?.processes ?? []
        if tokens.host == cluster, let known = memory.hostVerdict, known.processes == processes,
            known.digest == standing.config.value?.digest
        {
            return AcceptanceResult(acceptance: known.acceptance, ownFailures: [:])
        }
        let probe = AcceptanceProbe(
            reader: reader, tokens: tokens, versionPath: standing.version?.versionPath ?? "/kapis/version",
            speaksTLS: standing.workload.value?.servesTLS ?? false,
            backends: standing.document?.backends ?? BackendAddresses(), notes: notes)
        let result = await probe.run(
            controlKnown: !processes.isEmpty && memory.controlledProcesses == processes,
            openKnown: !processes.isEmpty && memory.openProcesses == processes)
        if result.acceptance == .accepted { memory.controlledProcesses = processes }
        if result.answersAnybody { memory.openProcesses = processes }
        if tokens.host == cluster {
            memory.hostVerdict = Self.verdict(result.acceptance, processes, standing.config.value?.digest)
        }
        return result
    }

    /// Only a clear verdict is kept; anything else is asked again.
    private static func verdict(_ acceptance: Acceptance, _ processes: Set<String>, _ digest: Fingerprint?)
        -> ProbeMemory.HostVerdict?
    {
        guard let digest else { return nil }
        switch acceptance {
        case .accepted, .refused(.tokenNotInCache, _):
            return .init(processes: processes, digest: digest, acceptance: acceptance)
        default: return nil
        }
    }
}
