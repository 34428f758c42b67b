/// A URL in its parts. Scheme, host, port and the words of its path are shown; user, query and fragment never, nor a
/// part of the path that is no word: the last one of a webhook is its secret.
struct ShownURL {
    private static let schemes: Set<String> = [
        "http", "https", "tcp", "udp", "grpc", "grpcs", "ws", "wss", "redis", "rediss", "mysql", "postgres",
        "postgresql", "mongodb",
        "ldap", "ldaps", "s3",
        "amqp", "amqps", "nats", "kafka", "etcd", "smtp", "smtps", "imap", "oci", "elasticsearch", "tls",
    ]

    private let scheme: String
    private let user: Substring?
    private let host: Substring
    private let path: [Substring]
    private let query: Substring?
    private let fragment: Substring?
    private let isMask: (Substring) -> Bool

    /// nil for everything that is not one URL, all of it, with a plain host.
    init?(_ text: String, isMask: @escaping (Substring) -> Bool) {
        guard let mark = text.firstRange(of: "://"), Self.schemes.contains(text[..<mark.lowerBound].lowercased()) else {
            return nil
        }
        var rest = text[mark.upperBound...]
        // A second URL, text around it, or what each reader understands otherwise.
        guard rest.utf8.count <= 2000,
            rest.allSatisfy({ $0.isASCII && $0 > " " && $0 != "\u{7F}" && !"\\\"'`{}|^,;".contains($0) })
        else {
            return nil
        }
        guard !rest.contains("//") else { return nil }
        scheme = String(text[..<mark.lowerBound])
        (rest, fragment) = Self.cut(rest, at: "#")
        (rest, query) = Self.cut(rest, at: "?")
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        let authority = rest[..<slash]
        let sign = authority.lastIndex(of: "@")
        user = sign.map { authority[..<$0] }
        host = sign.map { authority[authority.index(after: $0)...] } ?? authority
        path = rest[slash...].split(separator: "/", omittingEmptySubsequences: false)
        self.isMask = isMask
        // `user:pass/word@host` is cut in the wrong place by whoever goes by the rules.
        guard PlainHost.isHostAndPort(host), !path.contains(where: { $0.contains("@") }) else { return nil }
    }

    private static func cut(_ text: Substring, at mark: Character) -> (Substring, Substring?) {
        guard let index = text.firstIndex(of: mark) else { return (text, nil) }
        return (text[..<index], text[text.index(after: index)...])
    }

    /// Whether nothing of it has to be hidden.
    var isWholly: Bool { user == nil && query == nil && fragment == nil && path.allSatisfy(isPlain) }

    func text(masked: (Substring) -> String) -> String {
        func shown(_ part: Substring) -> String { isMask(part) ? String(part) : masked(part) }
        let segments = path.map { isPlain($0) ? String($0) : shown($0) }
        return scheme + "://" + (user.map { shown($0) + "@" } ?? "") + host + segments.joined(separator: "/")
            + (query.map { "?" + shown($0) } ?? "")
            + (fragment.map { "#" + shown($0) } ?? "")
    }

    private func isPlain(_ segment: Substring) -> Bool {
        segment.isEmpty || PlainWord.areWords(segment, separators: "-._", mayEndInDigits: false)
    }
}
