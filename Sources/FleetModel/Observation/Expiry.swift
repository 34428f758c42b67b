package import FoundationEssentials

/// The end of something's validity: a credential that the agent or the host reaches a cluster with.
package struct Expiry: Hashable, Codable, Sendable {
    package enum Subject: String, CaseIterable, Codable, Sendable {
        /// The client certificate of the context's user.
        case clientCertificate = "client-certificate"
        /// The bearer token of the context's user, where it is a JWT with an `exp`.
        case token
        /// The certificate that the cluster's kube-apiserver shows.
        case serverCertificate = "server-certificate"
        /// The kubeconfig in the host's `Cluster` object: what the host itself reaches the member with.
        case clusterKubeconfig = "cluster-kubeconfig"
    }

    package let subject: Subject
    package let notAfter: Date

    package init(_ subject: Subject, notAfter: Date) {
        self.subject = subject
        self.notAfter = notAfter
    }
}
