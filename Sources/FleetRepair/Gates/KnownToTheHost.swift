import FleetDiagnosis
package import FleetModel
package import FleetWords

/// Whether the host knows a cluster as one of its members. A jwtSecret is the root of all tokens: it is copied only to
/// a cluster that is the host's.
package enum KnownToTheHost: Hashable, Sendable {
    /// By the name of the host's Cluster object.
    case listed(String)
    case notListed(objects: Int)
    /// The member says that another host manages it.
    case claimedByAnother(claimed: String, own: String)
    /// The host's objects are there, and do not tell.
    case undecided(Statement)
    /// The host's objects cannot be read: a plan goes on, and says so.
    case notChecked(Statement)

    package init(_ observation: Observation, host: Observation?) {
        let subject = Subject(observation: observation, host: host)
        if let (claimed, own) = subject.otherHost {
            self = .claimedByAnother(claimed: claimed, own: own)
        } else {
            self = Self.register(subject)
        }
    }

    private static func register(_ subject: Subject) -> KnownToTheHost {
        switch subject.host?.surroundings.register {
        case nil, .notAsked: return .notChecked(RegisterStatement.objectsNotAsked())
        case .absent(let fault): return .notChecked(RegisterStatement.objectsUnread([.message: fault.message]))
        case .read(let register):
            if let entry = subject.registered { return .listed(entry.name) }
            return missing(register, subject.observation)
        }
    }

    private static func missing(_ register: FleetRegister, _ observation: Observation) -> KnownToTheHost {
        let members = register.clusters.filter { !$0.isHost }
        // An empty set means nothing, never everything: a host that lists no member at all says nothing of this one.
        if members.isEmpty { return .undecided(RegisterStatement.noMemberObject()) }
        if register.isCut {
            return .undecided(RegisterStatement.objectsCut([.objects: register.clusters.count]))
        }
        let nameless = members.count { $0.uid == nil }
        if nameless > 0 { return .undecided(RegisterStatement.objectsWithoutUID([.objects: nameless])) }
        if observation.identity.value == nil { return .undecided(PlanStatement.uidUnread()) }
        return .notListed(objects: members.count)
    }

    package var gate: GateVerdict {
        switch self {
        case .listed(let name): Gate.knownToTheHost.passes(RegisterStatement.listed([.name: name]))
        case .notListed(let count): Gate.knownToTheHost.refuses(RegisterStatement.notListed([.objects: count]))
        case .claimedByAnother(let claimed, let own):
            Gate.knownToTheHost.refuses(RegisterStatement.claimedByAnother([.claimed: claimed, .own: own]))
        case .undecided(let why): Gate.knownToTheHost.cannotBeEvaluated(why)
        case .notChecked(let why): Gate.knownToTheHost.passes(RegisterStatement.notChecked([.why: why]))
        }
    }

    /// For the plan: what was not checked.
    package var warning: String? {
        guard case .notChecked(let why) = self else { return nil }
        return
            """
            that this cluster is a member of this host was not checked (\(why.plain)): its jwtSecret is overwritten \
            with the host's
            """
    }
}
