import Yams

/// What a ks-apiserver process took from `kubesphere.yaml` when it started: the part that decides over tokens.
struct ServerConfiguration: Sendable, Equatable {
    var secret: String
    /// Nanoseconds; zero turns the session cache check off.
    var accessTokenMaxAge: Int
    /// Nanoseconds by which a token's `iat` may lie ahead.
    var maximumClockSkew: Int
    var redisHost: String?
    var users: Set<String> = ["admin"]

    /// Two hours: the default that an absent key leaves in force in every version.
    static let defaultMaxAge = 7_200_000_000_000
    static let defaultSkew = 10_000_000_000
}

/// Why a process does not start, in the words of its log.
struct StartFailure: Error, Equatable {
    enum Line: Equatable {
        /// A first line of klog and those that its message goes on over.
        case klog(KlogLine)
        /// Straight to stderr.
        case plain(String)
    }

    var lines: [Line]
    var exitCode: Int

    /// The container's output at that time.
    func output(at time: Timestamp) -> [String] {
        lines.flatMap { line -> [String] in
            switch line {
            case .klog(let line):
                line.text(at: time).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            case .plain(let text): [text]
            }
        }
    }
}

extension ServerConfiguration {
    /// Reads the document as viper and mapstructure do: keys without case, the last of equal keys, weak types.
    static func load(_ text: String?, version: SimulatedVersion) throws(StartFailure) -> ServerConfiguration {
        guard let text else {
            throw .loading(#"Config File "kubesphere" Not Found in "[/etc/kubesphere]""#, version)
        }
        let document: Node?
        do {
            document = try compose(yaml: text)
        } catch {
            throw .loading(
                "error parsing configuration file While parsing config: yaml: \(yamlProblem(error))", version)
        }
        let root = document ?? Node([(Node, Node)]())
        guard root.mapping != nil else {
            throw .loading(
                "error parsing configuration file While parsing config: yaml: unmarshal errors:\n"
                    + "  line 1: cannot unmarshal !!str into map[string]interface {}", version)
        }
        if !version.is3, let problem = root.duplicateKey() {
            throw .loading(
                "error parsing configuration file While parsing config: yaml: unmarshal errors:\n  \(problem)", version)
        }
        try decode(root, version)
        let authentication = root.last("authentication")
        let holder = version.is3 ? authentication : authentication?.last("issuer")
        let oauth = version.is3 ? authentication?.last("oauthOptions") : holder
        let prefix = version.is3 ? "authentication.OAuthOptions" : "authentication.issuer"
        let maxAge = try duration(
            oauth?.last("accessTokenMaxAge"), defaultMaxAge, "\(prefix).AccessTokenMaxAge", version)
        let skewField = version.is3 ? "authentication.MaximumClockSkew" : "authentication.issuer.MaximumClockSkew"
        let skew = try duration(holder?.last("maximumClockSkew"), defaultSkew, skewField, version)
        let secret = holder?.last("jwtSecret")?.scalar.flatMap { $0.isNull ? nil : $0.string } ?? ""
        guard !secret.isEmpty else {
            throw .command(version == .v3_0 ? "jwt secret is empty" : "JWT secret MUST not be empty", version)
        }
        try check(root, version)
        return ServerConfiguration(
            secret: secret, accessTokenMaxAge: maxAge, maximumClockSkew: skew, redisHost: redisHost(root))
    }

    private static func redisHost(_ root: Node) -> String? {
        if let host = root.last("redis")?.last("host")?.scalar?.string, !host.isEmpty { return host }
        guard let cache = root.last("cache"), cache.last("type")?.scalar?.string == "redis" else { return nil }
        return cache.last("options")?.last("host")?.scalar?.string
    }

    private static func yamlProblem(_ error: any Error) -> String {
        guard case YamlError.parser(_, let problem, let mark, _) = error else { return "could not be read" }
        return "line \(mark.line): \(problem)"
    }

    private static func duration(
        _ node: Node?, _ fallback: Int, _ field: String, _ version: SimulatedVersion
    ) throws(StartFailure) -> Int {
        guard let scalar = node?.scalar, !scalar.isNull else { return fallback }
        if scalar.style == .plain {
            // A bare number is a number of nanoseconds to mapstructure's weak decoding, a boolean 0 or 1.
            if let number = Double(scalar.string) { return Int(number) }
            if ["true", "True", "TRUE"].contains(scalar.string) { return 1 }
            if ["false", "False", "FALSE"].contains(scalar.string) { return 0 }
        }
        switch GoText.parseDuration(scalar.string) {
        case .success(let nanoseconds): return nanoseconds
        case .failure(let error):
            throw .loading("1 error(s) decoding:\n\n* error decoding '\(field)': \(error.text)", version)
        }
    }
}

extension StartFailure {
    static func loading(_ reason: String, _ version: SimulatedVersion) -> StartFailure {
        // 3.0.0 falls back to its flags' defaults and then misses this (recorded;
        // cmd/ks-apiserver/app/server.go:37-43).
        if version == .v3_0 {
            return .command(
                """
                moinitoring service address in configuration MUST not be empty, please check \
                configmap/kubesphere-config in kubesphere-system namespace
                """,
                version)
        }
        let line =
            switch version {
            case .v3_0, .v3_1: 47
            case .v3_4: 46
            case .v4_1: 33
            }
        return StartFailure(
            lines: [
                .klog(
                    KlogLine(
                        "F", "server.go:\(line)",
                        "Failed to load configuration from disk\(version == .v3_1 ? "" : ": ")\(reason)"))
            ], exitCode: 255)
    }

    /// What the command itself fails with: cobra prints it, and from 3.4 on component-base logs it (recorded).
    static func command(_ problem: String, _ version: SimulatedVersion) -> StartFailure {
        let line: Line =
            switch version {
            case .v3_0, .v3_1: .plain("Error: \(problem)")
            case .v3_4: .klog(KlogLine("E", "run.go:74", "\"command failed\" err=\"\(problem)\""))
            case .v4_1: .klog(KlogLine("E", "run.go:72", "\"command failed\" err=\"\(problem)\""))
            }
        return StartFailure(lines: [line], exitCode: 1)
    }

    /// The words of 3.0 to 3.2, and those of 3.3 and later (recorded of 3.4.1 and 4.1.3).
    static func redis(_ message: String, _ version: SimulatedVersion) -> StartFailure {
        switch version {
        case .v3_0, .v3_1:
            return .command("failed to connect to redis service, please check redis status, error: \(message)", version)
        case .v3_4, .v4_1:
            var failure = StartFailure.command("failed to create cache, error: \(message)", version)
            failure.lines.insert(
                .klog(
                    KlogLine("E", "cache.go:\(version == .v3_4 ? 69 : 53)", "failed to create cache, error: \(message)")
                ), at: 0)
            return failure
        }
    }

    /// A service that 3.x looks for before it listens (cmd/ks-apiserver/app/options/options.go).
    static func elasticsearch(_ version: SimulatedVersion) -> StartFailure {
        .command(
            """
            failed to connect to elasticsearch, please check elasticsearch status, error: dial tcp 10.96.81.4:9200: \
            i/o timeout
            """,
            version)
    }

    /// A crash that no configuration explains, for a server that is simply down.
    static let crash = StartFailure(
        lines: [
            .plain("panic: runtime error: invalid memory address or nil pointer dereference"),
            .plain("[signal SIGSEGV: segmentation violation code=0x1 addr=0x18 pc=0x2c0f6a5]"),
            .plain(""),
            .plain("goroutine 1 [running]:"),
        ], exitCode: 2)
}

extension Node {
    /// The first key that a mapping has twice: 3.x's yaml.v2 takes the last one, 4.x's yaml.v3 refuses the document.
    fileprivate func duplicateKey() -> String? {
        if let items = sequence { return items.lazy.compactMap { $0.duplicateKey() }.first }
        var lines: [String: Int] = [:]
        for (key, value) in mapping ?? [:] {
            guard let name = key.scalar?.string else { continue }
            if let first = lines[name] {
                return "line \(key.mark?.line ?? 0): mapping key \"\(name)\" already defined at line \(first)"
            }
            lines[name] = key.mark?.line ?? 0
            if let problem = value.duplicateKey() { return problem }
        }
        return nil
    }

    /// The last member of that name, whatever its case.
    func last(_ key: String) -> Node? {
        mapping?.reversed().first { $0.key.scalar?.string.lowercased() == key.lowercased() }?.value
    }
}

extension Node.Scalar {
    var isNull: Bool { style == .plain && ["", "~", "null", "Null", "NULL"].contains(string) }
}
