extension Subject {
    /// R12: users of the host that the member does not have. Their tokens are refused there, and 3.x logs nothing of it
    /// (kubesphere.md M4).
    func userFindings() -> [Finding] {
        guard let hosts = host?.surroundings.users, let own = observation.surroundings.users, !own.isCut,
            observation.version?.looksUsersUp == true
        else { return [] }
        let missing = hosts.settled.subtracting(own.names).sorted()
        guard !missing.isEmpty else { return [] }
        let named =
            missing.prefix(Self.usersNamed).joined(separator: ", ") + (missing.count > Self.usersNamed ? ", …" : "")
        return [
            Finding(
                .userNotSynced, .warning,
                evidence: [
                    """
                    \(missing.count) of the host's \(hosts.names.count)\(hosts.isCut ? " or more" : "") users \
                    \(missing.count == 1 ? "is" : "are") not on this member: \(named)
                    """,
                    "to them it answers 401 `user.iam.kubesphere.io … not found`, and logs nothing",
                ],
                nextStep: NextStep(
                    "look at the host's federated users, and at the log of kubefed's controller-manager there",
                    command: kubectlOnHost("get federatedusers.types.kubefed.io")))
        ]
    }

    private static let usersNamed = 5
}
