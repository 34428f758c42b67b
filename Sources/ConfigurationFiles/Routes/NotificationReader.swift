import Fleet
import Yams

/// Reads `notifications: [{name:, slack: {urlFile:}, severity:, …}]`.
struct NotificationReader: StrictReader {
    var mistakes: [ConfigurationError.Mistake] = []
    private(set) var routes: [NotificationRoute] = []
    /// Relative paths of the file are relative to it.
    private let resolved: (String) -> String

    init(resolved: @escaping (String) -> String) { self.resolved = resolved }

    private static let receivers = ["webhook", "slack", "alertmanager", "mail", "command"]
    private static let filters = [
        "name", "severity", "kinds", "causes", "clusters", "group", "wait", "interval", "remind", "resolved",
        "template", "timeZone",
    ]
    private static let most = 100

    mutating func read(_ node: Node) {
        guard node.null == nil else { return }
        guard let sequence = node.sequence, sequence.count <= Self.most else {
            return add(
                """
                notifications must be a list of at most \(Self.most) routes, such as - {name: chat, slack: {urlFile: \
                slack.url}}
                """,
                at: node)
        }
        for (index, node) in sequence.enumerated() {
            guard let route = route(node, place: "notifications[\(index + 1)]") else { continue }
            if routes.contains(where: { $0.route.name == route.route.name }) {
                add(
                    """
                    two routes are called \(printable(route.route.name, limit: 60)): the history keeps what each was \
                    told under its name
                    """,
                    at: node)
            }
            routes.append(route)
        }
    }

    private mutating func route(_ node: Node, place: String) -> NotificationRoute? {
        let before = mistakes.count
        var route = NoticeRoute(name: "")
        var template: String?
        var zone: ZoneRules?
        var found: (kind: String, target: NotificationRoute.Target, node: Node)?
        let given = entries(node, known: Self.filters + Self.receivers, of: place)
        let receivers = given.map(\.0).filter(Self.receivers.contains)
        // Alertmanager takes an alert for over that is not sent again, and groups and repeats by itself.
        if receivers == ["alertmanager"] { (route.keepsAlive, route.remind, route.interval) = (true, 300, 30) }
        for (key, value) in given {
            if key == "template" {
                template = path(value)
                if receivers == ["alertmanager"] {
                    add("\(place): Alertmanager has templates of its own; leave template out", at: value)
                }
            } else if key == "timeZone" {
                zone = self.zone(value)
            } else if !Self.receivers.contains(key) {
                read(key, value, into: &route)
            } else if let target = target(key, value, place: "\(place).\(key)") {
                found = (key, target, value)
            }
        }
        if node.mapping == nil { return nil }
        if route.name.isEmpty, !given.contains(where: { $0.0 == "name" }) { add("\(place) has no name", at: node) }
        if receivers.count != 1 {
            add("\(place) must have one receiver: one of \(Self.receivers.joined(separator: ", "))", at: node)
        }
        if route.keepsAlive, (route.remind ?? .infinity) > 900 {
            add(
                """
                \(place): Alertmanager takes an alert for over that is not sent again within half an hour: remind must \
                be at most 15m
                """,
                at: node)
        }
        guard mistakes.count == before, let found else { return nil }
        return NotificationRoute(
            route: route, target: found.target, template: template, zone: zone, line: found.node.mark?.line ?? 0,
            column: found.node.mark?.column ?? 0)
    }

    private mutating func read(_ key: String, _ value: Node, into route: inout NoticeRoute) {
        switch key {
        case "name": route.name = name(value) ?? ""
        case "severity": route.severity = word(value, Finding.Severity.self) ?? route.severity
        case "kinds": route.kinds = words(value, Notice.Kind.self).map(Set.init)
        case "causes": route.causes = words(value, Cause.self).map(Set.init)
        case "clusters": route.clusters = selector(value) ?? route.clusters
        case "group": route.grouping = words(value, NoticeRoute.Grouping.self, mayBeEmpty: true) ?? route.grouping
        case "wait": route.wait = seconds(value, 0...3600) ?? route.wait
        case "interval": route.interval = seconds(value, 1...86_400) ?? route.interval
        case "remind": route.remind = value.scalar?.string == "off" ? nil : seconds(value, 30...604_800) ?? route.remind
        default:
            guard let told = value.bool else { return add("true or false is expected", at: value) }
            route.resolved = told
        }
    }

    private mutating func zone(_ node: Node) -> ZoneRules? {
        guard let name = text(node) else { return nil }
        switch ZoneFiles.system.zone(name) {
        case .success(let rules): return rules
        case .failure(let fault):
            add(fault.message(name), at: node)
            return nil
        }
    }

    /// A word that needs no quoting on a command line.
    private mutating func name(_ node: Node) -> String? {
        guard let name = text(node) else { return nil }
        guard name.utf8.count <= 60, !name.hasPrefix("-"),
            name.unicodeScalars.allSatisfy({
                $0.properties.isAlphabetic || $0.properties.numericType != nil || "-_.".unicodeScalars.contains($0)
            })
        else {
            add("a name is made of letters, digits, -, _ and ., at most 60 of them", at: node)
            return nil
        }
        return name
    }

    // MARK: Receivers

    private mutating func target(_ key: String, _ node: Node, place: String) -> NotificationRoute.Target? {
        switch key {
        case "webhook":
            address(
                node, place, known: ["url", "urlFile", "secretFile", "tokenFile", "user", "passwordFile", "caFile"]
            ).map { .webhook($0) }
        case "slack": address(node, place, known: ["urlFile", "caFile"]).map { .slack($0) }
        case "alertmanager":
            address(node, place, known: ["url", "urlFile", "tokenFile", "user", "passwordFile", "caFile"]).map {
                .alertmanager($0)
            }
        case "mail": mail(node, place)
        default: command(node)
        }
    }

    private mutating func address(_ node: Node, _ place: String, known: [String]) -> NotificationRoute.Address? {
        let before = mistakes.count
        var address = NotificationRoute.Address()
        for (key, value) in entries(node, known: known, of: place) {
            switch key {
            case "url": address.url = url(value)
            case "urlFile": address.urlFile = path(value)
            case "secretFile": address.secretFile = path(value)
            case "tokenFile": address.tokenFile = path(value)
            case "passwordFile": address.passwordFile = path(value)
            case "caFile": address.caFile = path(value)
            default: address.user = text(value)
            }
        }
        guard mistakes.count == before else { return nil }
        let names = known.contains("url") ? "url or urlFile" : "urlFile, since the address itself is the secret"
        if (address.url == nil) == (address.urlFile == nil) { add("\(place) must have one of \(names)", at: node) }
        if (address.user == nil) != (address.passwordFile == nil) {
            add("\(place): user and passwordFile go together", at: node)
        }
        if address.user != nil, address.tokenFile != nil {
            add("\(place): tokenFile, or user and passwordFile, not both", at: node)
        }
        return mistakes.count == before ? address : nil
    }

    /// Never quoted in a mistake: whoever puts a secret here must not find it in a log.
    private mutating func url(_ node: Node) -> String? {
        guard let text = text(node) else { return nil }
        guard text.hasPrefix("http://") || text.hasPrefix("https://"), !text.contains(where: \.isWhitespace) else {
            add("an address that begins with http:// or https:// is expected", at: node)
            return nil
        }
        let authority = text.drop { $0 != ":" }.dropFirst(3).prefix { $0 != "/" && $0 != "?" }
        guard !authority.contains("@") else {
            add(
                """
                an address with a password in it is a secret: put it into a file, and name that with urlFile, or give \
                user and passwordFile
                """,
                at: node)
            return nil
        }
        return text
    }

    /// `$CREDENTIALS_DIRECTORY/…` is where systemd puts what LoadCredential= names.
    private mutating func path(_ node: Node) -> String? {
        guard let text = text(node) else { return nil }
        return text.hasPrefix(SecretFile.credentials) ? text : resolved(text)
    }

    private mutating func mail(_ node: Node, _ place: String) -> NotificationRoute.Target? {
        let before = mistakes.count
        var (from, to, sendmail) = ("ksfleet", [String](), "/usr/sbin/sendmail")
        for (key, value) in entries(node, known: ["from", "to", "sendmail"], of: place) {
            switch key {
            case "from": from = text(value) ?? from
            case "to": to = strings(value)
            default: sendmail = text(value) ?? sendmail
            }
        }
        if to.isEmpty || !to.allSatisfy(Self.isAddress) {
            add("\(place).to must be a list of addresses, such as [ops@example.org]", at: node)
        }
        if !Self.isAddress(from), from.contains(where: { !$0.isLetter && !$0.isNumber && !"-_.".contains($0) }) {
            add("\(place).from must be an address", at: node)
        }
        if !sendmail.hasPrefix("/") { add("\(place).sendmail must be an absolute path", at: node) }
        return mistakes.count == before ? .mail(from: from, to: to, sendmail: sendmail) : nil
    }

    private static func isAddress(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && !text.hasPrefix("-")
            && text.allSatisfy { !$0.isWhitespace && !",;<>\"".contains($0) }
    }

    private mutating func command(_ node: Node) -> NotificationRoute.Target? {
        let words = strings(node)
        guard let program = words.first, program.hasPrefix("/") else {
            add(
                "command must be a list that begins with an absolute path, such as [/usr/local/bin/page, --team, edge]",
                at: node)
            return nil
        }
        return .command(words)
    }
}
