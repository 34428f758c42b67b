import FleetModel
import FleetWords

extension Subject {
    /// R15. Only where the host says its own name, or has the default one, is there something to compare with.
    func claimFindings() -> [Finding] {
        guard let host, let (claimed, own) = otherHost else { return [] }
        return [
            Finding(
                .managedByOtherHost, .warning,
                evidence: [
                    MembershipStatement.managedByAnother([.claimed: claimed, .host: host.cluster, .own: own])
                ],
                nextStep: NextStep(
                    """
                    watch it from its own host; if this host took it over instead, remove the old host's mark and join \
                    it again
                    """,
                    command: kubectl("annotate namespace kubesphere-system cluster.kubesphere.io/host-cluster-")))
        ]
    }

    /// The host that the cluster says manages it, and the name of the one that it was observed with, where the two
    /// differ.
    package var otherHost: (claimed: String, own: String)? {
        guard let claimed = observation.surroundings.claim?.hostCluster, let host else { return nil }
        let own =
            host.surroundings.claim?.hostCluster ?? host.surroundings.claim?.name ?? host.config.value?.hostClusterName
            ?? Self.defaultHostName
        return claimed == own ? nil : (claimed, own)
    }

    /// `multicluster.hostClusterName` where nothing is set (v4.1.3 pkg/multicluster/options.go).
    private static let defaultHostName = "host"

    /// R5: what is right now and will not be after the owner's next run.
    func revertFindings() -> [Finding] {
        guard !isHost, let owner = config?.owner else { return [] }
        let forecast = RevertForecast(observation, host: host)
        let reasons = forecast.reasons
        guard !reasons.isEmpty else { return [] }
        let habit = owner == .installer ? [OwnerStatement.installerRenders()] : []
        return [
            Finding(
                .configWillBeReverted, reasons.contains(where: \.isCertain) ? .warning : .info,
                evidence: habit + reasons.map(\.evidence),
                nextStep: forecast.durable(reasons))
        ]
    }
}
