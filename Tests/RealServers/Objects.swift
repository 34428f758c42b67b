/// What the suite reads of Kubernetes' objects.
struct Metadata: Decodable {
    let name: String
    let uid: String
    let resourceVersion: String
    var generation: Int?
    var annotations: [String: String]?
    var deletionTimestamp: String?
}

struct ConfigMapObject: Decodable {
    let metadata: Metadata
    let data: [String: String]
}

struct ServiceObject: Decodable {
    struct Spec: Decodable { let selector: [String: String] }

    let spec: Spec
}

struct NamespaceObject: Decodable { let metadata: Metadata }

struct DeploymentObject: Decodable {
    struct Spec: Decodable {
        let replicas: Int
        let selector: Selector
        let template: Template
    }

    struct Selector: Decodable { let matchLabels: [String: String] }

    struct Template: Decodable {
        let metadata: Labels
        let spec: PodSpec
    }

    struct Labels: Decodable { let labels: [String: String] }

    struct PodSpec: Decodable { let containers: [Container] }

    struct Container: Decodable {
        let name: String
        let image: String
    }

    let metadata: Metadata
    let spec: Spec
}

struct PodObject: Decodable {
    struct Status: Decodable { var containerStatuses: [ContainerStatus]? }

    struct ContainerStatus: Decodable { let ready: Bool }

    let metadata: Metadata
    var status: Status?

    var isReady: Bool { status?.containerStatuses?.allSatisfy(\.ready) == true && metadata.deletionTimestamp == nil }
}

struct ListOf<Item: Decodable>: Decodable { let items: [Item] }
