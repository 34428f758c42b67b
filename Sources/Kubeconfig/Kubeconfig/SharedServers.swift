import Fleet

/// What the servers of several contexts say about each other.
extension KubeconfigWarning {
    /// - Parameter endpoints: those that can be used, in the order in which they are preferred.
    package static func servers(of endpoints: [APIEndpoint]) -> [KubeconfigWarning] {
        let groups = Dictionary(grouping: endpoints, by: \.server).values.map { $0 }
        return groups.sorted { $0[0].context < $1[0].context }.flatMap { group in shared(group) + inner(group) }
    }

    private static func shared(_ group: [APIEndpoint]) -> [KubeconfigWarning] {
        guard group.count > 1 else { return [] }
        let contexts = group.map(\.context).joined(separator: ", ")
        let authorities = Set(group.map(\.trust.authorities).filter { !$0.isEmpty })
        let names = Set(group.map { $0.tlsServerName ?? $0.server.host })
        let proxies = Set(group.map { $0.proxyAuthority ?? "" })
        // Behind one address a proxy that goes by the name, or several ways, may lead to several clusters.
        guard names.count == 1, proxies.count == 1 else { return [] }
        guard authorities.count > 1 else {
            return [
                KubeconfigWarning(
                    .sharedServer, "contexts \(contexts) lead to the same server, \(group[0].server)",
                    remedy:
                        """
                        watch one of them: contexts in agent.yaml; if they are meant to be different clusters, correct \
                        server: in the kubeconfig
                        """
                )
            ]
        }
        return [
            KubeconfigWarning(
                .sharedServer,
                """
                contexts \(contexts) name the same server, \(group[0].server), with different certificate authorities: \
                they are different 
                """
                    + "clusters, and at most one of them is reached",
                remedy:
                    """
                    put each cluster's own address into server: in the kubeconfig, and the name that its certificate \
                    has into tls-server-name:
                    """
            )
        ]
    }

    private static func inner(_ group: [APIEndpoint]) -> [KubeconfigWarning] {
        guard let why = InnerName.reason(for: group[0].server.host) else { return [] }
        let contexts = group.map(\.context).joined(separator: ", ")
        let name = group[0].tlsServerName == nil ? ", and tls-server-name: \(group[0].server.host)" : ""
        return [
            KubeconfigWarning(
                .innerName,
                """
                the server of \(group.count == 1 ? "context" : "contexts") \(contexts) is \(group[0].server.host): \
                \(why)
                """,
                remedy:
                    """
                    put the address at which this machine reaches the cluster's load balancer into server: in the \
                    kubeconfig\(name)
                    """
            )
        ]
    }
}

/// Names that are known only inside of a cluster.
package enum InnerName {
    /// Why a name means nothing, or another cluster, elsewhere; nil for any other.
    package static func reason(for host: String) -> String? {
        let host = host.lowercased()
        if host == "lb.kubesphere.local" {
            return
                """
                KubeKey gives every cluster this name, and only the cluster's own nodes know it (/etc/hosts), each for \
                its own cluster
                """
        }
        guard
            host == "kubernetes" || host == "kubernetes.default" || host.hasSuffix(".svc")
                || host.hasSuffix(".cluster.local")
        else { return nil }
        return "it is the name of a Service, which only the pods of its own cluster know"
    }
}
