package import Fleet

extension StartFault {
    /// Read off the end of a log: the last line that says why the process ends.
    package init?(log: some StringProtocol) {
        let lines = log.split(whereSeparator: \.isNewline).reversed()
        guard let found = lines.lazy.compactMap({ StartFault(line: String($0.prefix(2_000))) }).first else { return nil }
        self = found
    }

    private init?(line: String) {
        guard let found = Self.fixed(line) ?? Self.cache(line) ?? Self.backend(line) ?? Self.missing(line) else { return nil }
        self = found
    }

    /// Words that say all there is to say: 3.0.0 pkg/apiserver/authentication/options/authenticate_options.go:65, v3.2.1 options.go:81,
    /// cmd/ks-apiserver/app/server.go of each version, as recorded of six of them.
    private static func fixed(_ line: String) -> StartFault? {
        let words: [(String, Kind)] = [
            ("JWT secret MUST not be empty", .secretEmpty), ("jwt secret is empty", .secretEmpty),
            ("Failed to load configuration from disk", .configurationUnreadable),
            // Spelt so by 3.0 (pkg/simple/client/monitoring/prometheus/options.go).
            ("moinitoring service address in configuration MUST not be empty", .configurationIncomplete),
            ("panic: runtime error: invalid memory address or nil pointer dereference", .panic), ("panic: runtime error", .panic),
            ("fatal error: concurrent map", .panic), ("fatal error: runtime: out of memory", .panic),
        ]
        if let (words, kind) = words.first(where: { line.contains($0.0) }) { return StartFault(kind, words) }
        return line.hasPrefix("panic: ") || line.hasPrefix("fatal error: ") ? StartFault(.panic, "a panic of Go") : nil
    }

    /// 3.3.2 and later (v3.3.2 pkg/simple/client/cache/cache.go, cmd/ks-apiserver/app/options/options.go); a cache in memory cannot fail.
    private static func cache(_ line: String) -> StartFault? {
        let words = "failed to create cache"
        guard let found = line.firstRange(of: words) else { return nil }
        let reason = line[found.upperBound...].lowercased()
        if reason.contains("invalid service host") { return StartFault(.cacheInvalid, words + ": invalid service host") }
        if reason.contains("is not supported") { return StartFault(.cacheInvalid, words + ": its type is not supported") }
        return StartFault(.redisUnreachable, words, address: address(in: reason))
    }

    /// What v3.0.0 to v3.4.1 cmd/ks-apiserver/app/options/options.go look for before they listen; one of them is spelt `connecto`.
    private static let backends: [(name: String, kind: Kind)] = [
        ("redis", .redisUnreachable), ("ldap", .backendUnreachable), ("elasticsearch", .backendUnreachable), ("opensearch", .backendUnreachable),
        ("prometheus", .backendUnreachable), ("jenkins", .backendUnreachable), ("sonarqube", .backendUnreachable), ("s3", .backendUnreachable),
        ("openpitrix", .backendUnreachable), ("mysql", .backendUnreachable), ("kubernetes", .backendUnreachable),
    ]

    private static func backend(_ line: String) -> StartFault? {
        let text = line.lowercased()
        for introduction in ["failed to connect to ", "failed to connecto to ", "failed to connecto "] {
            guard let found = text.firstRange(of: introduction) else { continue }
            let rest = text[found.upperBound...]
            guard let backend = backends.first(where: { rest.hasPrefix($0.name) }) else { continue }
            let words = backend.kind == .redisUnreachable ? "failed to connect to redis service" : "failed to connect to \(backend.name)"
            return StartFault(backend.kind, words, address: address(in: String(rest)))
        }
        return nil
    }

    /// Objects of KubeSphere itself whose CustomResourceDefinition is gone, and API groups that nobody serves.
    private static func missing(_ line: String) -> StartFault? {
        let sentences = [
            "no matches for kind", "the server could not find the requested resource", "unable to retrieve the complete list of server APIs",
            "failed to wait for caches to sync", "failed to sync cache",
        ]
        guard let words = sentences.first(where: { line.contains($0) }) else { return nil }
        let name = names(in: line)
        return StartFault(.apiMissing, name.map { "\(words): \($0)" } ?? words)
    }

    /// The first words of a line that name a kind or a group of an API, `"User" in version "iam.kubesphere.io/v1alpha2"` or
    /// `metrics.k8s.io/v1beta1`: letters, digits, points and a slash.
    private static func names(in line: String) -> String? {
        let words = line.split { !($0.isASCII && ($0.isLetter || $0.isNumber || "./-".contains($0))) }
        guard let group = words.first(where: isGroup) else { return nil }
        let kind = line.firstRange(of: "kind ").flatMap { line[$0.upperBound...].split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.first }
        return [kind.map { "\($0) of" }, String(group)].compactMap(\.self).joined(separator: " ")
    }

    private static func isGroup(_ word: Substring) -> Bool {
        let parts = word.split(separator: "/")
        guard parts.count == 2, parts[0].count < 80, let version = parts.last, version.count < 16, version.hasPrefix("v") else { return false }
        return parts[0].contains(".") && version.dropFirst().first?.isNumber == true
    }

    private static func address(in text: String) -> String? { NetworkAddress(errorText: text.lowercased())?.text }
}
