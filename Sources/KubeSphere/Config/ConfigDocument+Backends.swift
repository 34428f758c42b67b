extension GoSettings {
    /// The host of the session cache's Redis: `redis:` in 3.0 to 3.2, `cache.options` from 3.3 on (kubesphere.md A1).
    var redisHost: String? { text(redis + ["host"]).flatMap { $0.isEmpty ? nil : $0 } }

    var backends: BackendAddresses { BackendAddresses(redisHost: redisHost, redisPort: text(redis + ["port"])) }

    private var redis: [String] { text(["cache", "options", "host"]) == nil ? ["redis"] : ["cache", "options"] }
}

extension ConfigDocument {
    /// A host as it may be shown; nil for a text that is none.
    package static func shown(host: String) -> String? { PlainHost.shows(host) ? host : nil }
}
