extension Subject {
    /// R15. Only where the host says its own name, or has the default one, is there something to compare with.
    func claimFindings() -> [Finding] {
        guard let claimed = observation.surroundings.claim?.hostCluster, let host else { return [] }
        let own = host.surroundings.claim?.hostCluster ?? host.surroundings.claim?.name ?? host.config.value?.hostClusterName ?? Self.defaultHostName
        guard claimed != own else { return [] }
        return [
            Finding(
                .managedByOtherHost, .warning,
                evidence: ["namespace kubesphere-system says that host cluster \(claimed) manages it, and \(host.cluster) is called \(own)"],
                nextStep: "if it was taken over from another host: " + kubectl("annotate namespace kubesphere-system cluster.kubesphere.io/host-cluster-")
                    + " and join it again; else watch it from its own host")
        ]
    }

    /// `multicluster.hostClusterName` where nothing is set (v4.1.3 pkg/multicluster/options.go).
    private static let defaultHostName = "host"

    /// R5: what is right now and will not be after the owner's next run.
    func revertFindings() -> [Finding] {
        guard !isHost, let installer = observation.surroundings.installer, config?.owner == .installer else { return [] }
        let reasons = RevertForecast.reasons(installer: installer, config: config, hostSecret: host?.config.value?.secret)
        guard !reasons.isEmpty else { return [] }
        return [
            Finding(
                .configWillBeReverted, .warning,
                evidence: ["ks-installer renders kubesphere.yaml anew whenever its ClusterConfiguration changes or it restarts"] + reasons.map(\.evidence),
                nextStep: kubectl("-n kubesphere-system patch cc ks-installer --type merge -p '") + RevertForecast.patch(reasons) + "'")
        ]
    }
}

/// Whether ks-installer's next run would break what works now (kubesphere.md D). Pure.
package enum RevertForecast {
    package struct Reason: Hashable, Sendable {
        package enum Setting: Hashable, Sendable { case role, secret }

        package let setting: Setting
        package let evidence: String
    }

    /// - Parameter hostSecret: the fingerprint of the host's jwtSecret; nil where it is not known.
    package static func reasons(installer: InstallerFacts, config: ConfigFacts?, hostSecret: Fingerprint?) -> [Reason] {
        var reasons: [Reason] = []
        // `accessTokenMaxAge: 0` is rendered only for a member.
        if let role = installer.role, role != .member, config?.maxAge.checksSessionCache == false {
            reasons.append(Reason(setting: .role, evidence: "its ClusterConfiguration says clusterRole \(role == .standalone ? "none" : role.rawValue), so accessTokenMaxAge: 0 would go"))
        }
        if let secret = installer.secret, let hostSecret, secret != hostSecret, config?.secret == hostSecret {
            reasons.append(Reason(setting: .secret, evidence: "its ClusterConfiguration holds another jwtSecret (\(secret)) than the host's (\(hostSecret))"))
        }
        return reasons
    }

    /// The owner's own change, as a merge patch to be run by hand; the secret stays a word.
    static func patch(_ reasons: [Reason]) -> String {
        let parts = reasons.map { reason in
            switch reason.setting {
            case .role: #""multicluster":{"clusterRole":"member"}"#
            case .secret: #""authentication":{"jwtSecret":"<the host's>"}"#
            }
        }
        return #"{"spec":{"# + parts.joined(separator: ",") + "}}"
    }
}
