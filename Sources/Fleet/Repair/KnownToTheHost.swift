/// Whether the host knows a cluster as one of its members. A jwtSecret is the root of all tokens: it is copied only to
/// a cluster that is the host's.
package enum KnownToTheHost: Hashable, Sendable {
    /// By the name of the host's Cluster object.
    case listed(String)
    case notListed(objects: Int)
    /// The member says that another host manages it.
    case claimedByAnother(claimed: String, own: String)
    /// The host's objects are there, and do not tell.
    case undecided(String)
    /// The host's objects cannot be read: a plan goes on, and says so.
    case notChecked(String)

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
        case nil, .notAsked: return .notChecked("the host's Cluster objects were not asked for")
        case .absent(let fault): return .notChecked("the host's Cluster objects could not be read: \(fault.message)")
        case .read(let register):
            if let entry = subject.registered { return .listed(entry.name) }
            return missing(register, subject.observation)
        }
    }

    private static func missing(_ register: FleetRegister, _ observation: Observation) -> KnownToTheHost {
        let members = register.clusters.filter { !$0.isHost }
        // An empty set means nothing, never everything: a host that lists no member at all says nothing of this one.
        if members.isEmpty { return .undecided("the host has no Cluster object of any member") }
        if register.isCut {
            return .undecided("the host has more than the \(register.clusters.count) Cluster objects that were read")
        }
        let nameless = members.count { $0.uid == nil }
        if nameless > 0 {
            return .undecided(
                "\(nameless) of the host's Cluster objects carry no UID: it may be one of those, under another name")
        }
        if observation.identity.value == nil { return .undecided("the cluster's UID could not be read") }
        return .notListed(objects: members.count)
    }

    package var gate: GateVerdict {
        switch self {
        case .listed(let name): GateVerdict(.knownToTheHost, true, "the host's Cluster object \(name) is this cluster")
        case .notListed(let count):
            GateVerdict(
                .knownToTheHost, false,
                "none of the host's \(count) Cluster objects of members is this cluster: no secret is copied into it")
        case .claimedByAnother(let claimed, let own):
            GateVerdict(
                .knownToTheHost, false,
                """
                it says that host cluster \(claimed) manages it, and this host is called \(own): no secret is copied \
                into it
                """
            )
        case .undecided(let why): .cannotBeEvaluated(.knownToTheHost, why)
        case .notChecked(let why): GateVerdict(.knownToTheHost, true, "not checked: \(why)")
        }
    }

    /// For the plan: what was not checked.
    package var warning: String? {
        guard case .notChecked(let why) = self else { return nil }
        return
            """
            that this cluster is a member of this host was not checked (\(why)): its jwtSecret is overwritten with the \
            host's
            """
    }
}
