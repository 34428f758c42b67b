import FleetModel
import FleetWords

extension Subject {
    /// R12: users of the host that the member does not have. Their tokens are refused there, and 3.x logs nothing of it
    /// (kubesphere.md M4).
    func userFindings() -> [Finding] {
        guard let hosts = host?.surroundings.users, let own = observation.surroundings.users, !own.isCut,
            observation.version?.looksUsersUp == true
        else { return [] }
        let missing = hosts.settled.subtracting(own.names).sorted()
        guard !missing.isEmpty else { return [] }
        let code: MembershipStatement = hosts.isCut ? .usersMissingAtLeast : .usersMissing
        return [
            Finding(
                .userNotSynced, .warning,
                evidence: [
                    code([
                        .missing: missing.count, .users: hosts.names.count,
                        .named: Array(missing.prefix(Self.usersNamed)),
                    ]),
                    MembershipStatement.userRefused(),
                ],
                nextStep: NextStep(
                    "look at the host's federated users, and at the log of kubefed's controller-manager there",
                    command: kubectlOnHost("get federatedusers.types.kubefed.io")))
        ]
    }

    private static let usersNamed = 5
}
