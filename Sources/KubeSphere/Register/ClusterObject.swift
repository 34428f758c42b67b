package import Fleet
import FoundationEssentials
import Kubernetes

/// A `Cluster` of cluster.kubesphere.io/v1alpha1, as far as it tells of a member (kubesphere.md C1).
///
/// `spec.connection.kubeconfig` is the member's admin credential. It is decoded where it lies, its end is kept, and it
/// is let go: no property holds it.
package struct ClusterObject: Decodable, Sendable {
    package let cluster: RegisteredCluster

    private static let hostLabel = "cluster-role.kubesphere.io/host"
    private static let configHash = "kubesphere.io/config-hash"

    private struct Spec: Decodable {
        struct Connection: Decodable {
            let type: String?
            let kubeconfig: String?
        }

        let connection: Connection?
        /// 4.x: values for ks-core's chart, base64.
        let config: String?
    }

    private struct Status: Decodable {
        struct Condition: Decodable {
            let type: String
            let status: String?
            let reason: String?
            let message: String?
            let lastUpdateTime: Date?
        }

        let conditions: [Condition]?
        let uid: String?
    }

    private enum CodingKeys: String, CodingKey { case metadata, spec, status }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let metadata = try container.decode(ObjectMeta.self, forKey: .metadata)
        let spec = try container.decodeIfPresent(Spec.self, forKey: .spec)
        let status = try container.decodeIfPresent(Status.self, forKey: .status)
        let isHost = metadata.labels?[Self.hostLabel] != nil
        let conditions = (status?.conditions ?? []).map {
            RegisteredCluster.Condition(
                type: $0.type, status: $0.status ?? "", reason: $0.reason ?? "", message: $0.message ?? "",
                updatedAt: $0.lastUpdateTime)
        }
        cluster = RegisteredCluster(
            name: metadata.name ?? "", isHost: isHost,
            connection: spec?.connection?.type.flatMap(RegisteredCluster.Connection.init(rawValue:)),
            uid: status?.uid, credential: spec?.connection?.kubeconfig.flatMap(Self.credential), conditions: conditions,
            awaitsRender: !isHost && Self.awaitsRender(spec, metadata, conditions))
    }

    private static func credential(_ encoded: String) -> RegisteredCluster.Credential? {
        guard !encoded.isEmpty else { return nil }
        guard let bytes = Data(base64Encoded: encoded.filter { !$0.isWhitespace }) else { return .unreadable }
        guard let found = KubeconfigCredential(kubeconfig: bytes) else {
            return KubeconfigCredential.isEncodedOnceMore(bytes) ? .encodedOnceMore : .unreadable
        }
        return switch found.kind {
        case .certificate: .certificate(notAfter: found.notAfter)
        case .token: .token(notAfter: found.notAfter)
        case .other, .none: .other
        }
    }

    /// v4.1.3 pkg/controller/cluster/helper.go, configChanged: the annotation holds FNV-1a of `spec.config`. Before 4.x
    /// there is neither.
    private static func awaitsRender(_ spec: Spec?, _ metadata: ObjectMeta, _ conditions: [RegisteredCluster.Condition])
        -> Bool
    {
        guard let noted = metadata.annotations?[configHash] else { return false }
        let values = spec?.config.flatMap { Data(base64Encoded: $0) } ?? Data()
        return noted != fnv1a(values) || conditions.first { $0.type == "KSCoreReady" }?.status != "True"
    }

    /// Go's `fnv.New64a`, in hexadecimal.
    static func fnv1a(_ bytes: some Sequence<UInt8>) -> String {
        let digits = String(FNV1a.hash64(bytes), radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
