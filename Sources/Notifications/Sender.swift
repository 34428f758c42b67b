package import Fleet
package import FoundationEssentials
import Reports

/// Delivers messages. At least once: a receiver that was told and whose answer was lost is told again, under the same
/// id.
package struct Sender: Sendable {
    private let installation: String?
    private let environment: [String: String]
    private let now: @Sendable () -> Date

    /// - Parameters:
    ///   - installation: the history's id, so that a receiver tells two agents apart.
    ///   - environment: the agent's own, of which programs get a little.
    ///   - now: what signatures are dated by.
    package init(installation: String?, environment: [String: String], now: @escaping @Sendable () -> Date = { Date() })
    {
        self.installation = installation
        self.environment = environment.filter { Self.inherited.contains($0.key) }.merging(["LANG": "C.UTF-8"]) {
            own, _ in own
        }
        self.now = now
    }

    /// What a program needs to find its way; the agent's other variables are not its affair.
    private static let inherited: Set<String> = [
        "PATH", "HOME", "USER", "LOGNAME", "LANG", "TZ", "CREDENTIALS_DIRECTORY",
    ]

    /// - Parameter id: equal in every attempt to deliver this message.
    package func deliver(_ message: NoticeMessage, to receiver: Receiver, id: String) async throws(DeliveryFailure) {
        do {
            try await send(message, receiver, id)
        } catch let failure as DeliveryFailure {
            throw failure.without(receiver.secrets)
        } catch {
            throw DeliveryFailure("\(error)").without(receiver.secrets)
        }
    }

    private func send(_ message: NoticeMessage, _ receiver: Receiver, _ id: String) async throws {
        let body = try preview(message, for: receiver, id: id)
        switch receiver.kind {
        case .webhook(let endpoint, let secret):
            let signature = secret.map {
                [(WebhookSignature.headerName, WebhookSignature.header(body: body, secret: $0, at: now()))]
            }
            var post = Post(endpoint: endpoint, body: body, headers: signature ?? [])
            if let template = receiver.template, template.language != .json {
                post.contentType = "text/plain; charset=utf-8"
            }
            try await post.send()
        case .slack(let endpoint): try await Post(endpoint: endpoint, body: body).send()
        case .alertmanager(let endpoint): try await Post(endpoint: endpoint, path: "/api/v2/alerts", body: body).send()
        // -t: receivers from the header; -oi: a lone dot is no end. Postfix, Exim, OpenSMTPD and msmtp all take them.
        case .mail(_, _, let sendmail):
            try await ChildProgram.run([sendmail, "-t", "-oi"], input: body, environment: environment)
        case .command(let words):
            try await ChildProgram.run(
                words, input: body + "\n", environment: environment.merging(["KSFLEET_ROUTE": receiver.route]) { $1 })
        }
    }

    /// What a receiver would get, as it would get it.
    ///
    /// - Throws: `DeliveryFailure` where the route's template makes nothing that can be sent.
    package func preview(_ message: NoticeMessage, for receiver: Receiver, id: String) throws -> String {
        let words = try words(of: message, receiver, id)
        switch receiver.kind {
        case .webhook, .command: return try words ?? NoticeDocument.webhook(message, id: id, installation: installation)
        case .slack:
            return try words.map { try NoticeDocument.slack(text: $0) }
                ?? NoticeDocument.slack(message, clock: receiver.clock)
        case .alertmanager: return try AlertmanagerDocument.text(message, validFor: Self.alertLifetime)
        case .mail(let from, let to, _):
            return NoticeMail(message, from: from, to: to, id: id, words: words, clock: receiver.clock).text
        }
    }

    /// Not about the message: it waits until the template is mended.
    private func words(of message: NoticeMessage, _ receiver: Receiver, _ id: String) throws(DeliveryFailure) -> String?
    {
        do throws(NoticeTemplate.Failure) {
            return try receiver.template?.text(of: message, id: id, installation: installation)
        } catch {
            throw DeliveryFailure("its template: \(error.description)")
        }
    }

    /// Seconds after which Alertmanager takes an alert for over that is not sent again; it is sent again every five
    /// minutes.
    private static let alertLifetime = 1800.0
}
