import Documents
package import Fleet
import FoundationEssentials

/// A message as RFC 5322 mail, for a `sendmail` that takes the receivers from the header (`-t`).
package struct NoticeMail: Sendable {
    package let text: String

    /// - Parameters:
    ///   - from: an address; `sendmail` completes one without a domain.
    ///   - id: unique to the message and equal in every attempt to deliver it, so that receivers tell a duplicate.
    ///   - clock: of the usual words.
    ///   - words: what it says in place of the usual; a first line `Subject: …` and an empty one after it are its
    ///     subject.
    package init(
        _ message: NoticeMessage, from: String, to: [String], id: String, words: String? = nil,
        clock: NoticeClock = .utc
    ) {
        let (subject, body) = Self.parts(of: words, NoticeText(message, clock: clock))
        // Header fields are one line each (RFC 5322, 2.2): what came from a cluster cannot begin another. Non-ASCII by
        // RFC 2047.
        let headers = [
            "From: \(printable(from))", "To: \(to.map { printable($0) }.joined(separator: ",\n "))",
            "Subject: \(Self.encoded(subject))",
            "Date: \(message.at.mailDate)", "Message-ID: <\(printable(id))@ksfleet>",
            "Auto-Submitted: auto-generated", "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: base64",
        ]
        text = (headers + ["", Self.wrapped(Data(body.utf8).base64EncodedString())]).joined(separator: "\n") + "\n"
    }

    private static func parts(of words: String?, _ usual: NoticeText) -> (subject: String, body: String) {
        let subject = "ksfleet: " + usual.subject
        guard let words else { return (subject, usual.body) }
        guard words.hasPrefix("Subject:") else { return (subject, words) }
        let rest = words.drop { !$0.isNewline }
        return (
            String(words.prefix { !$0.isNewline }.dropFirst("Subject:".count).drop(while: \.isWhitespace)),
            String(rest.drop(while: \.isNewline))
        )
    }

    /// Lines of 76 characters (RFC 2045, 6.8), so that no line of evidence is longer than mail allows.
    private static func wrapped(_ text: String) -> String {
        var (rest, lines) = (text[...], [Substring]())
        while !rest.isEmpty {
            lines.append(rest.prefix(76))
            rest = rest.dropFirst(76)
        }
        return lines.joined(separator: "\n")
    }

    private static func encoded(_ text: String) -> String {
        let line = printable(text, limit: 200)
        if line.utf8.allSatisfy({ $0 < 0x80 }) { return line }
        // An encoded word is at most 75 characters long, and its line 76 (RFC 2047, 2): 39 bytes give 52 digits of base
        // 64.
        return chunks(line, bytes: 39).map { "=?utf-8?B?\(Data($0.utf8).base64EncodedString())?=" }.joined(
            separator: "\n ")
    }

    private static func chunks(_ text: String, bytes: Int) -> [String] {
        text.unicodeScalars.reduce(into: [""]) { chunks, scalar in
            if chunks[chunks.count - 1].utf8.count + String(scalar).utf8.count > bytes { chunks.append("") }
            chunks[chunks.count - 1].unicodeScalars.append(scalar)
        }
    }
}
