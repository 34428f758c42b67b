import Fleet
import FoundationEssentials

/// A cluster as it really is, whatever an agent believes of it. Times are seconds of the true clock.
struct MonthCluster {
    let id: ClusterID
    let isHost: Bool
    let labels: [String: String]
    /// nil where no source tells it for certain.
    let role: ClusterRole?
    var fault: Cause?
    /// Goes from one round to the next between failing and well until then.
    var flapsUntil = 0.0
    var unreachableUntil = 0.0
    /// Its owner puts the fault back so many seconds after it was repaired.
    var ownerRevertsAfter: Double?
    var revertsAt: Double?
    var revertsTo: Cause?
    /// Its Deployment is being rolled out by somebody else until then.
    var rollsOutUntil = 0.0
    /// The run that has written and has not ended.
    var writtenBy: String?
    /// The host's Cluster objects list others, and not this one.
    let isStranger: Bool
    /// Its Redis is outside of the cluster: nobody can see whether it answers.
    let hidesItsRedis: Bool
    /// Until then a person's plan that waives that gate lies there.
    var waivedUntil = 0.0
    /// Another plan for each change of its configuration.
    var version = 0
}

/// What one probe of one agent told.
struct MonthProbe {
    let at: Date
    let health: Health
    let cause: Cause?
    let refused: Bool?

    var diagnosis: Diagnosis {
        Diagnosis(
            health: health,
            findings: cause.map { [Finding($0, .critical, evidence: ["simulated"], nextStep: "look")] } ?? [])
    }
}

/// A round as an agent's history holds it.
struct MonthRound {
    let at: Date
    let isBlind: Bool
    /// By the clusters' numbers.
    var probes: [MonthProbe] = []
}

/// A repair that is under way.
struct MonthRun {
    let attempt: String
    let cluster: Int
    /// True seconds of its second write, and of its end.
    let secondWriteAt: Double
    let endsAt: Double
    let outcome: RepairAttempt.Outcome
    var writes = 0
}
