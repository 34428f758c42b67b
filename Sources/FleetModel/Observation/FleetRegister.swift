import FleetText
package import FoundationEssentials

/// A cluster as its host knows it: a `Cluster` object (cluster.kubesphere.io/v1alpha1), with no credential in it
/// (kubesphere.md C1).
package struct RegisteredCluster: Hashable, Sendable {
    /// How the host reaches it.
    package enum Connection: String, Sendable {
        /// With the kubeconfig in the object.
        case direct
        /// Through a tunnel that the member's cluster-agent opens to the host's tower.
        case proxy
    }

    /// One of `status.conditions`. A status other than `True` and `False` is possible: 4.x leaves some empty.
    package struct Condition: Hashable, Sendable {
        package let type: String
        package let status: String
        package let reason: String
        package let message: String
        package let updatedAt: Date?

        package init(type: String, status: String, reason: String = "", message: String = "", updatedAt: Date? = nil) {
            self.type = printable(type, limit: 100)
            self.status = printable(status, limit: 20)
            self.reason = printable(reason, limit: 200)
            self.message = printable(message, limit: 300)
            self.updatedAt = updatedAt
        }
    }

    /// What the host's kubeconfig for it authenticates with.
    package enum Credential: Hashable, Sendable {
        case certificate(notAfter: Date?)
        case token(notAfter: Date?)
        case other
        /// It is no kubeconfig, but the base64 of one: the host decodes once.
        case encodedOnceMore
        /// It is nothing that could be a kubeconfig.
        case unreadable

        package var notAfter: Date? {
            switch self {
            case .certificate(let end), .token(let end): end
            case .other, .encodedOnceMore, .unreadable: nil
            }
        }
    }

    package let name: String
    /// Label `cluster-role.kubesphere.io/host`.
    package let isHost: Bool
    package let connection: Connection?
    /// `status.uid`: that of its namespace kube-system. 3.3 and later.
    package let uid: String?
    package let credential: Credential?
    package let conditions: [Condition]
    /// 4.x: whether the host's controller will run Helm on it at its next look: ks-core was never installed by it, or
    /// `spec.config` is another than the one whose hash it noted.
    package let awaitsRender: Bool

    package init(
        name: String, isHost: Bool = false, connection: Connection?, uid: String?, credential: Credential? = nil,
        conditions: [Condition] = [],
        awaitsRender: Bool = false
    ) {
        self.name = printable(name, limit: 100)
        self.isHost = isHost
        self.connection = connection
        self.uid = uid.flatMap { $0.isEmpty ? nil : $0 }
        self.credential = credential
        self.conditions = conditions
        self.awaitsRender = awaitsRender
    }

    package func condition(_ type: String) -> Condition? { conditions.first { $0.type == type } }
}

/// The clusters that a host knows, as they were at one moment.
package struct FleetRegister: Hashable, Sendable {
    package let clusters: [RegisteredCluster]
    /// True where there were more than are read: then nothing follows from a cluster's absence.
    package let isCut: Bool
    package let readAt: Date
    private let byUID: [String: Int]
    private let byName: [String: Int]

    package init(clusters: [RegisteredCluster], isCut: Bool = false, readAt: Date) {
        self.clusters = clusters
        self.isCut = isCut
        self.readAt = readAt
        byUID = Dictionary(clusters.enumerated().compactMap { index, cluster in cluster.uid.map { ($0, index) } }) {
            first, _ in first
        }
        byName = Dictionary(clusters.enumerated().map { ($1.name, $0) }) { first, _ in first }
    }

    /// The objects that stand for one cluster: more than one name it by several names.
    package func entries(uid: String) -> [RegisteredCluster] { clusters.filter { $0.uid == uid } }

    /// The object of a watched cluster: by the UID of its kube-system, and only where one of the two has none, by name.
    ///
    /// - Parameter names: what the cluster may be called by its host, the likeliest first.
    package func entry(uid: String?, names: [String]) -> RegisteredCluster? {
        if let uid, let index = byUID[uid] { return clusters[index] }
        let named = names.lazy.compactMap { byName[$0] }.map { clusters[$0] }
        return named.first { uid == nil || $0.uid == nil }
    }
}

/// What came of reading the host's `Cluster` objects.
package enum RegisterReading: Hashable, Sendable {
    /// Not a host, or not asked yet.
    case notAsked
    /// Without the right, or without the resource: nothing follows from it.
    case absent(Fault)
    case read(FleetRegister)

    package var register: FleetRegister? { if case .read(let register) = self { register } else { nil } }
}
