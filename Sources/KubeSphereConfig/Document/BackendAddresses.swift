import Files
package import Fleet

/// Which of the services that ks-apiserver needs an error of Go's network library is about: by the address and the URL
/// that it names, and by nothing else.
package struct BackendAddresses: Hashable, Sendable {
    /// Ports of Redis: 6379, its sentinel's, and what the configuration names.
    private let redisPorts: Set<String>
    /// The host that the configuration names.
    private let redisHost: String?
    /// Hosts of identity providers that the configuration names, in small letters.
    private let directories: Set<String>
    private let identityProviders: Set<String>

    package init(
        redisHost: String? = nil, redisPort: String? = nil, directories: Set<String> = [],
        identityProviders: Set<String> = []
    ) {
        redisPorts = Set(["6379", "26379"] + (redisPort.map { [$0] } ?? []))
        self.redisHost = redisHost.flatMap { $0.isEmpty ? nil : $0.lowercased() }
        self.directories = directories
        self.identityProviders = identityProviders
    }

    /// nil where the text tells of no connection. It is in lower case.
    package func cause(_ text: String) -> FailureCause? {
        if text.contains("ldap result code") { return .ldapUnreachable }
        guard let address = NetworkAddress(errorText: text) else { return nil }
        if address.port.map(redisPorts.contains) == true || address.host.map(isRedis) == true {
            return .redisUnreachable
        }
        if let cause = RequestedURL(errorText: text).flatMap(asked) { return cause }
        switch address.port {
        case "389", "636", "3268", "3269": return .ldapUnreachable
        case "6443": return .kubernetesUnreachable
        default: return address.host.flatMap { named($0, port: address.port) } ?? .backendUnreachable
        }
    }

    private func isRedis(_ host: String) -> Bool {
        host == redisHost || host.split(separator: ".").first?.contains("redis") == true
    }

    /// nil where the address must tell.
    private func asked(_ url: RequestedURL) -> FailureCause? {
        if identityProviders.contains(url.host) { return .identityProviderUnreachable }
        if url.isOfKubernetes || Self.isKubernetes(url.host) { return .kubernetesUnreachable }
        return url.isOfIdentityProvider || Self.isCalledIdentityProvider(url.host) ? .identityProviderUnreachable : nil
    }

    private func named(_ host: String, port: String?) -> FailureCause? {
        if directories.contains(host) || host.split(separator: ".").first?.contains("ldap") == true {
            return .ldapUnreachable
        }
        if identityProviders.contains(host) { return .identityProviderUnreachable }
        if Self.isKubernetes(host) || (port == "443" && Self.isFirstOfServices(host)) { return .kubernetesUnreachable }
        return Self.isCalledIdentityProvider(host) ? .identityProviderUnreachable : nil
    }

    private static func isCalledIdentityProvider(_ host: String) -> Bool {
        host.split(separator: ".").first.map { identityNames.contains(String($0)) } == true
    }

    private static let identityNames: Set<String> = ["idp", "sso", "keycloak", "dex", "oidc", "oauth", "adfs", "cas"]

    private static func isKubernetes(_ host: String) -> Bool {
        host == "kubernetes" || host.hasPrefix("kubernetes.default")
    }

    /// Service kubernetes has the first address of the range that a cluster keeps for Services (kube-apiserver,
    /// pkg/controlplane), mostly a private one.
    private static func isFirstOfServices(_ host: String) -> Bool {
        if host.hasSuffix(".1") { return ["10.", "172.", "192.168.", "100."].contains(where: host.hasPrefix) }
        return host.hasPrefix("[fd") && host.hasSuffix(":1]")
    }
}

/// The far end in an error of Go's package net (`OpError.Error`): `dial tcp 10.0.0.1:6379: …`, `read tcp
/// 10.0.0.2:51000->10.0.0.1:6379: …`, `dial tcp: lookup redis.kubesphere-system.svc on 10.96.0.10:53: …`, `dial tcp:
/// i/o timeout`.
package struct NetworkAddress: Equatable {
    /// nil where the error names none.
    package var host: String?
    package var port: String?

    private static let operations = ["dial tcp", "dial udp", "read tcp", "write tcp"]

    /// nil for a text that is no such error.
    package init?(errorText text: String) {
        guard let operation = Self.operations.lazy.compactMap({ text.firstRange(of: $0) }).first else {
            guard text == "i/o timeout" || text.contains("connection reset by peer") else { return nil }
            return
        }
        let rest = text[operation.upperBound...]
        if rest.hasPrefix(": lookup ") {
            host = rest.dropFirst(9).split(separator: " ").first.map { String($0.prefix { $0 != ":" }) }
        } else if rest.hasPrefix(" ") {
            read(rest.dropFirst().prefix { $0 != " " })
        }
    }

    private mutating func read(_ word: Substring) {
        let far = word.firstRange(of: "->").map { word[$0.upperBound...] } ?? word
        let address = far.hasSuffix(":") ? far.dropLast() : far
        guard let colon = address.lastIndex(of: ":") else { return }
        let port = address[address.index(after: colon)...]
        guard !port.isEmpty, port.allSatisfy(\.isNumber) else { return }
        self.port = String(port)
        host = String(address[..<colon])
    }

    /// `10.0.0.1:6379`, with nothing in it but what an address is made of; nil where there is none.
    package var text: String? {
        let text = [host, port].compactMap(\.self).joined(separator: ":")
        let isAddress = text.utf8.allSatisfy { "0123456789abcdefghijklmnopqrstuvwxyz.-:[]".utf8.contains($0) }
        return text.isEmpty || !isAddress || text.utf8.count > 100 ? nil : text
    }
}
