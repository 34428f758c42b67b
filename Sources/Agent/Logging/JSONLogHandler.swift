import Fleet
import FoundationEssentials
package import Logging

/// One JSON object a line: `time`, `level`, `message`, `message_id` where it has one, and what was logged besides it under its own name.
package struct JSONLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var logLevel = Logger.Level.info
    private let write: @Sendable (String) -> Void

    package init(write: @escaping @Sendable (String) -> Void) { self.write = write }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let values = logValues(metadata.merging(event.metadata ?? [:]) { $1 })
        var fields = Dictionary(values.map { ($0.name, $0.value) }) { first, _ in first }
        fields["time"] = Date().formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true, timeZone: .gmt))
        fields["level"] = event.level.rawValue
        fields["message"] = printable(event.message.description, limit: 2000)
        fields["message_id"] = JournalMessage.ids[event.message.description]
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let line = try? encoder.encode(fields) else { return }
        write(String(decoding: line, as: UTF8.self) + "\n")
    }
}
