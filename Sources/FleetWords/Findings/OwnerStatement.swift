/// What is found of who renders kubesphere.yaml, and what the next run of that would put back.
package enum OwnerStatement: String, StatementCode {
    case installerRenders = "owner.installer-renders"
    case installerSaysRole = "owner.installer-says-role"
    case installerSaysNoRole = "owner.installer-says-no-role"
    case installerSetsOptions = "owner.installer-sets-options"
    case installerHoldsSecret = "owner.installer-holds-secret"
    case installerKeepsSecret = "owner.installer-keeps-secret"
    case appliedMaxAge = "owner.applied-max-age"
    case appliedSecret = "owner.applied-secret"
    case helmIsDue = "owner.helm-is-due"
    case helmRenders = "owner.helm-renders"
    case argoSyncs = "owner.argo-syncs"
    case repairEdits = "owner.repair-edits"
    case editedBy = "owner.edited-by"

    package func english(_ v: Wording) -> String {
        switch self {
        case .installerRenders:
            """
            ks-installer renders kubesphere.yaml anew whenever its ClusterConfiguration changes or it restarts
            """
        case .installerSaysRole:
            """
            its ClusterConfiguration says clusterRole \(v[.role]), so accessTokenMaxAge: 0 would go
            """
        case .installerSaysNoRole: "its ClusterConfiguration says no clusterRole, so accessTokenMaxAge: 0 would go"
        case .installerSetsOptions:
            """
            its ClusterConfiguration sets oauthOptions, with accessTokenMaxAge \(v[.maxAge]): a 3.1 installer \
            renders those in place of accessTokenMaxAge: 0
            """
        case .installerHoldsSecret:
            """
            its ClusterConfiguration holds another jwtSecret (\(v[.found])) than the host's (\(v[.host]))
            """
        case .installerKeepsSecret:
            """
            its ClusterConfiguration names no jwtSecret, and Secret kubesphere-secret keeps another (\(v[.found])) \
            than the host's (\(v[.host])), which would be rendered
            """
        case .appliedMaxAge: "what was applied last has accessTokenMaxAge \(v[.maxAge]): the 0 was edited in since"
        case .appliedSecret:
            """
            what was applied last has another jwtSecret (\(v[.found])): this one (\(v[.host])) was edited in since
            """
        case .helmIsDue:
            """
            the host's controller is about to run helm upgrade on it: spec.config of Cluster object \(v[.name]) is \
            not the one that it rendered, and it renders with role member and the host's jwtSecret
            """
        case .helmRenders:
            """
            \(v[.edit]): the next helm upgrade of ks-core renders it from the release's values, a jwtSecret that \
            stands there first, and accessTokenMaxAge: 0s only for role member
            """
        case .argoSyncs: "\(v[.edit]): Argo CD's next sync puts its own document back"
        case .repairEdits: "the repair edits what \(v[.owner]) renders"
        case .editedBy: "it was edited by \(v[.writer]) at \(v[.at])"
        }
    }
}
