import Fleet
import GoReading

extension GoSettings {
    /// What a server looks for beside a setting that stands there, and ends without; as all recorded versions were
    /// asked.
    func lacking(_ version: KubeSphereVersion?) -> [ConfigFlaw] {
        guard let version else { return [] }
        let services = version.major == 3 ? jenkins : []
        guard version >= KubeSphereVersion(major: 3, minor: 1) else { return services }
        return services + tooManyTries + (version.major == 3 ? gitHub + unevenLabels : [])
    }

    /// cmd/ks-apiserver: `authenticateRateLimiterMaxTries MUST not be greater than loginHistoryMaximumEntries`, which
    /// are 5 and 100 where they are absent.
    private var tooManyTries: [ConfigFlaw] {
        let (limiter, history) = (
            ["authentication", "authenticateRateLimiterMaxTries"], ["authentication", "loginHistoryMaximumEntries"]
        )
        let tries = value(limiter).flatMap(number)
        let most = value(history).flatMap(number)
        guard tries ?? 5 > most ?? 100 else { return [] }
        guard tries == nil, case .entry(let entry) = find(history) else {
            return [flaw(limiter, .exceeds(history.joined(separator: "."), most ?? 100))]
        }
        return [
            ConfigFlaw(
                path: history.joined(separator: "."), line: entry.line,
                problem: .fallsShort(of: limiter.joined(separator: "."), 5))
        ]
    }

    /// 3.1 to 3.4, pkg/simple/client/alerting/options.go: `invalid alerting-thanos-rule-resource-labels arg`.
    private var unevenLabels: [ConfigFlaw] {
        let path = ["alerting", "thanosRuleResourceLabels"]
        guard let labels = text(path), labels.split(separator: ",").contains(where: { !Self.isPair($0) }) else {
            return []
        }
        return [flaw(path, .notPairs)]
    }

    private static func isPair(_ text: Substring) -> Bool { text.utf8.count { $0 == UInt8(ascii: "=") } == 1 }

    private func flaw(_ path: [String], _ problem: ConfigFlaw.Problem) -> ConfigFlaw {
        var line: Int?
        if case .entry(let entry) = find(path) { line = entry.line }
        return ConfigFlaw(path: path.joined(separator: "."), line: line, problem: problem)
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
