package import FoundationEssentials

/// `POST /v1/mutes`: not to be told of a finding for a time.
package struct MuteRequest: ControlRequest, Codable, Equatable, Sendable {
    package static let fields: Set<String> = ["cause", "clusters", "until", "reason"]

    package var cause: String
    /// Names or globs; absent means the whole fleet. An empty list is refused: it would mute nothing.
    package var clusters: [String]?
    /// The first moment that is loud again.
    package var until: Date
    package var reason: String

    package init(cause: String, clusters: [String]? = nil, until: Date, reason: String) {
        self.cause = cause
        self.clusters = clusters
        self.until = until
        self.reason = reason
    }
}

/// A finding that nobody is told of for a time.
package struct MuteReply: Codable, Equatable, Sendable {
    package static let listSchema = "ksfleet.mutes/v1"

    package var schema = "ksfleet.mute/v1"
    package var id: Int64
    package var cause: String
    /// Absent means the whole fleet.
    package var clusters: [String]?
    package var from: Date
    package var until: Date
    package var reason: String
    package var by: String

    package init(id: Int64, cause: String, clusters: [String]?, from: Date, until: Date, reason: String, by: String) {
        self.id = id
        self.cause = cause
        self.clusters = clusters
        self.from = from
        self.until = until
        self.reason = reason
        self.by = by
    }
}
