package import Logging

/// How the agent writes its log.
package enum LogFormat: String, CaseIterable, Sendable {
    /// The journal's fields where systemd has connected standard error to the journal, else text.
    case auto
    case text
    /// One object a line.
    case json
    /// The journal's fields, wherever standard error goes.
    case journal

    /// What takes the entries.
    ///
    /// - Parameters:
    ///   - environment: where systemd says what standard error is (`JOURNAL_STREAM`).
    ///   - write: puts a line on standard error.
    package func handler(
        environment: [String: String], write: @escaping @Sendable (String) -> Void = StandardError.write
    ) -> @Sendable (String) -> any LogHandler {
        switch self {
        case .auto where JournalSocket.isConnected(environment), .journal:
            return { _ in JournalLogHandler(fallback: LineLogHandler.prefixed(write: write)) }
        case .auto, .text: return { StreamLogHandler.standardError(label: $0) }
        case .json: return { _ in LineLogHandler.json(write: write) }
        }
    }
}
