package import FleetModel

/// The contexts that lead to a cluster to which one before them leads as well, by the UID of kube-system, and that one.
/// Probed twice, each would find the other's tokens in the log and take them for users'.
///
/// - Parameter contexts: in the order in which they are preferred; those that did not answer lately are not among them.
package func twinContexts(_ contexts: [ClusterID], uids: [ClusterID: String]) -> [ClusterID: ClusterID] {
    var first: [String: ClusterID] = [:]
    return contexts.reduce(into: [:]) { twins, context in
        guard let uid = uids[context], !uid.isEmpty else { return }
        if let known = first[uid] { twins[context] = known } else { first[uid] = context }
    }
}
