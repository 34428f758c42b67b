package import Fleet

/// One route of `notifications:` in agent.yaml: who is told, of what. Secrets stay in files, which are read for each
/// delivery: a changed one counts at once, and one that cannot be read stops nobody else.
package struct NotificationRoute: Equatable, Sendable {
    /// What is posted to.
    package struct Address: Equatable, Sendable {
        /// Only where it is no secret; one of the two is there.
        package var url: String?
        package var urlFile: String?
        /// A bearer token.
        package var tokenFile: String?
        /// Basic authentication.
        package var user: String?
        package var passwordFile: String?
        /// Certificates that are trusted besides the system's, in PEM.
        package var caFile: String?
        /// Of a webhook: what its requests are signed with.
        package var secretFile: String?
    }

    package enum Target: Equatable, Sendable {
        case webhook(Address)
        case slack(Address)
        case alertmanager(Address)
        case mail(from: String, to: [String], sendmail: String)
        /// An absolute path and its arguments.
        case command([String])
    }

    package var route: NoticeRoute
    package var target: Target
    /// The file of a Mustache template; nil for the usual words.
    package var template: String?
    /// The zone on whose clock times are shown to people; nil for UTC.
    package var zone: ZoneRules?
    /// Where its receiver stands in agent.yaml, for what is found out of it later.
    package var line = 0
    package var column = 0

    /// What is run for each message.
    var program: String? {
        switch target {
        case .mail(_, _, let sendmail): sendmail
        case .command(let words): words.first
        default: nil
        }
    }
}
