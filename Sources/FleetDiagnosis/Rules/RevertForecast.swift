package import FleetModel
import FleetText
package import FleetWords

/// Whether the owner of kubesphere.yaml would, at its next run, take away what makes the host's tokens be accepted
/// (kubesphere.md D). Pure.
///
/// Asked of a document as it stands, for the finding `config-will-be-reverted`, and of the document that a repair would
/// leave, for the warnings of its plan.
package struct RevertForecast: Sendable {
    package struct Reason: Hashable, Sendable {
        package enum Setting: Hashable, Sendable { case role, secret, oauthOptions, edited }

        package let setting: Setting
        package let evidence: Statement
        /// False where it depends on something that cannot be read.
        package let isCertain: Bool

        init(_ setting: Setting, _ evidence: Statement, isCertain: Bool = true) {
            self.setting = setting
            self.evidence = evidence
            self.isCertain = isCertain
        }
    }

    /// The document in question, as far as an owner's run may break it.
    private struct Wanted {
        /// Whether `accessTokenMaxAge` turns the session cache check off.
        var skipsCache: Bool
        var secret: Fingerprint?
    }

    private let config: ConfigFacts?
    private let installer: InstallerFacts?
    private let registered: RegisteredCluster?
    private let hostSecret: Fingerprint?
    private let version: KubeSphereVersion?
    private let context: String

    /// - Parameter host: the host's observation of the same round; without it nothing is said of secrets.
    package init(_ observation: Observation, host: Observation?) {
        let subject = Subject(observation: observation, host: host)
        config = observation.config.value
        installer = observation.surroundings.installer
        registered = subject.registered
        hostSecret = host?.config.value?.secret
        version = observation.version
        context = observation.cluster.rawValue
    }

    /// What would break at the owner's next run of what is right now.
    package var reasons: [Reason] {
        guard let config else { return [] }
        // A secret that is not the host's cannot be made worse.
        return reasons(
            Wanted(
                skipsCache: config.maxAge.checksSessionCache == false,
                secret: config.secret == hostSecret ? config.secret : nil))
    }

    /// What would break again after a repair of this cause.
    package func reasons(after cause: Cause) -> [Reason] {
        guard let config else { return [] }
        let skips = cause == .tokenNotInCache || config.maxAge.checksSessionCache == false
        return reasons(
            Wanted(
                skipsCache: skips, secret: cause == .secretMismatch || config.secret == hostSecret ? hostSecret : nil),
            repaired: cause)
    }

    private func reasons(_ wanted: Wanted, repaired: Cause? = nil) -> [Reason] {
        switch config?.owner {
        case .installer: installerReasons(wanted)
        case .helm: repaired == .staleProcess ? [] : helmReasons(isAboutToBeEdited: repaired != nil)
        case .argoCD: repaired == .staleProcess ? [] : argoReasons(isAboutToBeEdited: repaired != nil)
        case .nobody, nil: []
        }
    }

    // MARK: ks-installer (3.x)

    private func installerReasons(_ wanted: Wanted) -> [Reason] {
        guard let installer else { return wanted.skipsCache ? appliedReasons(wanted) : [] }
        return roleReason(installer, wanted) + optionsReason(installer, wanted) + secretReason(installer, wanted)
    }

    /// `accessTokenMaxAge: 0` is rendered for a member, and for nobody else.
    private func roleReason(_ installer: InstallerFacts, _ wanted: Wanted) -> [Reason] {
        guard wanted.skipsCache, installer.role != .member else { return [] }
        guard let role = installer.role else { return [Reason(.role, OwnerStatement.installerSaysNoRole())] }
        let name = role == .standalone ? "none" : role.rawValue
        return [Reason(.role, OwnerStatement.installerSaysRole([.role: name]))]
    }

    /// 3.1 renders it in the `else` of the ClusterConfiguration's own oauthOptions (ks-installer v3.1.1
    /// kubesphere-config.yaml.j2:12-18); later versions write it after them, and the last of two keys counts.
    private func optionsReason(_ installer: InstallerFacts, _ wanted: Wanted) -> [Reason] {
        guard wanted.skipsCache, let version, version.major == 3, version.minor == 1,
            let maxAge = installer.optionsMaxAge,
            maxAge.checksSessionCache != false
        else { return [] }
        return [
            Reason(
                .oauthOptions,
                OwnerStatement.installerSetsOptions([.maxAge: maxAge.text]))
        ]
    }

    private func secretReason(_ installer: InstallerFacts, _ wanted: Wanted) -> [Reason] {
        guard let hostSecret, wanted.secret == hostSecret else { return [] }
        if let secret = installer.secret {
            return secret == hostSecret
                ? []
                : [
                    Reason(
                        .secret,
                        OwnerStatement.installerHoldsSecret([.found: "\(secret)", .host: "\(hostSecret)"]))
                ]
        }
        guard let kept = installer.keptSecret, kept != hostSecret else { return [] }
        return [
            Reason(
                .secret,
                OwnerStatement.installerKeepsSecret([.found: "\(kept)", .host: "\(hostSecret)"]))
        ]
    }

    /// Without the ClusterConfiguration, what was applied last is the best witness of what will be applied next.
    private func appliedReasons(_ wanted: Wanted) -> [Reason] {
        guard let applied = config?.applied else { return [] }
        var reasons: [Reason] = []
        if wanted.skipsCache, applied.maxAge.checksSessionCache != false {
            reasons.append(
                Reason(
                    .edited,
                    OwnerStatement.appliedMaxAge([.maxAge: applied.maxAge.text]),
                    isCertain: false))
        }
        if let secret = wanted.secret, let other = applied.secret, other != secret {
            reasons.append(
                Reason(
                    .edited,
                    OwnerStatement.appliedSecret([.found: "\(other)", .host: "\(secret)"]),
                    isCertain: false))
        }
        return reasons
    }

    // MARK: Helm and Argo CD

    /// The names that Helm's writes carry: its command's, its library's in the host's controller, and that of older
    /// ones.
    private static let helmManagers: Set = [
        "helm", "Go-http-client", "controller-manager", "ks-controller-manager", "ks-core",
    ]

    /// The chart takes jwtSecret from the release's values, then from the ConfigMap that is there, and
    /// accessTokenMaxAge: 0s from role member (v4.1.3 config/ks-core/templates/_helpers.tpl:84-104). The values stand
    /// in a Secret of the release, which ksfleet does not read.
    private func helmReasons(isAboutToBeEdited: Bool) -> [Reason] {
        if registered?.awaitsRender == true {
            return [
                Reason(.edited, OwnerStatement.helmIsDue([.name: registered?.name ?? ""]), isCertain: false)
            ]
        }
        guard let write = edit(not: Self.helmManagers, isAboutToBeEdited) else { return [] }
        return [
            Reason(.edited, OwnerStatement.helmRenders([.edit: write]), isCertain: false)
        ]
    }

    private func argoReasons(isAboutToBeEdited: Bool) -> [Reason] {
        guard let write = edit(not: ["argocd-controller", "argocd-application-controller"], isAboutToBeEdited) else {
            return []
        }
        return [Reason(.edited, OwnerStatement.argoSyncs([.edit: write]))]
    }

    private func edit(not owners: Set<String>, _ isAboutToBeEdited: Bool) -> Statement? {
        if isAboutToBeEdited {
            return OwnerStatement.repairEdits([.owner: config?.owner == .argoCD ? "Argo CD" : "Helm"])
        }
        guard let write = config?.lastWrite, !owners.contains(write.manager) else { return nil }
        return OwnerStatement.editedBy([.writer: write.manager, .at: write.time])
    }
}

extension RevertForecast {
    /// What a plan says before it is carried out: why the repair may not last, and what would. Empty where nobody else
    /// writes the document.
    package func warnings(before cause: Cause) -> [PlanWarning] {
        guard cause != .staleProcess, let owner = config?.owner, owner != .nobody else { return [] }
        let reasons = reasons(after: cause)
        let known = reasons.map(\.evidence.plain).joined(separator: "; ")
        switch owner {
        case .installer where installer == nil && reasons.isEmpty:
            let text =
                """
                ks-installer renders this ConfigMap whenever its ClusterConfiguration changes or it restarts, and that \
                could not be read
                """
            return [PlanWarning(text, nextStep: durable(reasons))]
        case .installer where reasons.isEmpty: return []
        case .installer:
            return [
                PlanWarning(
                    "ks-installer will revert this repair at its next run: \(known)", nextStep: durable(reasons))
            ]
        case .helm, .argoCD: return [PlanWarning(known, nextStep: durable(reasons))]
        case .nobody: return []
        }
    }

    /// The owner's own change, to be made by a person. A secret is nothing that stands in a command: it is put in by
    /// hand.
    package func durable(_ reasons: [Reason]) -> NextStep {
        let settings = Set(reasons.map(\.setting))
        let kubectl = "kubectl --context \(shellWord(context)) -n kubesphere-system"
        switch config?.owner {
        case .helm:
            return NextStep(
                """
                upgrade release ks-core with multicluster.role member and authentication.issuer.jwtSecret as on the \
                host; these are its values
                """,
                command: "helm --kube-context \(shellWord(context)) -n kubesphere-system get values ks-core")
        case .argoCD: return "change the Application's source"
        case .installer, .nobody, nil:
            guard settings.contains(.secret) else {
                return .run("\(kubectl) patch cc ks-installer --type merge -p '\(Self.patch(settings))'")
            }
            let others = Self.patch(settings.subtracting([.secret]))
            return NextStep(
                "set spec.authentication.jwtSecret to the host's"
                    + (settings == [.secret] ? "" : ", and the rest as in \(others)"),
                command: "\(kubectl) edit cc ks-installer")
        }
    }

    private static func patch(_ settings: Set<Reason.Setting>) -> String {
        var spec: [String] = []
        if settings.contains(.role) || settings.isSubset(of: [.edited]) {
            spec.append(#""multicluster":{"clusterRole":"member"}"#)
        }
        if settings.contains(.oauthOptions) {
            spec.append(#""authentication":{"oauthOptions":{"accessTokenMaxAge":0}}"#)
        }
        return #"{"spec":{"# + spec.joined(separator: ",") + "}}"
    }
}
