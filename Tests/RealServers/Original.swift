import Foundation

/// The member as it was before anything was broken, kept in a file until it is so again: the run after one that was
/// interrupted begins by putting it back.
struct Original: Codable, Equatable {
    let server: String
    /// Where the programs of that run have their histories, and the locks that they hold while they write.
    let histories: String
    let data: [String: String]
    let replicas: Int
    let configAnnotations: [String: String]
    let workloadAnnotations: [String: String]

    init(_ cluster: RealCluster, histories: URL) async throws {
        let config = try await cluster.config()
        let deployment = try await cluster.deployment()
        server = cluster.server
        self.histories = histories.path
        data = config.data
        replicas = deployment.spec.replicas
        configAnnotations = Self.ours(config.metadata)
        workloadAnnotations = Self.ours(deployment.metadata)
    }

    var text: String { data["kubesphere.yaml"] ?? "" }

    /// What ksfleet writes on an object. Others are not remembered: `last-applied-configuration` holds the secret.
    private static func ours(_ metadata: Metadata) -> [String: String] {
        metadata.annotations?.filter { $0.key.hasPrefix("ksfleet.io/") } ?? [:]
    }

    /// Takes back what ksfleet has noted on the objects: to a history of its own, another's run there is another
    /// ksfleet's.
    func putAnnotationsBack(_ cluster: RealCluster) async throws {
        let config = Self.ours(try await cluster.config().metadata)
        let workload = Self.ours(try await cluster.deployment().metadata)
        try await cluster.annotate(Self.changes(from: config, to: configAnnotations), config: true)
        try await cluster.annotate(Self.changes(from: workload, to: workloadAnnotations), config: false)
    }

    private static func changes(from now: [String: String], to then: [String: String]) -> [String: String?] {
        let keys = Set(now.keys).union(then.keys).filter { now[$0] != then[$0] }
        return Dictionary(uniqueKeysWithValues: keys.map { ($0, then[$0]) })
    }

    func putBack(_ cluster: RealCluster) async throws {
        if try await cluster.config().data["kubesphere.yaml"] != text { try await cluster.write(text) }
        try await putAnnotationsBack(cluster)
        if try await cluster.deployment().spec.replicas != replicas { try await cluster.scale(replicas) }
        try await cluster.restart()
        guard try await cluster.config().data == data else {
            throw Trouble("ConfigMap kubesphere-config is not byte for byte what it was")
        }
        guard try await cluster.deployment().spec.replicas == replicas else {
            throw Trouble("\(cluster.workload) has not its \(replicas) replicas")
        }
    }
}
