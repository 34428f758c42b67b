/// A field that takes some words alone: a process that finds another ends before it listens.
///
/// The types of identity providers and the modes of authorization as the processes themselves refused others; of caches, pkg/simple/client/cache.
package struct ServerChoice: Hashable, Sendable {
    package let path: [String]
    /// Compared letter by letter.
    package let words: [String]

    package static func known(toMajor major: Int, minor: Int) -> [ServerChoice] {
        var choices = [ServerChoice(path: ["authorization", "mode"], words: ["AlwaysAllow", "AlwaysDeny", "RBAC"])]
        let version = (major, minor)
        if version >= (3, 3) { choices.append(ServerChoice(path: ["cache", "type"], words: ["redis", "InMemoryCache"])) }
        // 3.0 takes any type and does without its provider.
        if version >= (3, 1), major == 3 {
            choices.append(ServerChoice(path: ["authentication", "oauthOptions", "identityProviders[]", "type"], words: providers(minor)))
        }
        return choices
    }

    private static func providers(_ minor: Int) -> [String] {
        let all = ["LDAPIdentityProvider", "GitHubIdentityProvider", "OIDCIdentityProvider", "CASIdentityProvider", "AliyunIDaaSProvider"]
        return minor >= 4 ? all + ["GitlabIdentityProvider"] : all
    }
}
