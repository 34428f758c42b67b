import Fleet
import FoundationEssentials

/// A host and a member of version 3.4.1 with nothing wrong; a test changes what it is about.
enum Samples {
    static let noon = Date(timeIntervalSince1970: 1_790_000_000)
    static let key = FingerprintKey(bytes: Array(0..<32))
    static let hostSecret = Fingerprint(of: SecretValue("host-secret"), key: key)
    static let otherSecret = Fingerprint(of: SecretValue("other-secret"), key: key)

    static let member = observation("edge-1", role: .member, maxAge: .nanoseconds(0, text: "0"))
    static let host = observation("host", role: .host, maxAge: .absent)

    static func observation(_ name: String, role: ClusterRole?, maxAge: TokenMaxAge) -> Observation {
        Observation(
            cluster: ClusterID(name), at: noon, elapsed: 0.2, identity: .value("uid-of-\(name)"),
            config: .value(config(role: role, maxAge: maxAge)),
            workload: .value(workload()), acceptance: .accepted, logs: .value(LogReading()), clockOffset: 0)
    }

    static func config(role: ClusterRole?, maxAge: TokenMaxAge) -> ConfigFacts {
        ConfigFacts(
            resourceVersion: "42", layout: .oauthOptions, role: role, maxAge: maxAge, secret: hostSecret,
            sessionCache: .redis,
            lastWrite: ConfigWriter(manager: "kubectl-client-side-apply", time: noon.addingTimeInterval(-7200)),
            owner: .nobody,
            digest: Fingerprint(hex: "0123456789ab"), redacted: "authentication: {}\n")
    }

    static func workload(_ pods: [Workload.Pod] = [pod()]) -> Workload {
        Workload(
            name: "ks-apiserver", container: "ks-apiserver", version: KubeSphereVersion(major: 3, minor: 4, patch: 1),
            resourceVersion: "7",
            replicas: pods.count, rolloutComplete: true, restartIsOutage: true, overrides: [], pods: pods)
    }

    static func pod(startedBeforeNoon seconds: Double = 3600, ready: Bool = true, waiting: String? = nil)
        -> Workload.Pod
    {
        .init(
            name: "ks-apiserver-0", uid: "pod-0", ready: ready, startedAt: noon.addingTimeInterval(-seconds),
            restarts: waiting == nil ? 0 : 7,
            waiting: waiting, lastEnd: waiting == nil ? nil : "Error 255")
    }

    static func logged(_ cause: FailureCause, _ counts: Int...) -> Reading<LogReading> {
        .value(
            LogReading(
                failures: counts.enumerated().map {
                    FailureCount(minute: noon.minute + $0.offset, cause: cause, count: $0.element)
                })
        )
    }
}

extension Observation {
    /// The readings' values, where a test changes one field of one.
    var facts: ConfigFacts {
        get { config.value ?? Samples.config(role: nil, maxAge: .absent) }
        set { config = .value(newValue) }
    }

    var deployment: Workload {
        get { workload.value ?? Samples.workload() }
        set { workload = .value(newValue) }
    }
}
