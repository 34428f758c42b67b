import Fleet
package import Linux
package import Logging

/// Writes log entries into systemd's journal with fields of their own: `journalctl -u ksfleet-agent
/// KSFLEET_CLUSTER=member-02`.
package struct JournalLogHandler: LogHandler {
    package var metadata: Logger.Metadata = [:]
    package var logLevel = Logger.Level.info

    private let socket: JournalSocket
    private let fallback: any LogHandler

    /// - Parameter fallback: takes what the journal did not.
    package init(socket: JournalSocket = JournalSocket(), fallback: any LogHandler) {
        self.socket = socket
        self.fallback = fallback
    }

    package subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    package func log(event: LogEvent) {
        let all = metadata.merging(event.metadata ?? [:]) { $1 }
        guard !socket.send(Self.fields(event.level, event.message, all)) else { return }
        var event = event
        event.metadata = all
        fallback.log(event: event)
    }

    /// MESSAGE keeps its constant text and gets the values behind it, so that plain `journalctl` tells them too.
    package static func fields(_ level: Logger.Level, _ message: Logger.Message, _ metadata: Logger.Metadata) -> [(
        name: String, value: String
    )] {
        let values = logValues(metadata)
        let text = ([printable(message.description, limit: 2000)] + values.map { "\($0.name)=\(logWord($0.value))" })
            .joined(separator: " ")
        let id = JournalMessage.ids[message.description].map { [(name: "MESSAGE_ID", value: $0)] } ?? []
        return [
            (name: "MESSAGE", value: text), (name: "PRIORITY", value: "\(priority(level))"),
            (name: "SYSLOG_IDENTIFIER", value: "agentd"),
        ] + id
            + values.map { (name: fieldName($0.name), value: $0.value) }
    }

    /// systemd.journal-fields(7): upper case letters, digits and underscores. `lastError` becomes `KSFLEET_LAST_ERROR`.
    private static func fieldName(_ key: String) -> String {
        let words = key.unicodeScalars.reduce(into: "") { name, scalar in
            if ("A"..."Z").contains(scalar), !name.isEmpty { name.append("_") }
            name.unicodeScalars.append(scalar)
        }
        return "KSFLEET_"
            + String(
                words.uppercased().unicodeScalars.map {
                    ("A"..."Z").contains($0) || ("0"..."9").contains($0) ? Character($0) : "_"
                })
    }

    /// syslog(3).
    package static func priority(_ level: Logger.Level) -> Int {
        switch level {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }
}

/// A value as one word: in quotation marks where it has a space, or a sign that would end it (logfmt).
func logWord(_ value: String) -> String {
    let isPlain = !value.isEmpty && !value.contains { $0.isWhitespace || "\"=\\".contains($0) }
    return isPlain ? value : "\"" + value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
}

/// What was logged besides the message, in the order of the names, fit for a terminal.
func logValues(_ metadata: Logger.Metadata) -> [(name: String, value: String)] {
    metadata.sorted { $0.key < $1.key }.map { (name: $0.key, value: printable("\($0.value)", limit: 2000)) }
}
