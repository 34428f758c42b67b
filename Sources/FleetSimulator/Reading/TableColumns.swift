/// The columns of each kind, in the order in which kubectl shows them.
enum TableColumns {
    static func all(_ kind: ObjectKind) -> [TableColumn] {
        switch kind {
        case .namespaces: [.objectName, .text("Status", ["status", "phase"]), .age]
        case .configmaps:
            [.objectName, TableColumn("Data", type: "string") { .string(String(size($0["data"]))) }, .age]
        case .secrets:
            [
                .objectName, .text("Type", ["type"]),
                TableColumn("Data", type: "string") { .string(String(size($0["data"]))) }, .age,
            ]
        case .services: services
        case .pods: pods
        case .deployments: deployments
        case .replicasets: replicaSets
        case .clusters: clusters
        case .clusterconfigurations: [.objectName, .age]
        // The CRD's additionalPrinterColumns (config/crds/iam.kubesphere.io_users.yaml).
        case .users: [.objectName, .text("Email", ["spec", "email"]), .text("Status", ["status", "state"])]
        }
    }

    private static func size(_ object: JSON?) -> Int { object?.object?.members.count ?? 0 }

    private static func labels(_ object: JSON?) -> String {
        let pairs = (object?.strings ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        return pairs.isEmpty ? "<none>" : pairs.joined(separator: ",")
    }

    private static let services: [TableColumn] = [
        .objectName, .text("Type", ["spec", "type"]), .text("Cluster-IP", ["spec", "clusterIP"]),
        TableColumn("External-IP") { _ in "<none>" },
        TableColumn("Port(s)") { object in
            let ports = (object[["spec", "ports"]]?.array ?? []).map {
                "\($0["port"]?.int ?? 0)/\($0["protocol"]?.string ?? "TCP")"
            }
            return .string(ports.joined(separator: ","))
        }, .age, TableColumn("Selector", isWide: true) { .string(labels($0[["spec", "selector"]])) },
    ]

    private static let deployments: [TableColumn] =
        [
            .objectName,
            TableColumn("Ready") {
                .string("\($0[["status", "readyReplicas"]]?.int ?? 0)/\($0[["spec", "replicas"]]?.int ?? 0)")
            },
            .count("Up-to-date", ["status", "updatedReplicas"]), .count("Available", ["status", "availableReplicas"]),
            .age,
        ] + template + [
            TableColumn("Selector", isWide: true) { .string(labels($0[["spec", "selector", "matchLabels"]])) }
        ]

    private static let replicaSets: [TableColumn] =
        [
            .objectName, .count("Desired", ["spec", "replicas"]), .count("Current", ["status", "replicas"]),
            .count("Ready", ["status", "readyReplicas"]), .age,
        ] + template + [
            TableColumn("Selector", isWide: true) { .string(labels($0[["spec", "selector", "matchLabels"]])) }
        ]

    private static let template = [("Containers", "name"), ("Images", "image")].map { title, field in
        TableColumn(title, isWide: true) { object in
            let containers = object[["spec", "template", "spec", "containers"]]?.array ?? []
            return .string(containers.compactMap { $0[field]?.string }.joined(separator: ","))
        }
    }

    /// The CRD's additionalPrinterColumns (config/crds/cluster.kubesphere.io_clusters.yaml).
    private static let clusters: [TableColumn] = [
        .objectName, TableColumn("Federated", type: "boolean") { $0[["spec", "joinFederation"]] ?? .null },
        .text("Provider", ["spec", "provider"]),
        TableColumn("Active", type: "boolean") { $0[["spec", "enable"]] ?? .null },
        .text("Version", ["status", "kubernetesVersion"]),
    ]

    private static let pods: [TableColumn] = [
        .objectName,
        TableColumn("Ready") { object in
            let states = object[["status", "containerStatuses"]]?.array ?? []
            let wanted = object[["spec", "containers"]]?.array?.count ?? states.count
            return .string("\(states.count { $0["ready"] == true })/\(wanted)")
        }, TableColumn("Status") { .string(podStatus($0)) }, TableColumn("Restarts") { .string(restarts($0)) }, .age,
        .text("IP", ["status", "podIP"], isWide: true), .text("Node", ["spec", "nodeName"], isWide: true),
        TableColumn("Nominated Node", isWide: true) { _ in "<none>" },
        TableColumn("Readiness Gates", isWide: true) { _ in "<none>" },
    ]

    /// As printers' `printPod` decides: what a container waits for or ended with before the pod's phase, and its end
    /// before all.
    private static func podStatus(_ pod: JSON) -> String {
        if pod[["metadata", "deletionTimestamp"]] != nil { return "Terminating" }
        for container in pod[["status", "containerStatuses"]]?.array ?? [] {
            if let reason = container[["state", "waiting", "reason"]]?.string { return reason }
            if let reason = container[["state", "terminated", "reason"]]?.string { return reason }
        }
        return pod[["status", "phase"]]?.string ?? "Unknown"
    }

    private static func restarts(_ pod: JSON) -> String {
        let states = pod[["status", "containerStatuses"]]?.array ?? []
        let count = states.reduce(0) { $0 + ($1["restartCount"]?.int ?? 0) }
        let ends = states.compactMap { $0[["lastState", "terminated", "finishedAt"]]?.string }
        guard count > 0, let last = ends.max() else { return String(count) }
        return "\(count) (\(HumanDuration.since(last)) ago)"
    }
}
