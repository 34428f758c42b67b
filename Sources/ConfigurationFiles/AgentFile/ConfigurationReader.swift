import Fleet
import FoundationEssentials
import Kubernetes
import Linux
import Logging
import Store
import Yams

/// Reads `agent.yaml` strictly: an unknown key is a mistake, with the known key it resembles; all mistakes are
/// collected.
struct ConfigurationReader: StrictReader {
    var mistakes: [ConfigurationError.Mistake] = []
    private var configuration = AgentConfiguration()
    private var metricsSocket: Node?
    private let file: String
    /// Relative paths of the file are relative to the file.
    private let directory: String

    private init(file: String) {
        self.file = file
        let parent = file.lastIndex(of: "/").map { String(file[..<$0]) } ?? ""
        directory = parent.isEmpty ? "." : parent
    }

    static func read(_ text: String, file: String) throws(ConfigurationError) -> AgentConfiguration {
        var reader = ConfigurationReader(file: file)
        reader.read(text)
        guard reader.mistakes.isEmpty else { throw ConfigurationError(file: file, mistakes: reader.mistakes) }
        return reader.configuration
    }

    private mutating func read(_ text: String) {
        if let root = root(of: text) { readRoot(root) }
    }

    private mutating func readRoot(_ root: Node) {
        let known = [
            "kubeconfigs", "host", "contexts", "policy", "interval", "spread", "backoff", "timeouts", "concurrency",
            "state", "control", "metrics", "incidents", "repair", "kubernetes", "retention",
            "notifications", "log", "report",
        ]
        for (key, value) in entries(root, known: known, of: "agent.yaml") {
            switch key {
            case "kubeconfigs": configuration.kubeconfigs = strings(value).map(resolved)
            case "host": configuration.host = text(value).flatMap { $0 == "auto" ? nil : ClusterID($0) }
            case "contexts": readContexts(value)
            case "policy": configuration.policy = text(value).map(resolved)
            case "interval": configuration.interval = seconds(value, 1...86_400) ?? configuration.interval
            case "spread": configuration.spreadOverride = seconds(value, 0...3600) ?? configuration.spreadOverride
            case "backoff": readBackoff(value)
            case "timeouts": readTimeouts(value)
            case "concurrency": configuration.concurrency = integer(value, 1...10_000) ?? configuration.concurrency
            case "state": configuration.state = text(value).map(resolved) ?? configuration.state
            case "control": readControl(value)
            case "metrics": readMetrics(value)
            case "incidents": readIncidents(value)
            case "kubernetes": readKubernetes(value)
            case "retention": readRetention(value)
            case "notifications": readNotifications(value)
            case "log": readLog(value)
            case "report": configuration.report = readReport(value)
            default: readRepair(value)
            }
        }
        if let node = metricsSocket, let socket = configuration.socket, configuration.metrics == .socket(socket) {
            add("metrics.listen is the path of control.socket: each needs one of its own", at: node)
        }
    }

    private mutating func readContexts(_ node: Node) {
        // A list of names, or a mapping of names to what is known of them.
        if node.sequence != nil {
            for name in strings(node) { configuration.contexts[ClusterID(name)] = .init() }
            return
        }
        for (name, value) in entries(node, known: nil, of: "contexts") {
            var options = AgentConfiguration.ContextOptions()
            if value.mapping != nil {
                readOptions(value, of: "contexts.\(name)", into: &options)
            } else if value.null == nil {
                add("contexts.\(name) must be a mapping such as {role: member}", at: value)
            }
            configuration.contexts[ClusterID(name)] = options
        }
    }

    private mutating func readOptions(
        _ node: Node, of place: String, into options: inout AgentConfiguration.ContextOptions
    ) {
        for (key, value) in entries(node, known: ["role", "labels", "redis"], of: place) {
            switch key {
            case "role": options.role = readRole(value)
            case "redis": options.redisIsExternal = readRedis(value)
            default: options.labels = labels(value, of: "\(place).labels")
            }
        }
    }

    private mutating func readRedis(_ node: Node) -> Bool {
        let isExternal = text(node) == "external"
        if !isExternal { add("redis must be external (Redis is outside of the cluster), or be left out", at: node) }
        return isExternal
    }

    private mutating func readRole(_ node: Node) -> ClusterRole? {
        guard let role = text(node).flatMap(ClusterRole.init(rawValue:)) else {
            add("role must be host, member or standalone", at: node)
            return nil
        }
        return role
    }

    private mutating func readTimeouts(_ node: Node) {
        for (key, value) in entries(node, known: ["request", "cluster"], of: "timeouts") {
            guard let seconds = seconds(value, 0.1...600) else { continue }
            if key == "request" {
                configuration.requestTimeout = seconds
            } else {
                configuration.clusterTimeout = seconds
            }
        }
    }

    private mutating func readBackoff(_ node: Node) {
        for (key, value) in entries(node, known: ["after", "longest"], of: "backoff") {
            if key == "after" {
                configuration.backoff.after = integer(value, 1...1000) ?? configuration.backoff.after
            } else {
                configuration.backoff.longest = seconds(value, 1...86_400) ?? configuration.backoff.longest
            }
        }
    }

    private mutating func readControl(_ node: Node) {
        for (_, value) in entries(node, known: ["socket"], of: "control") {
            configuration.socket = value.null != nil || text(value) == "off" ? nil : socket(value)
        }
    }

    private mutating func socket(_ node: Node) -> String? {
        guard let path = text(node).map(resolved) else { return nil }
        if path.utf8.count > UnixSocket.longestPath {
            add(
                """
                the path of a Unix socket has at most \(UnixSocket.longestPath) bytes (unix(7)), and \(path) has \
                \(path.utf8.count): choose a shorter one
                """,
                at: node)
        }
        return path
    }

    private mutating func readMetrics(_ node: Node) {
        if node.scalar?.string == "off" { return }
        for (key, value) in entries(node, known: ["listen", "clusters"], of: "metrics") {
            if key == "listen" {
                configuration.metrics = readListener(value)
            } else {
                configuration.metricsClusters = integer(value, 0...10_000) ?? configuration.metricsClusters
            }
        }
    }

    private mutating func readListener(_ node: Node) -> MetricsListener? {
        guard node.null == nil, let text = text(node), text != "off" else { return nil }
        if text.contains("/") || text.hasSuffix(".sock") {
            metricsSocket = node
            return socket(node).map { .socket($0) }
        }
        guard let listener = MetricsListener.loopback(text) else {
            add(
                """
                a Unix socket's path, or a loopback address with a port such as 127.0.0.1:9477, is expected; further \
                away only through a proxy
                """,
                at: node)
            return nil
        }
        return listener
    }

    private mutating func readIncidents(_ node: Node) {
        for (key, value) in entries(node, known: ["open", "close"], of: "incidents") {
            guard let count = integer(value, 1...1000) else { continue }
            if key == "open" {
                configuration.hysteresis.failuresToOpen = count
            } else {
                configuration.hysteresis.successesToClose = count
            }
        }
    }

    private mutating func readRepair(_ node: Node) {
        for (key, value) in entries(node, known: ["rolloutTimeout", "soak"], of: "repair") {
            if key == "soak" {
                configuration.soak = seconds(value, 0...600) ?? configuration.soak
            } else {
                configuration.rolloutTimeout = seconds(value, 1...3600) ?? configuration.rolloutTimeout
            }
        }
    }

    private mutating func readKubernetes(_ node: Node) {
        for (key, value) in entries(node, known: ["allowInsecureTLS", "allowExec"], of: "kubernetes") {
            if key == "allowInsecureTLS" {
                configuration.allowance.insecureContexts = Set(strings(value))
            } else {
                configuration.allowance.execCommands = Set(commands(value))
            }
        }
    }

    private mutating func readRetention(_ node: Node) {
        let before = mistakes.count
        var rules = configuration.retention
        for (key, value) in entries(node, known: ["rawDays", "hourlyDays", "totalDays", "maxBytes"], of: "retention") {
            switch key {
            case "rawDays": rules.rawDays = integer(value, 1...3660) ?? rules.rawDays
            case "hourlyDays": rules.hourlyDays = integer(value, 1...3660) ?? rules.hourlyDays
            case "totalDays": rules.totalDays = integer(value, 1...36_600) ?? rules.totalDays
            default: rules.maxBytes = bytes(value, atLeast: 16 << 20)
            }
        }
        if mistakes.count == before, rules.rawDays > rules.hourlyDays || rules.hourlyDays > rules.totalDays {
            add(
                """
                retention: rawDays (\(rules.rawDays)), hourlyDays (\(rules.hourlyDays)) and totalDays \
                (\(rules.totalDays)) must not get smaller from one to the next
                """,
                at: node)
        }
        configuration.retention = rules
    }

    private mutating func readLog(_ node: Node) {
        for (key, value) in entries(node, known: ["format", "level"], of: "log") {
            if key == "format" {
                configuration.logFormat = word(value, LogFormat.self)
            } else {
                configuration.logLevel = word(value, Logger.Level.self)
            }
        }
    }

    private mutating func readNotifications(_ node: Node) {
        var reader = NotificationReader(resolved: resolved)
        reader.read(node)
        configuration.notifications = reader.routes
        mistakes += reader.mistakes
    }

    private mutating func commands(_ node: Node) -> [String] {
        strings(node).filter { command in
            if !command.hasPrefix("/") { add("an absolute path is expected, such as /usr/bin/aws", at: node) }
            return command.hasPrefix("/")
        }
    }

    /// `512MiB`, `4GiB`, or a bare number of bytes; null for no bound.
    private mutating func bytes(_ node: Node, atLeast least: Int64) -> Int64? {
        if node.null != nil { return nil }
        guard let value = node.scalar.flatMap({ Spelling.bytes($0.string) }), value >= least else {
            add("a size of at least \(least >> 20)MiB is expected, such as 512MiB or 4GiB", at: node)
            return nil
        }
        return value
    }

    private func resolved(_ path: String) -> String {
        if path.hasPrefix("%d/") { return Self.credentials + path.dropFirst(2) }
        return path.hasPrefix("/") || directory == "." ? path : "\(directory)/\(path)"
    }

    /// `%d/NAME` is a credential that systemd hands to the unit (systemd.exec(5), LoadCredential=). Who runs beside it,
    /// as root, finds those of the running agent where systemd keeps them.
    private static let credentials =
        ProcessInfo.processInfo.environment["CREDENTIALS_DIRECTORY"] ?? "/run/credentials/ksfleet-agent.service"
}
