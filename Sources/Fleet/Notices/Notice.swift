package import FleetDiagnosis
package import FleetModel
package import FleetRepair
import FleetText
package import FoundationEssentials

/// Something that a team is told of, as it stands now. A later notice with the same key is the same thing, further on.
package struct Notice: Hashable, Codable, Sendable {
    package enum Kind: String, CaseIterable, Codable, Sendable {
        /// A cause keeps a cluster from being healthy.
        case incident
        /// Something that a cluster is reached with ends soon.
        case expiry
        /// A plan waits for a person.
        case approval
        /// A repair has ended, well or not. It holds for no time: it is told once.
        case repair
        /// The error breaker is open: nothing is repaired by policy until a person closes it.
        case breaker
        /// `agentctl notify test`.
        case test
    }

    /// `incident/17`: stable over the thing's life, and what duplicates are told by.
    package var key: String
    package var kind: Kind
    package var severity: Finding.Severity
    package var cluster: ClusterID?
    package var cause: Cause?
    /// The labels of the cluster in agent.yaml.
    package var labels: [String: String]
    package var incident: Int64?
    package var plan: Int64?
    package var run: String?
    /// Of a repair: `proved`, `stopped`, `rolled-back`, `contested`, `failed`.
    package var outcome: RepairAttempt.Outcome?
    /// One line.
    package var title: String
    /// Evidence, a sentence each, with its numbers.
    package var lines: [String]
    package var nextStep: NextStep?
    /// Who has taken it on: it is not said again then.
    package var takenOnBy: String?
    package var startsAt: Date
    /// Set once it is over.
    package var endsAt: Date?

    package init(
        key: String, kind: Kind, severity: Finding.Severity, cluster: ClusterID? = nil, cause: Cause? = nil,
        labels: [String: String] = [:],
        title: String, lines: [String] = [], nextStep: NextStep? = nil, startsAt: Date, endsAt: Date? = nil
    ) {
        self.key = key
        self.kind = kind
        self.severity = severity
        self.cluster = cluster
        self.cause = cause
        self.labels = labels
        self.title = printable(title, limit: 200)
        // What is told is bounded, whatever a cluster says: the history has the rest.
        self.lines = lines.prefix(20).map { printable($0) }
        self.nextStep = nextStep.map { $0.mapping(text: { printable($0) }, command: { printable($0) }) }
        self.startsAt = startsAt
        self.endsAt = endsAt
    }

    /// It happened, and holds for no time.
    package var isEvent: Bool { kind == .repair }

    /// A copy with more said of it.
    package func with(_ change: (inout Notice) -> Void) -> Notice {
        var copy = self
        change(&copy)
        return copy
    }

    /// Whether it would have to be said again although it was said before: it became graver, or changed what it is
    /// about.
    func differs(from said: Notice) -> Bool { severity > said.severity || cause != said.cause }

    /// Whether silence about it becomes negligence: nobody has taken it on, and it is more than something to know.
    var asksForReminders: Bool { takenOnBy == nil && severity > .info }
}

/// What the history says at one moment.
package struct NoticeBoard: Hashable, Sendable {
    /// Everything that holds.
    package var holding: [Notice]
    /// What has come to an end, or has happened, since the last look: told or not, each is here once.
    package var over: [Notice]
    /// Clusters whose last probe could not say whether what was found before still holds.
    package var undecided: Set<ClusterID>
    /// Keys of what holds and is muted: it is not told, and has not ended either.
    package var muted: Set<String> = []

    package init(holding: [Notice] = [], over: [Notice] = [], undecided: Set<ClusterID> = []) {
        self.holding = holding
        self.over = over
        self.undecided = undecided
    }
}
