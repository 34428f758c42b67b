/// Why a ks-apiserver ended at its start, as far as the last words of its log say it (kubesphere.md B3, M13). A closed set: a line of a log
/// may hold anything.
package enum StartFault: String, Hashable, Codable, Sendable, CaseIterable {
    /// Every start looks for the Redis that the configuration names.
    case redisUnreachable = "failed to connect to redis service"
    case secretEmpty = "JWT secret MUST not be empty"
    /// The same as 3.0 says it.
    case secretEmptyBefore31 = "jwt secret is empty"
    case configurationUnreadable = "Failed to load configuration from disk"

    /// Read off the end of a log: the last line that says one.
    package init?(log: some StringProtocol) {
        let lines = log.split(whereSeparator: \.isNewline).reversed()
        guard let found = lines.lazy.compactMap({ line in Self.allCases.first { line.contains($0.rawValue) } }).first else { return nil }
        self = found
    }
}
