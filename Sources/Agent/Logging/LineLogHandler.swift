import Fleet
import FoundationEssentials
package import Logging

/// Writes each entry as one line.
package struct LineLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var logLevel = Logger.Level.info
    private let line: @Sendable (LogEvent, _ values: [(name: String, value: String)]) -> String?
    private let write: @Sendable (String) -> Void

    /// One JSON object a line: `time`, `level`, `message`, `message_id` where it has one, and what was logged besides
    /// it under its own name.
    package static func json(write: @escaping @Sendable (String) -> Void) -> LineLogHandler {
        LineLogHandler(line: jsonLine, write: write)
    }

    /// sd-daemon(3): where only plain text gets to the journal, the priority stands before it.
    package static func prefixed(write: @escaping @Sendable (String) -> Void) -> LineLogHandler {
        LineLogHandler(line: prefixedLine, write: write)
    }

    /// For a terminal or a file: the time and the level, then the message and its values (logfmt).
    package static func text(label: String, write: @escaping @Sendable (String) -> Void) -> LineLogHandler {
        LineLogHandler(
            line: { event, values in
                "\(Date().rfc3339) \(event.level.rawValue) \(label): " + words(event, values)
            }, write: write)
    }

    private init(
        line: @escaping @Sendable (LogEvent, [(name: String, value: String)]) -> String?,
        write: @escaping @Sendable (String) -> Void
    ) {
        self.line = line
        self.write = write
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        guard let text = line(event, logValues(metadata.merging(event.metadata ?? [:]) { $1 })) else { return }
        write(text + "\n")
    }

    @Sendable private static func jsonLine(_ event: LogEvent, _ values: [(name: String, value: String)]) -> String? {
        var fields = Dictionary(values.map { ($0.name, $0.value) }) { first, _ in first }
        fields["time"] = Date().rfc3339Milliseconds
        fields["level"] = event.level.rawValue
        fields["message"] = printable(event.message.description, limit: 2000)
        fields["message_id"] = JournalMessage.ids[event.message.description]
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return (try? encoder.encode(fields)).map { String(decoding: $0, as: UTF8.self) }
    }

    @Sendable private static func prefixedLine(_ event: LogEvent, _ values: [(name: String, value: String)]) -> String?
    {
        "<\(JournalLogHandler.priority(event.level))>" + words(event, values)
    }

    private static func words(_ event: LogEvent, _ values: [(name: String, value: String)]) -> String {
        ([printable(event.message.description, limit: 2000)] + values.map { "\($0.name)=\(logWord($0.value))" })
            .joined(separator: " ")
    }
}
