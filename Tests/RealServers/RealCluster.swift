import Foundation

/// KubeSphere on one cluster, as kubectl shows it and changes it.
struct RealCluster: Sendable {
    let kubectl: Kubectl
    let uid: String
    let server: String
    /// The Deployment behind Service ks-apiserver: `ks-agent` on a 4.x member.
    let workload: String
    let version: String

    private static let config = "configmap/kubesphere-config"

    init(_ kubectl: Kubectl) async throws {
        self.kubectl = kubectl
        uid = try await kubectl.get(NamespaceObject.self, "namespace/kube-system").metadata.uid
        server = try await kubectl.run("config", "view", "--minify", "-o", "jsonpath={.clusters[0].cluster.server}")
        let service = try await kubectl.get(ServiceObject.self, "service/ks-apiserver").spec.selector
        let deployments = try await kubectl.get(ListOf<DeploymentObject>.self, "deployments").items
        guard
            let deployment = deployments.first(where: {
                $0.spec.template.metadata.labels.merging(service) { $1 } == $0.spec.template.metadata.labels
            })
        else {
            throw Trouble("no Deployment of \(kubectl.context) has the labels that Service ks-apiserver selects")
        }
        workload = deployment.metadata.name
        let image = deployment.spec.template.spec.containers.first { $0.name == "ks-apiserver" }?.image
        version = image?.split(separator: ":").last.map(String.init) ?? "unknown"
    }

    func config() async throws -> ConfigMapObject { try await kubectl.get(ConfigMapObject.self, Self.config) }

    func text() async throws -> ConfigText {
        guard let text = try await config().data["kubesphere.yaml"] else {
            throw Trouble("kubesphere-config of \(kubectl.context) has no kubesphere.yaml")
        }
        return try ConfigText(text)
    }

    func deployment() async throws -> DeploymentObject {
        try await kubectl.get(DeploymentObject.self, "deployment/\(workload)")
    }

    func write(_ text: String) async throws {
        try await kubectl.patch(Self.config, ["data": ["kubesphere.yaml": text]])
    }

    /// Takes annotations away; nil values are those.
    func annotate(_ annotations: [String: String?], config: Bool) async throws {
        guard !annotations.isEmpty else { return }
        try await kubectl.patch(
            config ? Self.config : "deployment/\(workload)", ["metadata": ["annotations": annotations]])
    }

    func restart() async throws {
        try await kubectl.run("-n", Kubectl.namespace, "rollout", "restart", "deployment/\(workload)")
        try await settle()
    }

    func scale(_ replicas: Int) async throws {
        try await kubectl.run("-n", Kubectl.namespace, "scale", "deployment/\(workload)", "--replicas", "\(replicas)")
        try await settle()
    }

    /// Until the rollout is over and the pods of the one before are gone: they would still answer.
    func settle() async throws {
        try await kubectl.run(
            "-n", Kubectl.namespace, "rollout", "status", "deployment/\(workload)", "--timeout", "300s")
        let deployment = try await deployment()
        let labels = deployment.spec.selector.matchLabels.map { "\($0.key)=\($0.value)" }.sorted().joined(
            separator: ",")
        try await Deadline.wait(for: "the pods of \(workload)") {
            let pods = try await kubectl.get(ListOf<PodObject>.self, "pods", "-l", labels).items
            let isSettled = pods.count == deployment.spec.replicas && pods.allSatisfy(\.isReady)
            return isSettled
                ? nil : "\(pods.count) pods, \(pods.count(where: \.isReady)) ready, of \(deployment.spec.replicas)"
        }
    }
}
