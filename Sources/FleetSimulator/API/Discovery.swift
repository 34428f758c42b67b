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
            ["kind": "APIGroupList", "apiVersion": "v1", "groups": [group("apps"), group("authorization.k8s.io")]]
        case "/apis/apps", "/apis/apps/": group("apps")
        case "/api/v1", "/api/v1/": core
        case "/apis/apps/v1", "/apis/apps/v1/": apps
        case "/apis/authorization.k8s.io/v1", "/apis/authorization.k8s.io/v1/": authorization
        default: nil
        }
    }

    private static func group(_ name: String) -> JSON {
        let version: JSON = ["groupVersion": .string("\(name)/v1"), "version": "v1"]
        return ["name": .string(name), "versions": [version], "preferredVersion": version]
    }

    private static func list(_ version: String, _ resources: [JSON]) -> JSON {
        ["kind": "APIResourceList", "apiVersion": "v1", "groupVersion": .string(version), "resources": .array(resources)]
    }

    private static func resource(
        _ name: String, _ kind: String, singular: String = "", namespaced: Bool = true, verbs: [JSON], short: [JSON] = []
    ) -> JSON {
        var resource: JSON = [
            "name": .string(name), "singularName": .string(singular), "namespaced": .bool(namespaced), "kind": .string(kind),
            "verbs": .array(verbs),
        ]
        if !short.isEmpty { resource["shortNames"] = .array(short) }
        return resource
    }

    private static let reading: [JSON] = ["get", "list", "watch"]

    private static let core = list(
        "v1",
        [
            resource("configmaps", "ConfigMap", singular: "configmap", verbs: reading + ["patch", "update", "delete"], short: ["cm"]),
            resource("namespaces", "Namespace", singular: "namespace", namespaced: false, verbs: reading, short: ["ns"]),
            resource("pods", "Pod", singular: "pod", verbs: reading + ["delete"], short: ["po"]),
            resource("pods/log", "Pod", verbs: ["get"]),
            resource("services", "Service", singular: "service", verbs: reading, short: ["svc"]),
            resource("services/proxy", "ServiceProxyOptions", verbs: ["create", "delete", "get", "patch", "update"]),
        ])

    private static let apps = list(
        "apps/v1",
        [
            resource("deployments", "Deployment", singular: "deployment", verbs: reading + ["patch", "update"], short: ["deploy"]),
            resource("deployments/scale", "Scale", verbs: ["get", "patch", "update"]),
            resource("replicasets", "ReplicaSet", singular: "replicaset", verbs: reading, short: ["rs"]),
        ])

    private static let authorization = list(
        "authorization.k8s.io/v1",
        [
            resource("selfsubjectaccessreviews", "SelfSubjectAccessReview", namespaced: false, verbs: ["create"]),
            resource("selfsubjectrulesreviews", "SelfSubjectRulesReview", namespaced: false, verbs: ["create"]),
        ])
}
