package import FoundationEssentials

/// What a running agent says of itself: `GET /v1/state` on its Unix socket. Fields are only ever added.
package struct AgentState: Codable, Equatable, Sendable {
    package static let path = "/v1/state"

    package var schema = "ksfleet.agent.state/v1"
    package var version: String
    package var pid: Int32
    package var startedAt: Date
    /// Rounds recorded since the start.
    package var rounds: Int
    /// nil before the first round is done.
    package var lastRound: Round?
    /// Seconds between the starts of two rounds.
    package var interval: Double

    /// The round that was recorded last.
    package struct Round: Codable, Equatable, Sendable {
        package var startedAt: Date
        /// Seconds.
        package var elapsed: Double
        /// The context of the host, where one was found.
        package var host: String?
        /// Clusters by health: `healthy`, `failing`, `unknown`.
        package var health: [String: Int]

        package init(startedAt: Date, elapsed: Double, host: String?, health: [String: Int]) {
            self.startedAt = startedAt
            self.elapsed = elapsed
            self.host = host
            self.health = health
        }
    }

    package init(version: String, pid: Int32, startedAt: Date, rounds: Int, lastRound: Round?, interval: Double) {
        self.version = version
        self.pid = pid
        self.startedAt = startedAt
        self.rounds = rounds
        self.lastRound = lastRound
        self.interval = interval
    }

    /// How both sides write and read it: RFC 3339 times, sorted keys.
    package func encoded() throws -> Data {
        let encoder = JSONEncoder()
        encoder.dateEncodingStrategy = .iso8601
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return try encoder.encode(self)
    }

    package static func decoded(_ data: Data) throws -> AgentState {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        return try decoder.decode(AgentState.self, from: data)
    }
}
