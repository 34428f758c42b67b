import Fleet
import FoundationEssentials
import Kubernetes

/// Reads which users a cluster has, by name alone: a User object of 3.x holds the hash of a password.
struct UserReader {
    let reader: any ClusterReader

    /// More users than `pageSize` times that are not read, and nothing is concluded from absence then.
    private static let mostPages = 4
    private static let pageSize = 500
    private static let path = "/apis/iam.kubesphere.io/v1alpha2/users"
    /// https://kubernetes.io/docs/reference/using-api/api-concepts/#alternate-representations-of-resources
    private static let metadataOnly: HeaderField = (
        "Accept", "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"
    )

    /// nil where they may not be read, or cannot.
    func read(at time: Date) async -> UserRegister? {
        var users: [(name: String, created: Date?)] = []
        var next: String?
        for _ in 0..<Self.mostPages {
            let query: [QueryItem] = [("limit", String(Self.pageSize))] + (next.map { [("continue", $0)] } ?? [])
            let answer = await reader.get(Self.path, query: query, headers: [Self.metadataOnly])
            guard let page = answer.decoded(ObjectList<PartialObject>.self, asked: "GET \(Self.path)").value else {
                return nil
            }
            users += page.items.map { ($0.metadata.name ?? "", $0.metadata.creationTimestamp) }
            next = page.metadata?.continue.flatMap { $0.isEmpty ? nil : $0 }
            if next == nil { return UserRegister(users, readAt: time) }
        }
        return UserRegister(users, isCut: true, readAt: time)
    }
}

/// `PartialObjectMetadata` of meta.k8s.io/v1.
private struct PartialObject: Decodable, Sendable {
    let metadata: ObjectMeta
}
