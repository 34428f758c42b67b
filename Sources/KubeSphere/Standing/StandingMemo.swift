import Fleet
import FoundationEssentials
import KubeSphereConfig
import Kubernetes

/// What a cluster's answers were decoded to, kept until the bytes change: a cluster at rest costs no decoding.
struct StandingMemo: Sendable {
    var place: Place?
    var config = Memo<ConfigReading>()
    /// The version that `config` was read for.
    var configVersion: KubeSphereVersion?
    /// A long one that is being read, or could not be.
    var longConfig: LongConfig?
    /// What its processes said last, whether or not their Deployment can be read.
    var servedVersion: KubeSphereVersion?
    var service = Memo<ServiceSelector>()
    /// When the Service was asked for last.
    var serviceReadAt: Date?
    var workload = Memo<Workload>()
    var rest: Rest?
    var startFaults = StartFaultMemo()
    var restarts = RestartHistory()
    var surroundings = RareMemo()
    var register = RegisterMemo()

    struct LongConfig {
        /// Of the answer's bytes.
        let hash: Int
        let version: KubeSphereVersion?
        let reading: LongReading<Reading<ConfigReading>>
    }

    /// The UIDs of kube-system and of the ConfigMap, read together.
    struct Place {
        let cluster: String
        let configMap: String
    }

    /// A workload of which nothing was on its way, and the pods that it was told from.
    struct Rest {
        let workload: Workload
        let pods: Int
        let readAt: Date
    }
}

/// The last value made from an answer, and the hash of what it was made from.
struct Memo<Value: Sendable>: Sendable {
    private var last: (hash: Int, value: Value)?

    /// The last value made, however long ago.
    var current: Value? { last?.value }

    /// The value made before from the same bytes.
    func value(of hash: Int) -> Value? { last.flatMap { $0.hash == hash ? $0.value : nil } }

    /// The value made before from the same bytes, or a new one, which is kept.
    mutating func value(for hash: Int, _ make: () -> Reading<Value>) -> Reading<Value> {
        if let last, last.hash == hash { return .value(last.value) }
        let made = make()
        last = made.value.map { (hash, $0) }
        return made
    }
}

/// A configuration as it was read: what may leave the process, and the document itself.
struct ConfigReading: Sendable {
    /// The ConfigMap's.
    let uid: String?
    let facts: ConfigFacts
    let document: ConfigDocument
}

/// Which Deployment and pods stand behind Service `ks-apiserver`.
struct ServiceSelector: Sendable {
    let deployment: String
    /// As the `labelSelector` of a list.
    let labels: String
    /// Whether its port is one of HTTPS.
    let isTLS: Bool
}
