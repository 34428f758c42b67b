/// The documents from which kubectl learns what the API serves.
enum Discovery {
    static func document(_ path: String) -> JSON? {
        switch path {
        case "/api", "/api/":
            [
                "kind": "APIVersions", "versions": ["v1"],
                "serverAddressByClientCIDRs": [["clientCIDR": "0.0.0.0/0", "serverAddress": "127.0.0.1:6443"]],
            ]
        case "/apis", "/apis/":
            ["kind": "APIGroupList", "apiVersion": "v1", "groups": .array(groups.map { group($0.name, $0.version) })]
        case "/api/v1", "/api/v1/": core
        case "/apis/apps/v1", "/apis/apps/v1/": apps
        case "/apis/authorization.k8s.io/v1", "/apis/authorization.k8s.io/v1/": authorization
        case "/apis/authentication.k8s.io/v1", "/apis/authentication.k8s.io/v1/": authentication
        case "/apis/installer.kubesphere.io/v1alpha1", "/apis/installer.kubesphere.io/v1alpha1/": installer
        case "/apis/cluster.kubesphere.io/v1alpha1", "/apis/cluster.kubesphere.io/v1alpha1/": clusters
        case "/apis/iam.kubesphere.io/v1alpha2", "/apis/iam.kubesphere.io/v1alpha2/": users
        default:
            groups.first { path == "/apis/\($0.name)" || path == "/apis/\($0.name)/" }.map {
                groupDocument($0.name, $0.version)
            }
        }
    }

    /// The groups beside the core, each with its one version.
    static let groups = [
        (name: "apps", version: "v1"), (name: "authentication.k8s.io", version: "v1"),
        (name: "authorization.k8s.io", version: "v1"),
        (name: "installer.kubesphere.io", version: "v1alpha1"), (name: "cluster.kubesphere.io", version: "v1alpha1"),
        (name: "iam.kubesphere.io", version: "v1alpha2"),
    ]

    private static func group(_ name: String, _ versionName: String) -> JSON {
        let version: JSON = ["groupVersion": .string("\(name)/\(versionName)"), "version": .string(versionName)]
        return ["name": .string(name), "versions": [version], "preferredVersion": version]
    }

    private static func groupDocument(_ name: String, _ version: String) -> JSON {
        var document = group(name, version)
        document["kind"] = "APIGroup"
        document["apiVersion"] = "v1"
        return document
    }

    private static func list(_ version: String, _ resources: [JSON]) -> JSON {
        [
            "kind": "APIResourceList", "apiVersion": "v1", "groupVersion": .string(version),
            "resources": .array(resources),
        ]
    }

    private static func resource(
        _ name: String, _ kind: String, singular: String = "", namespaced: Bool = true, verbs: [JSON],
        short: [JSON] = []
    ) -> JSON {
        var resource: JSON = [
            "name": .string(name), "singularName": .string(singular), "namespaced": .bool(namespaced),
            "kind": .string(kind),
            "verbs": .array(verbs),
        ]
        if !short.isEmpty { resource["shortNames"] = .array(short) }
        return resource
    }

    private static let reading: [JSON] = ["get", "list", "watch"]
    private static let writing: [JSON] = ["create", "delete", "get", "list", "patch", "update", "watch"]

    private static let core = list(
        "v1",
        [
            resource("configmaps", "ConfigMap", singular: "configmap", verbs: writing, short: ["cm"]),
            resource(
                "namespaces", "Namespace", singular: "namespace", namespaced: false, verbs: reading, short: ["ns"]),
            resource("pods", "Pod", singular: "pod", verbs: reading + ["delete"], short: ["po"]),
            resource("pods/log", "Pod", verbs: ["get"]),
            resource("secrets", "Secret", singular: "secret", verbs: writing),
            resource("services", "Service", singular: "service", verbs: reading, short: ["svc"]),
            resource("services/proxy", "ServiceProxyOptions", verbs: ["create", "delete", "get", "patch", "update"]),
        ])

    private static let apps = list(
        "apps/v1",
        [
            resource(
                "deployments", "Deployment", singular: "deployment", verbs: reading + ["patch", "update"],
                short: ["deploy"]),
            resource("deployments/scale", "Scale", verbs: ["get", "patch", "update"]),
            resource("deployments/status", "Deployment", verbs: ["get", "patch", "update"]),
            resource("replicasets", "ReplicaSet", singular: "replicaset", verbs: reading, short: ["rs"]),
        ])

    private static let authorization = list(
        "authorization.k8s.io/v1",
        [
            resource("selfsubjectaccessreviews", "SelfSubjectAccessReview", namespaced: false, verbs: ["create"]),
            resource("selfsubjectrulesreviews", "SelfSubjectRulesReview", namespaced: false, verbs: ["create"]),
        ])

    private static let authentication = list(
        "authentication.k8s.io/v1",
        [resource("selfsubjectreviews", "SelfSubjectReview", namespaced: false, verbs: ["create"])])

    private static let installer = list(
        "installer.kubesphere.io/v1alpha1",
        [
            resource(
                "clusterconfigurations", "ClusterConfiguration", singular: "clusterconfiguration", verbs: writing,
                short: ["cc"])
        ])

    private static let clusters = list(
        "cluster.kubesphere.io/v1alpha1",
        [resource("clusters", "Cluster", singular: "cluster", namespaced: false, verbs: writing)])

    private static let users = list(
        "iam.kubesphere.io/v1alpha2", [resource("users", "User", singular: "user", namespaced: false, verbs: writing)])
}
