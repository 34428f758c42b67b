package import Fleet
import Yams

/// The `kubesphere.yaml` document of ConfigMap `kubesphere-config`, read as ks-apiserver reads it.
///
/// viper looks keys up without regard to case, and yaml.v2 keeps the last of two equal keys (kubesphere.md A2); so does this. It holds the
/// secrets of the cluster, so it has no description and is never stored: `ConfigFacts` is what leaves.
package struct ConfigDocument: Sendable {
    /// The document as it stands in the ConfigMap.
    package let text: String
    package let layout: ConfigLayout
    package let maxAge: TokenMaxAge
    package let jwtSecret: SecretValue?
    package let role: ClusterRole?
    package let sessionCache: SessionCache?
    package let hostClusterName: String?
    /// 3.3 and 3.4: what the host calls this cluster.
    package let clusterName: String?
    /// `maximumClockSkew` in nanoseconds; nil where it is absent or no duration.
    package let clockSkew: Int64?

    /// - Throws: `Fault(.invalidDocument)` with line and column, never with text of the document.
    package init(parsing text: String) throws(Fault) {
        let tree = try YAMLTree(parsing: text)
        self.text = text
        layout = tree.node(at: ["authentication", "issuer"])?.mapping != nil ? .issuer : .oauthOptions
        maxAge = Self.maxAge(tree.node(at: layout.maxAgePath))
        jwtSecret = tree.text(at: layout.jwtSecretPath).flatMap { $0.isEmpty ? nil : SecretValue($0) }
        role = Self.role(tree)
        sessionCache = Self.sessionCache(tree)
        clusterName = tree.text(at: ["multicluster", "clusterName"]).flatMap { $0.isEmpty ? nil : $0 }
        clockSkew = Self.clockSkew(tree.node(at: layout.clockSkewPath))
        hostClusterName = tree.text(at: ["multicluster", "hostClusterName"]).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// mapstructure with `WeaklyTypedInput` and the string-to-duration hook, as measured on 3.4.1 (kubesphere.md M2).
    static func maxAge(_ node: Node?) -> TokenMaxAge {
        guard let node else { return .absent }
        guard let scalar = node.scalar else { return .invalid(text: "not a scalar") }
        if scalar.style == .plain {
            if node.null != nil { return .absent }
            if let whole = Int64.construct(from: scalar) { return .nanoseconds(whole, text: scalar.string) }
            if let truth = node.bool { return .nanoseconds(truth ? 1 : 0, text: scalar.string) }
            if let number = node.float, number.isFinite, abs(number) < 9e18 { return .nanoseconds(Int64(number), text: scalar.string) }
        }
        guard let nanoseconds = GoDuration.parse(scalar.string) else { return .invalid(text: scalar.string) }
        return .nanoseconds(nanoseconds, text: scalar.string)
    }

    private static func clockSkew(_ node: Node?) -> Int64? {
        if case .nanoseconds(let nanoseconds, _) = maxAge(node) { nanoseconds } else { nil }
    }

    /// 3.3 and later name the role; 3.0 to 3.2 mark only the host, with `enable: true`.
    private static func role(_ tree: YAMLTree) -> ClusterRole? {
        switch tree.text(at: ["multicluster", "clusterRole"])?.lowercased() {
        case "host": .host
        case "member": .member
        case "none": .standalone
        default: tree.text(at: ["multicluster", "enable"])?.lowercased() == "true" ? .host : nil
        }
    }

    /// `redis:` in 3.0 to 3.2, `cache.type` from 3.3 on; the default is in memory (kubesphere.md A4).
    private static func sessionCache(_ tree: YAMLTree) -> SessionCache? {
        if let type = tree.text(at: ["cache", "type"]) { return type.lowercased() == "redis" ? .redis : .inMemory }
        if let host = tree.text(at: ["redis", "host"]), !host.isEmpty { return .redis }
        return .inMemory
    }
}

extension ConfigDocument: CustomStringConvertible, CustomReflectable {
    package var description: String { "<kubesphere.yaml, \(text.utf8.count) bytes>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
