/// What is found of when a process started, and when its ConfigMap was last written.
package enum ProcessStatement: String, StatementCode {
    case unknown = "process.unknown"
    case startedBefore = "process.started-before"
    case startedInTheSameSecond = "process.started-in-the-same-second"
    case startedWithinTheLag = "process.started-within-the-lag"
    case startedAfter = "process.started-after"

    package func english(_ v: Wording) -> String {
        switch self {
        case .unknown: "when the ConfigMap was last written, or when the process started, is not known"
        case .startedBefore: "\(written(v)), after its process started at \(v[.startedAt])"
        case .startedInTheSameSecond:
            """
            \(written(v)), in the second in which its process started: it may hold the older document
            """
        case .startedWithinTheLag:
            """
            \(written(v)), \(v[.seconds]) s before its process started at \(v[.startedAt]): a kubelet takes up to \
            two minutes to hand a changed ConfigMap on, so it may hold the older document
            """
        case .startedAfter: "\(written(v)), before its process started at \(v[.startedAt])"
        }
    }
}

extension ProcessStatement {
    private func written(_ v: Wording) -> String {
        "\(v[.cluster])'s ConfigMap was last written at \(v[.at]) by \(v[.writer])"
    }
}
