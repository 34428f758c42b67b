package import FoundationEssentials

/// `POST /v1/incidents/ID/acknowledge` and `…/release`: the incident as it stands after it.
package struct IncidentReply: Codable, Equatable, Sendable {
    package var schema = "ksfleet.incident/v1"
    package var id: Int64
    package var cluster: String
    package var cause: String
    package var openedAt: Date
    package var closedAt: Date?
    package var acknowledgedAt: Date?
    /// Who has taken it on; absent for nobody.
    package var acknowledgedBy: String?

    package init(id: Int64, cluster: String, cause: String, openedAt: Date) {
        self.id = id
        self.cluster = cluster
        self.cause = cause
        self.openedAt = openedAt
    }
}

/// What is said of it, for the journal.
package struct CommentRequest: ControlRequest, Codable, Equatable, Sendable {
    package static let fields: Set<String> = ["comment"]

    package var comment: String?

    package init(comment: String? = nil) { self.comment = comment }
}
