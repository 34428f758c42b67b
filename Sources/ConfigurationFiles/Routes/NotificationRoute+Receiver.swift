import Files
package import Fleet
import FoundationEssentials
import Kubernetes
package import Notifications
import Reports

extension NotificationRoute {
    /// Reads the secrets' files.
    ///
    /// - Throws: `Fault` that names the file and what is wrong with it, never what is in it.
    package func receiver() throws(Fault) -> Receiver {
        Receiver(
            route: route.name, kind: try kind(),
            template: try template.map { path throws(Fault) in try self.template(in: path) }, clock: clock)
    }

    private var clock: NoticeClock {
        guard let zone else { return .utc }
        return NoticeClock(ClockZone { zone.offset(at: $0) ?? 0 })
    }

    private func kind() throws(Fault) -> Receiver.Kind {
        switch target {
        case .webhook(let address):
            .webhook(
                try Self.endpoint(address),
                signingSecret: try address.secretFile.map { path throws(Fault) in try SecretFile.read(path) })
        case .slack(let address): .slack(try Self.endpoint(address))
        case .alertmanager(let address): .alertmanager(try Self.endpoint(address))
        case .mail(let from, let to, let sendmail): .mail(from: from, to: to, sendmail: sendmail)
        case .command(let words): .command(words)
        }
    }

    /// Read for each delivery, as secrets are: a mended one counts at once.
    private func template(in path: String) throws(Fault) -> NoticeTemplate {
        let text: String
        do throws(FileProblem) {
            text = try BoundedFile.text(of: path, atMost: NoticeTemplate.longest)
        } catch {
            throw Fault(.notAttempted, "\(path): \(error.words)")
        }
        do throws(NoticeTemplate.Failure) {
            return try NoticeTemplate(text, language: language(of: path))
        } catch {
            throw Fault(.notAttempted, "\(path): \(error.description)")
        }
    }

    private func language(of path: String) -> NoticeTemplate.Language {
        if case .slack = target { return .mrkdwn }
        if case .mail = target { return .text }
        let name = path.hasSuffix(".mustache") ? path.dropLast(".mustache".count) : path[...]
        return name.hasSuffix(".json") ? .json : .text
    }

    private static func endpoint(_ address: Address) throws(Fault) -> Endpoint {
        let url: SecretValue =
            if let text = address.url { SecretValue(text) } else { try SecretFile.read(address.urlFile ?? "") }
        var authorization: SecretValue?
        if let file = address.tokenFile {
            authorization = SecretValue("Bearer \(try SecretFile.read(file).revealedForUseInProcess())")
        } else if let user = address.user, let file = address.passwordFile {
            let pair = "\(user):\(try SecretFile.read(file).revealedForUseInProcess())"
            authorization = SecretValue("Basic \(Data(pair.utf8).base64EncodedString())")
        }
        let authorities = try address.caFile.map { path throws(Fault) in try SecretFile.place(of: path) }
        var endpoint: Endpoint
        do throws(EndpointError) {
            endpoint = try Endpoint(url: url, authorization: authorization, authorities: authorities)
        } catch {
            throw Fault(.notAttempted, "\(address.urlFile ?? "url"): \(error.reason)")
        }
        endpoint.proxy = try proxy(for: endpoint)
        return endpoint
    }

    /// As clusters are reached: `HTTPS_PROXY` and `NO_PROXY` of the environment.
    private static func proxy(for endpoint: Endpoint) throws(Fault) -> Endpoint.Proxy? {
        guard let (host, port) = endpoint.tunnelled,
            let proxy = try ProxyEnvironment.process.plainProxy(host: host, port: port)
        else { return nil }
        return Endpoint.Proxy(
            host: proxy.host, port: proxy.port, credentials: proxy.user.map { ($0, proxy.password ?? SecretValue("")) })
    }

    /// What it is, without any secret and without reading a file: `slack`, `mail to ops@example.org`.
    package var receiverText: String {
        switch target {
        case .webhook(let address):
            "webhook" + Self.host(address) + (address.secretFile == nil ? ", unsigned" : ", signed")
        case .slack: "slack"
        case .alertmanager(let address): "alertmanager" + Self.host(address)
        case .mail(_, let to, _): "mail to \(to.joined(separator: ", "))"
        case .command(let words): "command \(words.first ?? "")"
        }
    }

    /// No more of an address than its host: the path of a webhook is often its key.
    private static func host(_ address: Address) -> String {
        address.url.flatMap { Endpoint.host(of: $0) }.map { " at \($0)" } ?? ""
    }
}
