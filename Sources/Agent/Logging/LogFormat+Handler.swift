package import ConfigurationFiles
import Linux
package import Logging

extension LogFormat {
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
        case .auto, .text: return { LineLogHandler.text(label: $0, write: write) }
        case .json: return { _ in LineLogHandler.json(write: write) }
        }
    }
}
