/// The names that KubeSphere gives its own things (kubesphere.md A1, E), and their paths in the Kubernetes API.
package enum Names {
    package static let namespace = "kubesphere-system"
    package static let configMap = "kubesphere-config"
    package static let configKey = "kubesphere.yaml"
    package static let service = "ks-apiserver"
    /// The container of the process that verifies tokens, in Deployment `ks-apiserver` and in a 4.x member's `ks-agent`
    /// alike.
    package static let container = "ks-apiserver"

    package static let kubeSystemPath = "/api/v1/namespaces/kube-system"
    package static let namespacePath = "/api/v1/namespaces/\(namespace)"
    package static let configMapPath = "/api/v1/namespaces/\(namespace)/configmaps/\(configMap)"
    package static let servicePath = "/api/v1/namespaces/\(namespace)/services/\(service)"
    package static let podsPath = "/api/v1/namespaces/\(namespace)/pods"
    /// kube-apiserver's service proxy; the colons mean: plain HTTP, the Service's only port.
    package static let proxyPath = "/api/v1/namespaces/\(namespace)/services/:\(service):/proxy"
    /// The same over TLS, for a 4.x with `internalTLS`; kube-apiserver verifies no certificate behind it.
    package static let tlsProxyPath = "/api/v1/namespaces/\(namespace)/services/https:\(service):/proxy"
    /// Of a host: its `Cluster` objects, each with a member's admin kubeconfig in it.
    package static let clustersPath = "/apis/cluster.kubesphere.io/v1alpha1/clusters"
    /// 3.x: what ks-installer renders jwtSecret from where its ClusterConfiguration names none.
    package static let installerSecretPath = "/api/v1/namespaces/\(namespace)/secrets/kubesphere-secret"
    package static let installerPath =
        "/apis/installer.kubesphere.io/v1alpha1/namespaces/\(namespace)/clusterconfigurations/ks-installer"

    package static func servicePath(_ name: String, namespace: String) -> String {
        "/api/v1/namespaces/\(namespace)/services/\(name)"
    }
    package static func podsPath(namespace: String) -> String { "/api/v1/namespaces/\(namespace)/pods" }
    /// 1.21 and later.
    package static func endpointSlicesPath(namespace: String) -> String {
        "/apis/discovery.k8s.io/v1/namespaces/\(namespace)/endpointslices"
    }

    package static func deploymentPath(_ name: String) -> String {
        "/apis/apps/v1/namespaces/\(namespace)/deployments/\(name)"
    }
    package static func podPath(_ name: String) -> String { "\(podsPath)/\(name)" }
    package static func logPath(pod: String) -> String { "\(podPath(pod))/log" }
}
