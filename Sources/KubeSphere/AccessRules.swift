package import Kubernetes

/// One right that ksfleet uses on a cluster, as `docs/rbac.yaml` grants it.
package struct AccessRule: Hashable, Sendable {
    package let attributes: SelfSubjectAccessReview.ResourceAttributes
    /// What is lost without it; nil where a probe is blind without it.
    package let optionalFor: String?

    /// As `kubectl auth can-i` names it: `get services/proxy/:ks-apiserver: in kubesphere-system`.
    package var text: String {
        let resource = attributes.subresource.map { "\(attributes.resource)/\($0)" } ?? attributes.resource
        let group = attributes.group.map { ".\($0)" } ?? ""
        let name = attributes.name.map { " \($0)" } ?? ""
        return "\(attributes.verb) \(resource)\(group)\(name)" + (attributes.namespace.map { " in \($0)" } ?? "")
    }
}

extension AccessRule {
    /// What the agent asks of every cluster: ClusterRole ksfleet-identify and Role ksfleet-observe.
    package static let observing: [AccessRule] = [
        rule("get", "namespaces", name: "kube-system", namespace: nil),
        rule(
            "get", "namespaces", name: "kubesphere-system", namespace: nil,
            optionalFor: "telling that another host manages a 4.x member"),
        rule("get", "configmaps", name: "kubesphere-config"),
        rule("get", "pods"), rule("list", "pods"), rule("get", "pods", "log"),
        rule("get", "services", name: "ks-apiserver"), rule("get", "services", "proxy", name: ":ks-apiserver:"),
        rule(
            "get", "services", "proxy", name: "https:ks-apiserver:",
            optionalFor: "the verdict on tokens where a 4.x ks-apiserver speaks TLS itself (internalTLS)"),
        rule("get", "deployments", group: "apps", name: "ks-apiserver"),
        rule("get", "deployments", group: "apps", name: "ks-agent"),
        rule(
            "get", "clusterconfigurations", group: "installer.kubesphere.io", name: "ks-installer",
            optionalFor: "the role of a 3.x member, and whether its installer will revert its configuration"),
        rule(
            "get", "secrets", name: "kubesphere-secret",
            optionalFor: "whether a 3.x installer keeps another jwtSecret than the host's"),
        rule(
            "get", "services", name: "redis",
            optionalFor: "whether the Redis of a 3.x member answers, which a repair needs to know"),
        rule(
            "list", "endpointslices", group: "discovery.k8s.io",
            optionalFor: "the same, where Redis is behind a Service"),
        rule(
            "list", "users", group: "iam.kubesphere.io", namespace: nil,
            optionalFor: "users of a 3.1 to 3.4 host that a member does not have"),
    ]

    /// What is asked of a host beyond that: ClusterRole ksfleet-register, as sensitive as its members' admin
    /// credentials.
    package static let hosting: [AccessRule] = [
        rule(
            "list", "clusters", group: "cluster.kubesphere.io", namespace: nil,
            optionalFor:
                """
                tunnels that are down, kubeconfigs of the host that end, members that nobody watches, and whether a \
                cluster that is to get the host's jwtSecret is its member
                """
        )
    ]

    /// What a repair writes: Role ksfleet-repair.
    package static let repairing: [AccessRule] = [
        rule("patch", "configmaps", name: "kubesphere-config", optionalFor: "repairs"),
        rule("patch", "deployments", group: "apps", name: "ks-apiserver", optionalFor: "repairs"),
        rule("patch", "deployments", group: "apps", name: "ks-agent", optionalFor: "repairs"),
    ]

    private static func rule(
        _ verb: String, _ resource: String, _ subresource: String? = nil, group: String? = nil, name: String? = nil,
        namespace: String? = Names.namespace, optionalFor: String? = nil
    ) -> AccessRule {
        AccessRule(
            attributes: .init(
                verb: verb, resource: resource, subresource: subresource, group: group, namespace: namespace, name: name
            ),
            optionalFor: optionalFor)
    }
}
