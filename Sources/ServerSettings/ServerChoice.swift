/// A field that takes some words alone: a process that finds another ends before it listens.
///
/// The types of identity providers and the modes of authorization as the processes themselves refused others; of
/// caches, pkg/simple/client/cache.
package struct ServerChoice: Hashable, Sendable {
    package let path: [String]
    /// Compared letter by letter.
    package let words: [String]
    /// Whether an absent one is another word, too.
    package var isRequired = false
    /// Whether an empty text stands for an absent one.
    package var takesEmpty = false

    package static func known(toMajor major: Int, minor: Int) -> [ServerChoice] {
        let version = (major, minor)
        // 3.0 was not asked for the empty one.
        var choices = [
            ServerChoice(
                path: ["authorization", "mode"], words: ["AlwaysAllow", "AlwaysDeny", "RBAC"],
                takesEmpty: version < (3, 1))
        ]
        if version >= (3, 3) {
            choices.append(
                ServerChoice(path: ["cache", "type"], words: ["redis", "InMemoryCache"], takesEmpty: version < (3, 4)))
        }
        // 3.0 takes any type and does without its provider; 4.x keeps them elsewhere.
        if version >= (3, 1), major == 3 {
            let path = ["authentication", "oauthOptions", "identityProviders[]", "type"]
            choices.append(ServerChoice(path: path, words: providers(minor), isRequired: true))
        }
        return choices
    }

    private static func providers(_ minor: Int) -> [String] {
        let all = [
            "LDAPIdentityProvider", "GitHubIdentityProvider", "OIDCIdentityProvider", "CASIdentityProvider",
            "AliyunIDaaSProvider",
        ]
        return minor >= 4 ? all + ["GitlabIdentityProvider"] : all
    }
}
