import Files
import GoReading

extension GoSettings {
    /// The host of the session cache's Redis: `redis:` in 3.0 to 3.2, `cache.options` from 3.3 on (kubesphere.md A1).
    var redisHost: String? { text(redis + ["host"]).flatMap { $0.isEmpty ? nil : $0 } }

    var backends: BackendAddresses {
        let (directories, others) = identityHosts
        return BackendAddresses(
            redisHost: redisHost, redisPort: text(redis + ["port"]), directories: directories, identityProviders: others
        )
    }

    /// Of 3.x (pkg/apiserver/authentication/identityprovider of v3.4.1); 4.x keeps its providers in Secrets. An LDAP
    /// directory has a host, all others URLs.
    private var identityHosts: (directories: Set<String>, others: Set<String>) {
        guard case .list(let providers)? = value(["authentication", "oauthOptions", "identityProviders"]) else {
            return ([], [])
        }
        return providers.prefix(100).reduce(into: ([], [])) { hosts, provider in
            guard case .mapping(let map) = provider, case .entry(let entry) = Self.entry("provider", of: map),
                case .mapping(let own) = entry.value
            else { return }
            if case .entry(let host) = Self.entry("host", of: own), case .text(let text) = host.value,
                !text.contains("://")
            {
                hosts.directories.insert(text.lowercased().split(separator: ":").first.map(String.init) ?? "")
            }
            hosts.others.formUnion(Self.hosts(own, depth: 0))
        }
    }

    /// Of the URLs in a provider's settings, which have one mapping within them at most.
    private static func hosts(_ map: GoMapping, depth: Int) -> [String] {
        map.entries.prefix(100).flatMap { entry -> [String] in
            switch entry.value {
            case .text(let text) where entry.name.lowercased() != "redirecturl":
                RequestedURL(errorText: text.lowercased()).map { [$0.host] } ?? []
            case .mapping(let inner) where depth < 2: hosts(inner, depth: depth + 1)
            default: []
            }
        }
    }

    private var redis: [String] { text(["cache", "options", "host"]) == nil ? ["redis"] : ["cache", "options"] }
}

extension ConfigDocument {
    /// A host as it may be shown; nil for a text that is none.
    package static func shown(host: String) -> String? { PlainHost.shows(host) ? host : nil }
}
