package import FoundationEssentials

/// The Deployment whose pods stand behind Service `ks-apiserver`: `ks-apiserver`, or `ks-agent` on 4.x members.
package struct Workload: Hashable, Codable, Sendable {
    package var name: String
    package var container: String
    /// Of the container image's tag, such as `v3.4.1`; where that is none, of the Deployment's label, and at last as
    /// its version endpoint says.
    package var version: KubeSphereVersion?
    /// What each of them says by itself.
    package var versionWitnesses: [VersionWitness: KubeSphereVersion]
    /// Service ks-apiserver has a port of HTTPS alone (4.x `internalTLS`).
    package var servesTLS: Bool
    package var resourceVersion: String
    package var replicas: Int
    package var rolloutComplete: Bool
    /// Why a rollout stands still, where the Deployment's conditions say so (`ProgressDeadlineExceeded`).
    package var rolloutStalled: String?
    /// `maxSurge: 0` with one replica: every restart is an outage of some seconds.
    package var restartIsOutage: Bool
    /// Environment variables and flags that overrule the ConfigMap, by name only.
    package var overrides: [String]
    /// ConfigMaps and Secrets whose keys become environment variables (`envFrom`): what they overrule is not read.
    package var environmentSources: [String]
    package var pods: [Pod]

    package init(
        name: String, container: String, version: KubeSphereVersion?, resourceVersion: String, replicas: Int,
        rolloutComplete: Bool,
        rolloutStalled: String? = nil, restartIsOutage: Bool, overrides: [String],
        environmentSources: [String] = [], pods: [Pod], versionWitnesses: [VersionWitness: KubeSphereVersion] = [:],
        servesTLS: Bool = false
    ) {
        self.name = name
        self.container = container
        self.version = version
        self.versionWitnesses = versionWitnesses
        self.servesTLS = servesTLS
        self.resourceVersion = resourceVersion
        self.replicas = replicas
        self.rolloutComplete = rolloutComplete
        self.rolloutStalled = rolloutStalled
        self.restartIsOutage = restartIsOutage
        self.overrides = overrides
        self.environmentSources = environmentSources
        self.pods = pods
    }

    /// What tells a version.
    package enum VersionWitness: String, Hashable, Codable, Sendable, CaseIterable {
        case image, label, endpoint
    }

    /// One replica of it.
    package struct Pod: Hashable, Codable, Sendable {
        package var name: String
        package var uid: String
        package var ready: Bool
        /// When the container that runs now was started.
        package var startedAt: Date?
        package var restarts: Int
        /// `CrashLoopBackOff`, `ImagePullBackOff`, …, where the container waits.
        package var waiting: String?
        /// The reason and exit code of the container's last end.
        package var lastEnd: String?
        /// deletionTimestamp is set: on its way out.
        package var terminating: Bool
        /// Of the image that it runs: during an upgrade pods of two versions stand beside each other.
        package var version: KubeSphereVersion?
        /// Of a container that does not come up: what its last run said as it ended.
        package var startFault: StartFault?
        /// When the pod was made, and when its container ended last.
        package var createdAt: Date?
        package var lastEndedAt: Date?
        /// How often the container has restarted lately, where it has.
        package var recentRestarts: RestartTally?

        package init(
            name: String, uid: String, ready: Bool, startedAt: Date?, restarts: Int, waiting: String? = nil,
            lastEnd: String? = nil,
            terminating: Bool = false, version: KubeSphereVersion? = nil, startFault: StartFault? = nil,
            createdAt: Date? = nil,
            lastEndedAt: Date? = nil
        ) {
            self.name = name
            self.uid = uid
            self.ready = ready
            self.startedAt = startedAt
            self.restarts = restarts
            self.waiting = waiting
            self.lastEnd = lastEnd
            self.terminating = terminating
            self.version = version
            self.startFault = startFault
            self.createdAt = createdAt
            self.lastEndedAt = lastEndedAt
        }
    }

    /// The start of the process that has run longest: the one that may still hold an old configuration.
    package var oldestStart: Date? { pods.filter { !$0.terminating }.compactMap(\.startedAt).min() }
}

/// `v3.4.1`, compared by its numbers.
package struct KubeSphereVersion: Hashable, Codable, Sendable, Comparable, CustomStringConvertible {
    package let major: Int
    package let minor: Int
    package let patch: Int

    package init(major: Int, minor: Int, patch: Int = 0) {
        self.major = major
        self.minor = minor
        self.patch = patch
    }

    /// Reads `v3.4.1`, `3.4`, `v4.1.3-rc.1`; nil for anything else (`latest`, `nightly`).
    package init?(_ text: some StringProtocol) {
        let bare = text.hasPrefix("v") ? text.dropFirst() : text[...]
        let core = bare.prefix { $0.isNumber || $0 == "." }
        let numbers = core.split(separator: ".").map { Int($0) }
        guard (2...3).contains(numbers.count), let major = numbers[0], let minor = numbers[1], major < 100 else {
            return nil
        }
        self.init(major: major, minor: minor, patch: (numbers.count == 3 ? numbers[2] : nil) ?? 0)
    }

    package var description: String { "v\(major).\(minor).\(patch)" }

    /// The path that needs no rights there (kubesphere.md C3, M10).
    package var versionPath: String { major >= 4 ? "/version" : "/kapis/version" }

    /// 3.3 and 3.4 take a changed ConfigMap by themselves; the others read it at start (kubesphere.md A3).
    package var reloadsConfig: Bool { major == 3 && minor >= 3 }

    /// 3.1 to 3.4 refuse a token whose user they do not have; 3.0 and 4.x members accept it (kubesphere.md M4).
    package var looksUsersUp: Bool { major == 3 && minor >= 1 }

    package static func < (a: KubeSphereVersion, b: KubeSphereVersion) -> Bool {
        (a.major, a.minor, a.patch) < (b.major, b.minor, b.patch)
    }
}
