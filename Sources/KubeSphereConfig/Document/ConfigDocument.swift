package import Fleet
package import GoReading
import Yams

/// The `kubesphere.yaml` document of ConfigMap `kubesphere-config`, read as ks-apiserver reads it: through Go's YAML
/// reader of its version, viper and mapstructure (kubesphere.md A2, G3).
///
/// It holds the secrets of the cluster, so it has no description and is never stored: `ConfigFacts` is what leaves.
package struct ConfigDocument: Sendable {
    /// The document as it stands in the ConfigMap.
    package let text: String
    /// The reader of the version that it was read for.
    package let rules: YAMLRules
    package let layout: ConfigLayout
    package let maxAge: TokenMaxAge
    /// The text that the process signs and verifies with; nil where it is empty or no text can be made of it.
    package let jwtSecret: SecretValue?
    package let role: ClusterRole?
    package let sessionCache: SessionCache?
    package let hostClusterName: String?
    /// 3.3 and 3.4: what the host calls this cluster.
    package let clusterName: String?
    /// `maximumClockSkew` in nanoseconds; nil where it is absent or no duration.
    package let clockSkew: Int64?
    /// What the process takes otherwise than it is written, or does not start with.
    package let flaws: [ConfigFlaw]
    /// Where the services are that it names.
    package let backends: BackendAddresses
    /// The host of the session cache's Redis; nil where none is named.
    package let redisHost: String?
    let frame: String
    /// 3.0 starts without a secret, and verifies with an empty one.
    private let verifiesWithNothing: Bool
    private let version: KubeSphereVersion?

    /// - Parameter version: of the ks-apiserver that reads it; where it is not known, the document's own layout tells
    ///   3.x from 4.x: a process runs only with a secret, and the layouts keep it in different places.
    /// - Throws: `Fault(.invalidDocument)` with line and column, never with text of the document;
    ///   `Fault(.answerTooLarge)`.
    package init(parsing text: String, version: KubeSphereVersion? = nil) throws(Fault) {
        var rules = version.map { YAMLRules($0) } ?? .yaml2
        var tree = try YAMLTree(parsing: text, rules: rules)
        if version == nil, case .mapping? = tree.settings.value(["authentication", "issuer"]) {
            rules = .yaml3
            tree = try YAMLTree(parsing: text, rules: rules)
        }
        self.init(text, tree, rules, version)
    }

    /// Reads a later text as this one was read: after an edit, for example.
    package func reading(_ text: String) throws(Fault) -> ConfigDocument {
        ConfigDocument(text, try YAMLTree(parsing: text, rules: rules), rules, version)
    }

    private init(_ text: String, _ tree: YAMLTree, _ rules: YAMLRules, _ version: KubeSphereVersion?) {
        let startsWithoutSecret = version.map { $0 < KubeSphereVersion(major: 3, minor: 1) } ?? false
        let settings = tree.settings
        let layout: ConfigLayout = rules == .yaml3 ? .issuer : .oauthOptions
        let secret = settings.text(layout.jwtSecretPath) ?? ""
        self.text = text
        self.rules = rules
        self.version = version
        self.layout = layout
        maxAge = Self.maxAge(settings.find(layout.maxAgePath))
        jwtSecret = secret.isEmpty ? nil : SecretValue(secret)
        role = Self.role(settings)
        sessionCache = Self.sessionCache(settings)
        clusterName = settings.text(["multicluster", "clusterName"]).flatMap { $0.isEmpty ? nil : $0 }
        hostClusterName = settings.text(["multicluster", "hostClusterName"]).flatMap { $0.isEmpty ? nil : $0 }
        clockSkew = Self.maxAge(settings.find(layout.clockSkewPath)).nanoseconds
        flaws =
            ConfigSchema(layout, version).flaws(settings) + Self.duplicates(tree)
            + Self.secretFlaws(settings, layout, startsWithoutSecret)
        verifiesWithNothing = startsWithoutSecret
        backends = settings.backends
        redisHost = settings.redisHost
        frame = Self.frame(text, tree, layout)
    }

    /// The fingerprint of what the process verifies with.
    package func secretFingerprint(key: FingerprintKey) -> Fingerprint? {
        jwtSecret.map { Fingerprint(of: $0, key: key) }
            ?? (verifiesWithNothing && flaws.contains { $0.isMissingSecret }
                ? Fingerprint(ofText: "", key: key) : nil)
    }

    static func maxAge(_ found: GoSettings.Found) -> TokenMaxAge {
        switch found {
        case .absent: return .absent
        case .random: return .invalid(text: "two values in two keys")
        case .blocked: return .invalid(text: "not reached: something else stands where its mapping belongs")
        case .entry(let entry):
            let text = entry.valueNode.scalar?.string ?? entry.value.kind.words
            switch GoConversion.duration(entry.value) {
            case .absent: return .absent
            case .value(let nanoseconds): return .nanoseconds(nanoseconds, text: text)
            case .refused: return .invalid(text: entry.valueNode.scalar.map { GoDuration.shown($0.string) } ?? text)
            }
        }
    }

    /// 3.3 and later name the role; 3.0 to 3.2 mark only the host, with `enable: true`.
    private static func role(_ settings: GoSettings) -> ClusterRole? {
        switch settings.text(["multicluster", "clusterRole"])?.lowercased() {
        case "host": return .host
        case "member": return .member
        case "none": return .standalone
        default:
            guard let enable = settings.value(["multicluster", "enable"]), case .value(true) = GoConversion.bool(enable)
            else { return nil }
            return .host
        }
    }

    /// `redis:` in 3.0 to 3.2, `cache.type` from 3.3 on; the default is in memory (kubesphere.md A4).
    private static func sessionCache(_ settings: GoSettings) -> SessionCache? {
        if let type = settings.text(["cache", "type"]) { return type.lowercased() == "redis" ? .redis : .inMemory }
        if let host = settings.text(["redis", "host"]), !host.isEmpty { return .redis }
        return .inMemory
    }
}

// MARK: What is wrong with it

extension ConfigDocument {
    /// As many as a person corrects in one go.
    private static let mostDuplicates = 5

    private static func duplicates(_ tree: YAMLTree) -> [ConfigFlaw] {
        tree.duplicates.prefix(mostDuplicates).map { first, second in
            ConfigFlaw(
                path: shownKey(second), line: second.mark?.line, problem: .givenTwice(firstLine: first.mark?.line ?? 0))
        }
    }

    /// A key of the document that nobody knows may be a secret itself.
    private static func shownKey(_ key: Node) -> String {
        let text = key.scalar?.string ?? ""
        return KeyWords.areKnown(text) ? text : "a key"
    }

    private static func secretFlaws(_ settings: GoSettings, _ layout: ConfigLayout, _ startsWithout: Bool)
        -> [ConfigFlaw]
    {
        let path = layout.jwtSecretPath.joined(separator: ".")
        let none = { (line: Int?, lack: ConfigFlaw.SecretLack) in
            [ConfigFlaw(path: path, line: line, problem: .noSecret(starts: startsWithout, lack))]
        }
        guard case .entry(let entry) = settings.find(layout.jwtSecretPath) else {
            if case .absent = settings.find(layout.jwtSecretPath) { return none(nil, .absent) }
            return []
        }
        switch GoConversion.text(entry.value) {
        case .refused:
            return entry.value == .bytes
                ? [ConfigFlaw(path: path, line: entry.line, problem: .notText(.bytes, isChanged: true))] : []
        case .absent: return none(entry.line, .hollow)
        case .value(let text):
            if text.isEmpty { return none(entry.line, .empty) }
            guard entry.value.kind != .text else { return [] }
            let isChanged = entry.valueNode.scalar.map { !$0.string.utf8.elementsEqual(text.utf8) } ?? true
            return [ConfigFlaw(path: path, line: entry.line, problem: .notText(entry.value.kind, isChanged: isChanged))]
        }
    }
}

extension ConfigFlaw {
    fileprivate var isMissingSecret: Bool { if case .noSecret = problem { true } else { false } }
}

extension TokenMaxAge {
    fileprivate var nanoseconds: Int64? {
        if case .nanoseconds(let nanoseconds, _) = self { nanoseconds } else { nil }
    }
}

extension ConfigDocument: CustomStringConvertible, CustomReflectable {
    package var description: String { "<kubesphere.yaml, \(text.utf8.count) bytes>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
