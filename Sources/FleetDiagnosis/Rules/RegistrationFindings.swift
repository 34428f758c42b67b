import FleetModel
import FleetText
import FleetWords

/// What is wrong with a `Cluster` object itself, whatever its conditions say.
extension Subject {
    /// A cluster under several names: each has its own connection, and users, workspaces and quotas of its own.
    func registeredTwice(_ register: FleetRegister) -> [Finding] {
        guard let uid = observation.identity.value else { return [] }
        let names = register.entries(uid: uid).map(\.name)
        guard names.count > 1 else { return [] }
        return [
            Finding(
                .registeredTwice, .warning,
                evidence: [MembershipStatement.registeredTwice([.names: names])],
                nextStep: NextStep(
                    """
                    delete all of these Cluster objects but one; look first which of them workspaces and applications \
                    are bound to
                    """,
                    command: kubectlOnHost(
                        "get clusters.cluster.kubesphere.io \(names.map(shellWord).joined(separator: " ")) -o wide")))
        ]
    }

    /// The host, registered as a member of itself: what is meant for the member is then done to the host.
    func hostAsMember() -> [Finding] {
        guard isHost, let uid = observation.identity.value, let register = observation.surroundings.register.register
        else { return [] }
        let own = register.entries(uid: uid).filter { !$0.isHost }.map(\.name)
        guard !own.isEmpty else { return [] }
        return [
            Finding(
                .registeredTwice, .warning,
                evidence: [MembershipStatement.hostIsMember([.names: own])],
                nextStep: NextStep(
                    "give it the kubeconfig of the member that it was meant to be, or delete it",
                    command: kubectlOnHost(
                        "get clusters.cluster.kubesphere.io \(own.map(shellWord).joined(separator: " ")) -o wide")))
        ]
    }

    /// Of a direct connection: for a tunnel the host makes the kubeconfig itself.
    func unreadable(_ entry: RegisteredCluster) -> Finding? {
        guard entry.connection != .proxy else { return nil }
        let what: MembershipStatement
        switch entry.credential {
        case .encodedOnceMore: what = .kubeconfigEncodedTwice
        case .unreadable: what = .kubeconfigUnreadable
        case .certificate, .token, .other, nil: return nil
        }
        return Finding(
            .clusterKubeconfigUnreadable, .warning,
            evidence: [what([.name: entry.name])],
            nextStep:
                """
                give the host the kubeconfig again, encoded once: PUT \
                /kapis/cluster.kubesphere.io/v1alpha1/clusters/\(entry.name)/kubeconfig
                """
        )
    }
}
