/// What the gates compare that ask who the host is, and whether it knows the cluster.
package enum RegisterStatement: String, StatementCode {
    case noSecretCopied = "register.no-secret-copied"
    case objectsNotAsked = "register.objects-not-asked"
    case objectsUnread = "register.objects-unread"
    case noMemberObject = "register.no-member-object"
    case objectsCut = "register.objects-cut"
    case objectsWithoutUID = "register.objects-without-uid"
    case listed = "register.listed"
    case notListed = "register.not-listed"
    case claimedByAnother = "register.claimed-by-another"
    case notChecked = "register.not-checked"
    case hostNamed = "register.host-named"
    case nameOneHost = "register.name-one-host"
    case mayBeHosts = "register.may-be-hosts"
    case noClaimant = "register.no-claimant"
    case onlyClaimant = "register.only-claimant"

    package func english(_ v: Wording) -> String {
        switch self {
        case .noSecretCopied: "no secret is copied"
        case .objectsNotAsked: "the host's Cluster objects were not asked for"
        case .objectsUnread: "the host's Cluster objects could not be read: \(v[.message])"
        case .noMemberObject: "the host has no Cluster object of any member"
        case .objectsCut: "the host has more than the \(v[.objects]) Cluster objects that were read"
        case .objectsWithoutUID:
            """
            \(v[.objects]) of the host's Cluster objects carry no UID: it may be one of those, under another name
            """
        case .listed: "the host's Cluster object \(v[.name]) is this cluster"
        case .notListed:
            """
            none of the host's \(v[.objects]) Cluster objects of members is this cluster: no secret is copied into \
            it
            """
        case .claimedByAnother:
            """
            it says that host cluster \(v[.claimed]) manages it, and this host is called \(v[.own]): no secret is \
            copied into it
            """
        case .notChecked: "not checked: \(v[.why])"
        case .hostNamed: "\(v[.host]) is named as the host"
        case .nameOneHost: "\(v[.said]): name one (host in agent.yaml, or --host)"
        case .mayBeHosts:
            """
            \(v.few(.clusters, 5)) could never be read, and may be a host as well: name the host (host in \
            agent.yaml, or --host)
            """
        case .noClaimant: "no cluster says that it is the host: name it (host in agent.yaml, or --host)"
        case .onlyClaimant: "\(v[.host]) is the only one of the watched clusters that says it is the host"
        }
    }
}
