import FoundationEssentials

/// How the start of a process stands to the last write of the document that it reads at its start. The API tells both
/// to the second.
package enum ProcessAge: Hashable, Sendable {
    /// When either happened is not known.
    case unknown
    case startedBeforeTheWrite
    case startedInTheSameSecond
    /// So many seconds after the write: a kubelet may have handed it the older document all the same.
    case startedWithinTheLag(Int)
    case startedAfterTheWrite

    /// Seconds within which a kubelet hands a changed ConfigMap on: its sync period and the time that its cache holds,
    /// a minute each
    /// (https://kubernetes.io/docs/concepts/configuration/configmap/#mounted-configmaps-are-updated-automatically).
    package static let kubeletLag = 120.0

    /// - Parameter observation: of several processes the oldest counts.
    package init(_ observation: Observation) {
        guard let written = observation.config.value?.lastWrite?.time,
            let started = observation.workload.value?.oldestStart
        else {
            self = .unknown
            return
        }
        let age = started.timeIntervalSince(written)
        switch age {
        case ..<0: self = .startedBeforeTheWrite
        case ..<1: self = .startedInTheSameSecond
        case ...Self.kubeletLag: self = .startedWithinTheLag(Int(age))
        default: self = .startedAfterTheWrite
        }
    }

    /// Whether the process may hold an older document than the ConfigMap.
    package var mayHoldTheOlderDocument: Bool {
        switch self {
        case .startedBeforeTheWrite, .startedInTheSameSecond, .startedWithinTheLag: true
        case .unknown, .startedAfterTheWrite: false
        }
    }
}
