import Fleet

extension GoSettings {
    /// What a server looks for beside a setting that stands there, and ends without; as all recorded versions were
    /// asked.
    func lacking(_ version: KubeSphereVersion?) -> [ConfigFlaw] {
        guard let version else { return [] }
        let services = version.major == 3 ? jenkins : []
        guard version >= KubeSphereVersion(major: 3, minor: 1) else { return services }
        return services + tooManyTries + (version.major == 3 ? gitHub : [])
    }

    /// cmd/ks-apiserver: `authenticateRateLimiterMaxTries MUST not be greater than loginHistoryMaximumEntries`, which
    /// is 100 where it is absent.
    private var tooManyTries: [ConfigFlaw] {
        let name = ["authentication", "authenticateRateLimiterMaxTries"]
        guard case .entry(let entry) = find(name), let tries = number(entry.value) else { return [] }
        let most = value(["authentication", "loginHistoryMaximumEntries"]).flatMap(number) ?? 100
        guard tries > most else { return [] }
        return [
            ConfigFlaw(
                path: name.joined(separator: "."), line: entry.line,
                problem: .exceeds("authentication.loginHistoryMaximumEntries", most))
        ]
    }

    /// pkg/simple/client/devops/jenkins/options.go: `jenkins's username or password is empty`.
    private var jenkins: [ConfigFlaw] {
        guard let host = text(["devops", "host"]), !host.isEmpty else { return [] }
        return ["username", "password"].filter { (text(["devops", $0]) ?? "").isEmpty }.map {
            ConfigFlaw(path: "devops.\($0)", line: nil, problem: .neededBy("devops.host"))
        }
    }

    /// Without its options the provider ends the process (pkg/apiserver/authentication/identityprovider/github).
    private var gitHub: [ConfigFlaw] {
        guard case .list(let providers) = value(["authentication", "oauthOptions", "identityProviders"]) else {
            return []
        }
        return providers.enumerated().compactMap { number, element in
            guard case .mapping(let map) = element else { return nil }
            let provider = GoSettings(root: map)
            guard provider.text(["type"]) == "GitHubIdentityProvider", provider.value(["provider"]) == nil else {
                return nil
            }
            let name = "authentication.oauthOptions.identityProviders[\(number)]"
            return ConfigFlaw(path: "\(name).provider", line: nil, problem: .neededBy("\(name).type"))
        }
    }

    private func number(_ value: GoValue) -> Int64? {
        if case .value(let number) = GoConversion<Int64>.int(value) { number } else { nil }
    }
}
