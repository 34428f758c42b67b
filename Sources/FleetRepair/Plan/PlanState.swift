/// What became of a plan that was stored.
package enum PlanState: String, CaseIterable, Codable, Sendable {
    /// It waits for a person.
    case proposed
    /// A person has approved exactly this plan; it is not begun yet.
    case approved
    case rejected
    /// Whoever had it made to look at it has said no: it was never asked about.
    case withdrawn
    /// Nobody decided in time.
    case expired
    /// A run of it was begun.
    case applied
    /// A later plan of the same cluster took its place.
    case superseded

    /// It may still become a run.
    package var isPending: Bool { self == .proposed || self == .approved }
}

/// Who began a run.
package enum RunMode: String, CaseIterable, Codable, Sendable {
    case hand
    case policy
}
