package import Fleet
package import FoundationEssentials
import GRDB

/// A message to a receiver, and how far it got.
package struct OutboxEntry: Sendable, Hashable, Codable {
    package enum State: String, CaseIterable, Codable, Sendable {
        case waiting
        case delivered
        /// It is not tried again.
        case givenUp = "given-up"
    }

    /// Never used twice: receivers tell duplicates by it.
    package let id: Int64
    package let route: String
    package let message: NoticeMessage
    package let state: State
    package let createdAt: Date
    package let nextAttempt: Date
    /// Attempts made so far.
    package let attempts: Int
    /// When it was delivered, or given up.
    package let endedAt: Date?
    /// Why the last attempt failed; nil before the first.
    package let error: String?
}

/// How the deliveries of a route go.
package struct RouteStanding: Sendable, Hashable, Codable {
    package let route: String
    package let waiting: Int
    /// When the oldest of what waits came.
    package let oldestWaiting: Date?
    /// Why its last attempt failed, of the message that has failed most often; nil where none that waits has.
    package let error: String?
    package let lastDelivered: Date?
    package let givenUp: Int
}

extension HistoryReader {
    /// The messages, the newest first.
    ///
    /// - Parameters:
    ///   - states: nil for any.
    ///   - limit: nil for all.
    package func outbox(_ states: Set<OutboxEntry.State>? = nil, route: String? = nil, limit: Int? = nil) async throws
        -> [OutboxEntry]
    {
        try await read { try OutboxTable.all(states, route: route, limit: limit, $0) }
    }

    /// What may be sent to a route now, the oldest first. Of two messages of one group the later waits for the earlier:
    /// nobody is told of an end before its beginning.
    package func dueMessages(of route: String, at now: Date, limit: Int = 20) async throws -> [OutboxEntry] {
        try await read { try OutboxTable.due(route, at: now, limit: limit, $0) }
    }

    /// How the deliveries of each route go that has ever been told anything, by name.
    package func routeStandings() async throws -> [RouteStanding] { try await read(OutboxTable.standings) }
}
