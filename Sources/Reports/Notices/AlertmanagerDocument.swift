import Documents
package import Fleet
import FoundationEssentials

/// What `POST /api/v2/alerts` of Alertmanager takes (its api/v2/openapi.yaml, `postableAlerts`): it groups and silences
/// by itself.
package enum AlertmanagerDocument {
    /// - Parameter validFor: seconds until Alertmanager takes an alert for resolved that nobody sends again.
    package static func text(_ message: NoticeMessage, validFor: Double) throws -> String {
        try jsonText(message.notices.map { Alert($0, at: message.at, validFor: validFor) })
    }

    private struct Alert: Encodable {
        let labels: [String: String]
        let annotations: [String: String]
        let startsAt: Date
        let endsAt: Date

        /// The labels say which alert it is: nothing that changes while it holds is among them but what makes it
        /// another one for people.
        init(_ notice: Notice, at: Date, validFor: Double) {
            let kind = notice.kind.rawValue
            var labels = ["alertname": "Ksfleet" + kind.prefix(1).uppercased() + kind.dropFirst(), "key": notice.key]
            labels["cluster"] = notice.cluster?.rawValue
            labels["cause"] = notice.cause?.rawValue
            labels["outcome"] = notice.outcome?.rawValue
            labels["severity"] = notice.severity.rawValue
            for (name, value) in notice.labels where Self.isLabelName(name) && !value.isEmpty {
                labels["label_" + name] = value
            }
            self.labels = labels
            annotations = [
                "summary": notice.title, "description": notice.lines.joined(separator: "\n"),
                "next": notice.nextStep?.oneLine ?? "",
                "command": notice.nextStep?.all.lazy.compactMap(\.command).first ?? "",
                "taken_on_by": notice.takenOnBy ?? "",
            ].filter { !$0.value.isEmpty }
            startsAt = notice.startsAt
            // What has happened holds for no time: it is shown as long as an alert that nobody sends again.
            endsAt = notice.isEvent ? at.addingTimeInterval(validFor) : notice.endsAt ?? at.addingTimeInterval(validFor)
        }

        /// Prometheus' data model: `[a-zA-Z_][a-zA-Z0-9_]*`.
        private static func isLabelName(_ name: String) -> Bool {
            !name.isEmpty
                && name.utf8.allSatisfy { byte in
                    (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                        || byte == 0x5F
                }
        }
    }
}
