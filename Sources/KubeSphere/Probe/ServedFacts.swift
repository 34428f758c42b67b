import Fleet

/// What the processes behind Service ks-apiserver said of themselves when they answered; it holds while the same
/// processes run.
struct ServedFacts: Sendable {
    let processes: Set<String>
    var version: KubeSphereVersion?
    var speaksTLS: Bool
}

extension ProbeMemory {
    mutating func note(_ result: AcceptanceResult, of workload: Workload?) {
        guard let processes = workload?.processes, !processes.isEmpty else { return }
        let known =
            served.flatMap { $0.processes == processes ? $0 : nil }
            ?? ServedFacts(processes: processes, speaksTLS: false)
        served = ServedFacts(
            processes: processes, version: result.version ?? known.version,
            speaksTLS: result.speaksTLS || known.speaksTLS)
    }
}

extension Standing {
    /// The version that the process itself tells counts last: an image's tag says what will be started next as well.
    mutating func apply(_ served: ServedFacts?) {
        guard let served, case .value(var known) = workload, known.processes == served.processes else { return }
        known.versionWitnesses[.endpoint] = served.version
        known.version = known.version ?? served.version
        known.servesTLS = known.servesTLS || served.speaksTLS
        workload = .value(known)
    }
}

extension Workload {
    /// The runs of containers that answer now.
    var processes: Set<String> { Set(pods.filter { !$0.terminating }.map { "\($0.uid)/\($0.restarts)" }) }
}
