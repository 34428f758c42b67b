import Fleet
package import Kubernetes

/// Asks a context which cluster it leads to, and nothing more.
package struct ClusterIdentity: Sendable {
    private let reader: any ClusterReader

    package init(reader: any ClusterReader) { self.reader = reader }

    /// Whether the UID of kube-system is the one that it was. A context that does not say is not known to lead
    /// elsewhere.
    package func isStill(_ uid: String?) async -> Bool {
        switch await reader.read(Namespace.self, Names.kubeSystemPath) {
        case .failed: true
        case .value(let namespace): namespace.metadata.uid == uid
        }
    }
}
