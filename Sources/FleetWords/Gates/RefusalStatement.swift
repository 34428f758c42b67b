/// What is found where a cluster's ks-apiserver was asked with a token.
package enum RefusalStatement: String, StatementCode {
    case tokenRefused = "refusal.token-refused"
    case hostTokenRefused = "refusal.host-token-refused"
    case hostRefused = "refusal.host-refused"
    case hostRefusedItsSecret = "refusal.host-refused-its-secret"
    case hostUnclear = "refusal.host-unclear"
    case noVerdict = "refusal.no-verdict"
    case unproven = "refusal.unproven"
    case noTokenSent = "refusal.no-token-sent"
    case anotherCredential = "refusal.another-credential"
    case loggedInLastHour = "refusal.logged-in-last-hour"
    case loggedSinceProbe = "refusal.logged-since-probe"
    case cacheIsAsked = "refusal.cache-is-asked"
    case wordsProveIt = "refusal.words-prove-it"
    case cacheStillAsked = "refusal.cache-still-asked"
    case memberSecretUnread = "refusal.member-secret-unread"
    case hostSecretUnread = "refusal.host-secret-unread"
    case secretsDiffer = "refusal.secrets-differ"
    case secretsEqual = "refusal.secrets-equal"
    case hostProvesSecret = "refusal.host-proves-secret"
    case reloadsItself = "refusal.reloads-itself"
    case hostIsStale = "refusal.host-is-stale"
    case overridden = "refusal.overridden"
    case environmentUnread = "refusal.environment-unread"
    case clockDiffers = "refusal.clock-differs"
    case maximumClockSkew = "refusal.maximum-clock-skew"

    package func english(_ v: Wording) -> String {
        switch self {
        case .tokenRefused: "a token was refused: \(v[.message])"
        case .hostTokenRefused: "a token signed with the host's secret was refused: \(v[.message])"
        case .hostRefused: "the host's own process refused a token: \(v[.message])"
        case .hostRefusedItsSecret:
            """
            the host's own process refused a token signed with the jwtSecret of its ConfigMap: \(v[.message])
            """
        case .hostUnclear: "the host gave no clear verdict: \(v[.message])"
        case .noVerdict: "ks-apiserver gave no verdict: \(v[.message])"
        case .unproven: "the probe got 200, but an unsigned request would too: \(v[.message])"
        case .noTokenSent: "no token was sent: \(v[.message])"
        case .anotherCredential:
            """
            another credential than the one sent reached ks-apiserver, so the probe proves nothing about jwtSecret
            """
        case .loggedInLastHour:
            """
            its ks-apiserver logged \(v.counted(.failures, "failed authentication")) with \(v[.cause]) in the last \
            hour
            """
        case .loggedSinceProbe:
            """
            its ks-apiserver logged \(v.counted(.failures, "failed authentication")) with \(v[.cause]) since the \
            last probe
            """
        case .cacheIsAsked:
            """
            accessTokenMaxAge is \(v[.maxAge]), so the member looks every token up in a session cache that only the \
            host fills
            """
        case .wordsProveIt: "the words themselves prove it: signature and expiry had already passed"
        case .cacheStillAsked:
            """
            accessTokenMaxAge is already \(v[.maxAge]) in the ConfigMap, but the process still checks its session \
            cache
            """
        case .memberSecretUnread: "the jwtSecrets could not be compared: the member's was not readable"
        case .hostSecretUnread: "the jwtSecrets could not be compared: the host's was not readable"
        case .secretsDiffer: "jwtSecret differs: host \(v[.host]), member \(v[.member])"
        case .secretsEqual: "jwtSecret is equal on host and member (\(v[.member]))"
        case .hostProvesSecret:
            """
            the host verified a token signed with this jwtSecret, so it is the member's process that holds another
            """
        case .reloadsItself:
            """
            this version reloads its ConfigMap within about two minutes of a change; if it has not by then, restart \
            it
            """
        case .hostIsStale: "the host's process is the stale one"
        case .overridden: "the Deployment overrules the ConfigMap: \(v[.overrides])"
        case .environmentUnread:
            """
            part of its environment comes from \(v[.sources]), which ksfleet does not read: look there for \
            KUBESPHERE_AUTHENTICATION_…JWTSECRET
            """
        case .clockDiffers: "its kube-apiserver's clock differs from this machine's by \(v[.seconds]) s"
        case .maximumClockSkew: "maximumClockSkew is \(v[.seconds]) s there"
        }
    }
}
