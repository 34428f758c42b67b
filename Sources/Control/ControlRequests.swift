package import FoundationEssentials

/// What a client may ask. A field that is none of these is a slip, and one such as `dryrun` would turn a rehearsal into
/// a repair.
package protocol ControlRequest: Decodable {
    static var fields: Set<String> { get }
}

/// Why something is done: who may read the journal later reads it there.
package struct ReasonRequest: ControlRequest, Codable, Equatable, Sendable {
    package static let fields: Set<String> = ["reason"]

    package var reason: String

    package init(reason: String) { self.reason = reason }
}

/// `POST /v1/plans`: look at a cluster afresh and make a plan of its repair.
package struct PlanRequest: ControlRequest, Codable, Equatable, Sendable {
    package static let fields: Set<String> = ["cluster", "reason", "byLogs", "waive"]

    package var cluster: String
    package var reason: String?
    /// Where the acceptance probe is not allowed: let configuration and logs decide, and logs prove it. Weaker, and for
    /// a person only.
    package var byLogs: Bool?
    /// Gates that are let pass where they cannot be evaluated; a reason is needed then.
    package var waive: [String]?

    package init(cluster: String, reason: String? = nil, byLogs: Bool? = nil, waive: [String]? = nil) {
        self.cluster = cluster
        self.reason = reason
        self.byLogs = byLogs
        self.waive = waive
    }
}

/// `POST /v1/runs/ID/undo`.
package struct UndoRequest: ControlRequest, Codable, Equatable, Sendable {
    package static let fields: Set<String> = ["reason", "waive"]

    package var reason: String
    /// Gates that are let pass where they cannot be evaluated.
    package var waive: [String]?

    package init(reason: String, waive: [String]? = nil) {
        self.reason = reason
        self.waive = waive
    }
}

/// `POST /v1/plans/ID/approve`: of exactly the plan that was shown.
package struct ApprovalRequest: ControlRequest, Codable, Equatable, Sendable {
    package static let fields: Set<String> = ["reason", "hash"]

    package var reason: String
    /// The hash of the plan as it was shown; where it is given and differs, nothing is approved.
    package var hash: String?

    package init(reason: String, hash: String? = nil) {
        self.reason = reason
        self.hash = hash
    }
}

/// `POST /v1/plans/ID/apply`.
package struct ApplyRequest: ControlRequest, Codable, Equatable, Sendable {
    package static let fields: Set<String> = ["reason", "dryRun", "byLogs"]

    package var reason: String
    /// Stop after the server-side dry run: nothing is written.
    package var dryRun: Bool?
    /// Needed where the plan would be proved by logs alone.
    package var byLogs: Bool?

    package init(reason: String, dryRun: Bool? = nil, byLogs: Bool? = nil) {
        self.reason = reason
        self.dryRun = dryRun
        self.byLogs = byLogs
    }
}

/// `POST /v1/freezes`.
package struct FreezeRequest: ControlRequest, Codable, Equatable, Sendable {
    package static let fields: Set<String> = ["clusters", "until", "reason"]

    /// Names or globs; absent means the whole fleet. An empty list is refused: it would freeze nothing.
    package var clusters: [String]?
    /// The first moment that is free again; absent until somebody ends it.
    package var until: Date?
    package var reason: String

    package init(clusters: [String]? = nil, until: Date? = nil, reason: String) {
        self.clusters = clusters
        self.until = until
        self.reason = reason
    }
}

/// `POST /v1/probe`: now, recorded by the agent as one of its rounds.
package struct ProbeRequest: ControlRequest, Codable, Equatable, Sendable {
    package static let fields: Set<String> = ["clusters"]

    /// Absent means every watched cluster. An empty list is refused.
    package var clusters: [String]?

    package init(clusters: [String]? = nil) { self.clusters = clusters }
}
