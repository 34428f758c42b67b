import Fleet
import FoundationEssentials
import Kubernetes
import Yams

/// Reads `agent.yaml` strictly: an unknown key is a mistake, with the known key it resembles; all mistakes are collected.
struct ConfigurationReader {
    private var mistakes: [ConfigurationError.Mistake] = []
    private var configuration = AgentConfiguration()
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
        do {
            guard let root = try Yams.compose(yaml: text) else { return }
            guard root.null == nil || root.mapping != nil else { return }
            readRoot(root)
        } catch let error as YamlError {
            let mark = error.mark
            add("not valid YAML: \(error.problem)", line: mark?.line ?? 0, column: mark?.column ?? 0)
        } catch {
            add("not valid YAML", line: 0, column: 0)
        }
    }

    private mutating func readRoot(_ root: Node) {
        let known = [
            "kubeconfigs", "host", "contexts", "interval", "spread", "backoff", "timeouts", "concurrency", "state", "control", "incidents", "repair", "kubernetes",
        ]
        for (key, value) in entries(root, known: known, of: "agent.yaml") {
            switch key {
            case "kubeconfigs": configuration.kubeconfigs = strings(value).map(resolved)
            case "host": configuration.host = text(value).flatMap { $0 == "auto" ? nil : ClusterID($0) }
            case "contexts": readContexts(value)
            case "interval": configuration.interval = seconds(value, 1...86_400) ?? configuration.interval
            case "spread": configuration.spreadOverride = seconds(value, 0...3600) ?? configuration.spreadOverride
            case "backoff": readBackoff(value)
            case "timeouts": readTimeouts(value)
            case "concurrency": configuration.concurrency = integer(value, 1...10_000) ?? configuration.concurrency
            case "state": configuration.state = text(value).map(resolved) ?? configuration.state
            case "control": readControl(value)
            case "incidents": readIncidents(value)
            case "kubernetes": readKubernetes(value)
            default: readRepair(value)
            }
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
                for (_, role) in entries(value, known: ["role"], of: "contexts.\(name)") { options.role = readRole(role) }
            } else if value.null == nil {
                add("contexts.\(name) must be a mapping such as {role: member}", at: value)
            }
            configuration.contexts[ClusterID(name)] = options
        }
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
            if key == "request" { configuration.requestTimeout = seconds } else { configuration.clusterTimeout = seconds }
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
            configuration.socket = value.null != nil || text(value) == "off" ? nil : text(value).map(resolved)
        }
    }

    private mutating func readIncidents(_ node: Node) {
        for (key, value) in entries(node, known: ["open", "close"], of: "incidents") {
            guard let count = integer(value, 1...1000) else { continue }
            if key == "open" { configuration.hysteresis.failuresToOpen = count } else { configuration.hysteresis.successesToClose = count }
        }
    }

    private mutating func readRepair(_ node: Node) {
        for (_, value) in entries(node, known: ["rolloutTimeout"], of: "repair") {
            configuration.rolloutTimeout = seconds(value, 1...3600) ?? configuration.rolloutTimeout
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

    private mutating func commands(_ node: Node) -> [String] {
        strings(node).filter { command in
            if !command.hasPrefix("/") { add("an absolute path is expected, such as /usr/bin/aws", at: node) }
            return command.hasPrefix("/")
        }
    }

    // MARK: Nodes

    private mutating func entries(_ node: Node, known: [String]?, of place: String) -> [(String, Node)] {
        if node.mapping == nil, node.null != nil { return [] }
        guard let mapping = node.mapping else {
            add("\(place) must be a mapping", at: node)
            return []
        }
        var seen: Set<String> = []
        return Array(mapping).compactMap { pair in
            guard let key = pair.key.scalar?.string else { return reject("a key must be a text", at: pair.key) }
            guard seen.insert(key).inserted else { return reject("\(key) is given twice", at: pair.key) }
            guard let known, !known.contains(key) else { return (key, pair.value) }
            let near = Spelling.nearest(to: key, among: known).map { "; did you mean \($0)?" } ?? "; known keys: \(known.joined(separator: ", "))"
            return reject("unknown key \(printable(key, limit: 60)) in \(place)\(near)", at: pair.key)
        }
    }

    private mutating func reject(_ message: String, at node: Node) -> (String, Node)? {
        add(message, at: node)
        return nil
    }

    private mutating func text(_ node: Node) -> String? {
        guard let text = node.scalar?.string, !text.isEmpty else {
            add("a text is expected", at: node)
            return nil
        }
        return text
    }

    private mutating func strings(_ node: Node) -> [String] {
        guard let sequence = node.sequence else {
            add("a list is expected, such as [a, b]", at: node)
            return []
        }
        return Array(sequence).compactMap { text($0) }
    }

    private mutating func integer(_ node: Node, _ range: ClosedRange<Int>) -> Int? {
        guard let value = node.int, range.contains(value) else {
            add("a whole number from \(range.lowerBound) to \(range.upperBound) is expected", at: node)
            return nil
        }
        return value
    }

    /// `30s`, `5m`, `1h30m`, or a bare number of seconds.
    private mutating func seconds(_ node: Node, _ range: ClosedRange<Double>) -> Double? {
        let value = node.float ?? node.scalar.flatMap { Spelling.duration($0.string) }
        guard let value, range.contains(value) else {
            add("a duration from \(range.lowerBound)s to \(range.upperBound)s is expected, such as 30s or 5m", at: node)
            return nil
        }
        return value
    }

    private func resolved(_ path: String) -> String { path.hasPrefix("/") ? path : "\(directory)/\(path)" }

    private mutating func add(_ message: String, at node: Node) {
        add(message, line: node.mark?.line ?? 0, column: node.mark?.column ?? 0)
    }

    private mutating func add(_ message: String, line: Int, column: Int) {
        mistakes.append(.init(line: line, column: column, message: message))
    }
}
