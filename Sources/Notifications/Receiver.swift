package import Fleet
package import Reports

/// Where the messages of a route go. Addresses and signing secrets are secrets.
package struct Receiver: Sendable {
    package enum Kind: Sendable {
        /// The whole message as JSON, signed where there is a secret.
        case webhook(Endpoint, signingSecret: SecretValue?)
        case slack(Endpoint)
        /// The server's root, such as `http://127.0.0.1:9093`.
        case alertmanager(Endpoint)
        case mail(from: String, to: [String], sendmail: String)
        /// An absolute path and its arguments; the message comes as JSON on standard input.
        case command([String])
    }

    package let route: String
    package let kind: Kind
    /// The operator's own words; Alertmanager has none.
    package var template: NoticeTemplate?
    /// On whose times are shown to people; data stay in UTC.
    package var clock: NoticeClock

    package init(route: String, kind: Kind, template: NoticeTemplate? = nil, clock: NoticeClock = .utc) {
        self.route = route
        self.kind = kind
        self.template = template
        self.clock = clock
    }

    /// Everything that must never be told.
    var secrets: [String] {
        switch kind {
        case .webhook(let endpoint, let secret):
            endpoint.secrets + (secret.map { [$0.revealedForUseInProcess()] } ?? [])
        case .slack(let endpoint), .alertmanager(let endpoint): endpoint.secrets
        case .mail, .command: []
        }
    }
}

/// A message that did not get there this time.
package struct DeliveryFailure: Error, Equatable, CustomStringConvertible {
    /// Without a secret, fit for a terminal.
    package let description: String
    /// The receiver does not take this message, and may take others; where false, it took none.
    package var isAboutMessage = false
    /// Seconds that the receiver asks to be left alone for.
    package var retryAfter: Double?

    package init(_ description: String, isAboutMessage: Bool = false, retryAfter: Double? = nil) {
        self.description = printable(description, limit: 300)
        self.isAboutMessage = isAboutMessage
        self.retryAfter = retryAfter
    }

    /// Whatever a receiver or a library has put into it: the secrets are taken out, whole, as the path of an address,
    /// each part of it that is long enough to be a key, and any stretch of those.
    func without(_ secrets: [String]) -> DeliveryFailure {
        let parts = secrets.flatMap { secret in
            guard secret.contains("://") else { return [secret] }
            // Scheme and host alone are no secret: they say where it fails.
            let path = Self.path(of: secret)
            return (path.isEmpty ? [] : [secret, path])
                + path.split(whereSeparator: { "/?&=#".contains($0) }).map(String.init)
        }
        let text = parts.filter { $0.utf8.count >= 8 }.sorted { $0.utf8.count > $1.utf8.count }.reduce(description) {
            $0.replacing($1, with: "<secret>")
        }
        let keys = parts.filter { $0.utf8.count >= 8 && !$0.contains("://") && !$0.hasPrefix("/") }
        let clean = SecretFilter(keys.map { SecretValue($0) }).apply(text)
        return DeliveryFailure(clean, isAboutMessage: isAboutMessage, retryAfter: retryAfter)
    }

    /// What stands behind the host of an address.
    private static func path(of url: String) -> String {
        guard let scheme = url.firstRange(of: "://") else { return "" }
        return String(url[scheme.upperBound...].drop { $0 != "/" && $0 != "?" })
    }
}
