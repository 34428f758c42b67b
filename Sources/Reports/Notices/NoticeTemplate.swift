import Documents
package import Fleet
import FoundationEssentials
import Mustache

/// A message in the operator's own words: a Mustache template (mustache(5)) over the fields of
/// `ksfleet.notification/v2`.
package struct NoticeTemplate: Sendable {
    /// What a template makes, which says how values are written: none can break out of the place where it stands,
    /// `{{{…}}}` or not.
    package enum Language: Sendable { case json, mrkdwn, text }

    /// Where a template is no template, or what it made is not what it should be.
    package struct Failure: Error, Equatable, CustomStringConvertible {
        package let description: String
    }

    /// What a template's file may have, and what it may make of one message: chats and pagers take less.
    package static let longest = 64 << 10
    private static let longestOutput = 256 << 10

    package let language: Language
    private let template: MustacheTemplate

    /// - Throws: `Failure` with the line and what is wrong there.
    package init(_ text: String, language: Language) throws(Failure) {
        self.language = language
        do {
            // Values are escaped before they are filled in, each for its language: HTML's escapes would be wrong in all
            // of them.
            template = try MustacheTemplate(string: "{{% CONTENT_TYPE:TEXT}}" + text)
        } catch let error as MustacheTemplate.ParserError {
            throw Failure(description: "line \(error.context.lineNumber): \(Self.words(error.error))")
        } catch {
            throw Failure(description: "it is no Mustache template")
        }
    }

    /// - Throws: `Failure` where it makes no JSON of the message, or too much.
    package func text(of message: NoticeMessage, id: String, installation: String?) throws(Failure) -> String {
        let text = template.render(fields(of: message, id, installation))
        guard text.utf8.count <= Self.longestOutput else {
            throw Failure(description: "it makes more than \(Self.longestOutput >> 10) KiB of a message")
        }
        guard language == .json else { return text }
        do { _ = try JSONDecoder().decode(AnyJSON.self, from: Data(text.utf8)) } catch {
            throw Failure(description: "what it makes is not JSON: \(Self.words(json: error))")
        }
        return text
    }

    private static func words(_ error: any Error) -> String {
        switch error as? MustacheTemplate.Error {
        case .sectionCloseNameIncorrect: "a section is closed by another name than it was opened by"
        case .unfinishedName: "a tag is not closed: }} is missing"
        case .expectedSectionEnd: "a section is not closed"
        default: "a tag is not closed, or none of Mustache's"
        }
    }

    private static func words(json error: any Error) -> String {
        guard case .dataCorrupted(let context)? = error as? DecodingError, let reason = context.underlyingError else {
            return "a value, a comma or a quote is out of place"
        }
        return printable("\(reason)", limit: 200)
    }

    /// Decodes whatever is JSON.
    private struct AnyJSON: Decodable { init(from decoder: any Decoder) {} }

    // MARK: What a template may name

    private func fields(of message: NoticeMessage, _ id: String, _ installation: String?) -> [String: Any] {
        var fields: [String: Any] = [
            "id": escaped(id), "route": escaped(message.route), "group": escaped(message.group),
            "status": NoticeDocument.status(of: message),
            "reminder": message.isReminder, "at": message.at.rfc3339, "subject": escaped(NoticeText(message).subject),
            "firing": message.firing.map(fields), "resolved": message.resolved.map(fields),
            "events": message.events.map(fields),
            "notices": message.notices.map(fields), "isFiring": !message.firing.isEmpty,
        ]
        fields["installation"] = installation.map(escaped)
        fields["severity"] = message.severity?.rawValue
        return fields
    }

    private func fields(of notice: Notice) -> [String: Any] {
        var fields: [String: Any] = [
            "key": escaped(notice.key), "kind": notice.kind.rawValue, "severity": notice.severity.rawValue,
            "is_\(notice.severity.rawValue)": true,
            "title": escaped(notice.title), "lines": notice.lines.map(escaped), "startsAt": notice.startsAt.rfc3339,
            "labels": notice.labels.mapValues { escaped($0) },
        ]
        fields["cluster"] = notice.cluster.map { escaped($0.rawValue) }
        fields["cause"] = notice.cause?.rawValue
        fields["outcome"] = notice.outcome?.rawValue
        fields["incident"] = notice.incident.map { "\(HistoryName.incident($0))" }
        fields["plan"] = notice.plan.map { "\(HistoryName.plan($0))" }
        fields["run"] = notice.run.map { escaped("\(HistoryName.run($0))") }
        fields["nextStep"] = notice.nextStep.map { escaped($0.oneLine) }
        fields["steps"] = notice.nextStep?.all.map { self.fields(of: $0) }
        fields["takenOnBy"] = notice.takenOnBy.map(escaped)
        fields["endsAt"] = notice.endsAt?.rfc3339
        fields["lasted"] = notice.endsAt.map { shortDuration(seconds: $0.timeIntervalSince(notice.startsAt)) }
        return fields
    }

    private func fields(of step: NextStep) -> [String: Any] {
        var fields: [String: Any] = [:]
        fields["text"] = step.text.isEmpty ? nil : escaped(step.text)
        fields["command"] = step.command.map(escaped)
        return fields
    }

    private func escaped(_ text: String) -> String {
        let line = printable(text)
        switch language {
        case .text: return line
        case .mrkdwn: return NoticeDocument.slackEscaped(line)
        // Without the quotes around it: the template has them.
        case .json: return (try? jsonText(line)).map { String($0.dropFirst().dropLast()) } ?? ""
        }
    }
}
