import Files
package import Fleet
import KubeSphereConfig

extension StartFault {
    /// Read off the end of the log of a process that ended: the last line that says why.
    package init?(log: some StringProtocol) {
        self.init(log.split(whereSeparator: \.isNewline).map { String($0.prefix(2_000)) }) { _ in true }
    }

    /// Read off the end of a log of which nobody knows whether its process ended: the words with which one ends, and
    /// hardly a line of klog after them.
    package init?(endOf lines: [String]) {
        let headed = lines.indices.filter { Self.header(of: lines[$0]) != nil }
        let earliest = headed.dropLast(Self.mostAfterTheEnd).last ?? 0
        self.init(Array(lines[earliest...]), where: Self.isLast)
    }

    /// Lines that other threads write while the process ends.
    private static let mostAfterTheEnd = 2

    private init?(_ lines: [String], where isOne: (String) -> Bool) {
        for index in lines.indices.reversed() where isOne(lines[index]) {
            guard let found = StartFault(line: lines[index]) else { continue }
            self = found.quoting(lines[index...])
            return
        }
        return nil
    }

    /// klog's fatal lines, cobra's and component-base's (`run.go`) last ones, and what is no line of klog: a panic, the
    /// standard log's.
    private static func isLast(_ line: String) -> Bool {
        guard let severity = header(of: line) else { return true }
        return severity == UInt8(ascii: "F") || line.contains("\"command failed\" err=")
    }

    /// The severity of a line of klog; nil for any other.
    private static func header(of line: String) -> UInt8? {
        Array(line.utf8).withUnsafeBytes { bytes in KlogHeader.begins(bytes, at: 0) ? bytes[0] : nil }
    }

    /// With what the reader of the document said of it, which begins in the same line and goes on in the next ones.
    private func quoting(_ lines: ArraySlice<String>) -> StartFault {
        guard kind == .configurationUnreadable, let first = lines.first,
            let end = first.firstRange(of: words)?.upperBound
        else {
            return self
        }
        let complaints = DocumentComplaint.words([first[end...]] + lines.dropFirst().map { $0[...] })
        guard !complaints.isEmpty else { return self }
        // What ends with a colon is told on by the next one.
        return StartFault(kind, "\(words): " + complaints.joined(separator: "; ").replacing(":; ", with: ": "))
    }

    private init?(line: String) {
        let own = Self.fixed(line) ?? Self.identityProvider(line)
        guard let found = own ?? Self.cache(line) ?? Self.backend(line) ?? Self.missing(line) else { return nil }
        self = found
    }

    /// Words that say all there is to say: 3.0.0 pkg/apiserver/authentication/options/authenticate_options.go:65,
    /// v3.2.1 options.go:81, cmd/ks-apiserver/app/server.go of each version, as recorded of six of them.
    private static func fixed(_ line: String) -> StartFault? {
        let words: [(String, Kind)] = [
            ("JWT secret MUST not be empty", .secretEmpty), ("jwt secret is empty", .secretEmpty),
            ("Failed to load configuration from disk", .configurationUnreadable),
            // Spelt so by 3.0 (pkg/simple/client/monitoring/prometheus/options.go).
            ("moinitoring service address in configuration MUST not be empty", .configurationIncomplete),
            (
                "authenticateRateLimiterMaxTries MUST not be greater than loginHistoryMaximumEntries",
                .configurationInvalid
            ),
            ("invalid alerting-thanos-rule-resource-labels arg", .configurationInvalid),
            ("panic: runtime error: invalid memory address or nil pointer dereference", .panic),
            ("panic: runtime error", .panic),
            ("fatal error: concurrent map", .panic), ("fatal error: runtime: out of memory", .panic),
        ]
        if let (words, kind) = words.first(where: { line.contains($0.0) }) { return StartFault(kind, words) }
        return line.hasPrefix("panic: ") || line.hasPrefix("fatal error: ") ? StartFault(.panic, "a panic of Go") : nil
    }

    /// 3.1 to 3.4 (pkg/apiserver/authentication/identityprovider/identity_provider.go); 4.x goes on without it.
    private static func identityProvider(_ line: String) -> StartFault? {
        if let name = text(in: line, from: "identity provider ", to: " with type "),
            let type = text(in: line, from: " with type ", to: " is not supported")
        {
            return StartFault(
                .configurationInvalid, "identity provider \(plain(name)) with type \(plain(type)) is not supported")
        }
        guard let name = text(in: line, from: "duplicate identity provider found: ", to: ", name must be unique") else {
            return nil
        }
        return StartFault(
            .configurationInvalid, "duplicate identity provider found: \(plain(name)), name must be unique")
    }

    /// 3.3.2 and later (v3.3.2 pkg/simple/client/cache/cache.go, cmd/ks-apiserver/app/options/options.go); a cache in
    /// memory cannot fail.
    private static func cache(_ line: String) -> StartFault? {
        let words = "failed to create cache"
        guard let found = line.firstRange(of: words) else { return nil }
        let reason = String(line[found.upperBound...])
        for fault in ["invalid service host", "invalid service port number"] where reason.contains(fault) {
            return StartFault(.cacheInvalid, "\(words): \(fault)")
        }
        if let type = text(in: reason, from: "cache with type ", to: " is not supported") {
            return StartFault(.cacheInvalid, "\(words): cache with type \(plain(type)) is not supported")
        }
        return redis(words, reason)
    }

    /// What Redis itself says of a password, or why it did not answer.
    private static func redis(_ words: String, _ reason: String) -> StartFault {
        guard FailureCause(message: reason) == .redisRefused else {
            return unreachable(.redisUnreachable, words, reason)
        }
        let said = ["WRONGPASS", "NOAUTH"].first { reason.uppercased().contains($0) }
        return StartFault(.redisRefused, "\(words): \(said ?? "it does not take the password")")
    }

    private static func unreachable(_ kind: Kind, _ words: String, _ reason: String) -> StartFault {
        let isUnresolved = reason.lowercased().contains(noSuchHost)
        return StartFault(kind, isUnresolved ? "\(words): \(noSuchHost)" : words, address: address(in: reason))
    }

    private static func text(in line: String, from: String, to: String) -> Substring? {
        guard let start = line.firstRange(of: from)?.upperBound, let end = line[start...].firstRange(of: to)?.lowerBound
        else { return nil }
        return line[start..<end]
    }

    /// A name that a document gave is shown where it is made of words, as nobody chooses a secret.
    private static func plain(_ name: Substring) -> String {
        PlainWord.areWords(name, separators: "-_. ", mayEndInDigits: true) ? String(name) : DocumentComplaint.hidden
    }

    /// What v3.0.0 to v3.4.1 cmd/ks-apiserver/app/options/options.go look for before they listen; one of them is spelt
    /// `connecto`.
    private static let backends: [(name: String, kind: Kind)] = [
        ("redis", .redisUnreachable), ("ldap", .backendUnreachable), ("elasticsearch", .backendUnreachable),
        ("opensearch", .backendUnreachable),
        ("prometheus", .backendUnreachable), ("jenkins", .backendUnreachable), ("sonarqube", .backendUnreachable),
        ("s3", .backendUnreachable),
        ("openpitrix", .backendUnreachable), ("mysql", .backendUnreachable), ("kubernetes", .backendUnreachable),
    ]

    private static func backend(_ line: String) -> StartFault? {
        let text = line.lowercased()
        for introduction in ["failed to connect to ", "failed to connecto to ", "failed to connecto "] {
            guard let found = text.firstRange(of: introduction) else { continue }
            let rest = text[found.upperBound...]
            guard let backend = backends.first(where: { rest.hasPrefix($0.name) }) else { continue }
            guard backend.kind == .redisUnreachable else {
                return unreachable(backend.kind, "failed to connect to \(backend.name)", String(rest))
            }
            return redis("failed to connect to redis service", String(rest))
        }
        return nil
    }

    /// Objects of KubeSphere itself whose CustomResourceDefinition is gone, and API groups that nobody serves.
    private static func missing(_ line: String) -> StartFault? {
        let sentences = [
            "no matches for kind", "the server could not find the requested resource",
            "unable to retrieve the complete list of server APIs",
            "failed to wait for caches to sync", "failed to sync cache",
        ]
        guard let words = sentences.first(where: { line.contains($0) }) else { return nil }
        let name = names(in: line)
        return StartFault(.apiMissing, name.map { "\(words): \($0)" } ?? words)
    }

    /// The first words of a line that name a kind or a group of an API, `"User" in version
    /// "iam.kubesphere.io/v1alpha2"` or `metrics.k8s.io/v1beta1`: letters, digits, points and a slash.
    private static func names(in line: String) -> String? {
        let words = line.split { !($0.isASCII && ($0.isLetter || $0.isNumber || "./-".contains($0))) }
        guard let group = words.first(where: isGroup) else { return nil }
        let kind = line.firstRange(of: "kind ").flatMap {
            line[$0.upperBound...].split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.first
        }
        return [kind.map { "\($0) of" }, String(group)].compactMap(\.self).joined(separator: " ")
    }

    private static func isGroup(_ word: Substring) -> Bool {
        let parts = word.split(separator: "/")
        guard parts.count == 2, parts[0].count < 80, let version = parts.last, version.count < 16,
            version.hasPrefix("v")
        else { return false }
        return parts[0].contains(".") && version.dropFirst().first?.isNumber == true
    }

    /// A name that was looked up is what the document gave for a host, whatever it was: it is shown where its labels
    /// are words in small letters, without digits.
    private static func address(in text: String) -> String? {
        guard let address = NetworkAddress(errorText: text.lowercased()), let shown = address.text else { return nil }
        let name = address.host ?? ""
        let isShown =
            address.port != nil
            || text.contains(name)
                && name.split(separator: ".").allSatisfy {
                    PlainWord.areWords($0, separators: "-_", mayEndInDigits: false)
                }
        return isShown ? shown : nil
    }
}
