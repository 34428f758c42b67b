/// What is known of the Redis that the next start of a ks-apiserver needs.
package enum RedisStatement: String, StatementCode {
    case ownTokenLookedUp = "redis.own-token-looked-up"
    case lookupAnswered = "redis.lookup-answered"
    case saidToBeOutside = "redis.said-to-be-outside"
    case silentInside = "redis.silent-inside"
    case hostNotNamed = "redis.host-not-named"
    case hostIsNone = "redis.host-is-none"
    case outside = "redis.outside"
    case serviceMissing = "redis.service-missing"
    case serviceUnread = "redis.service-unread"
    case serviceIsAlias = "redis.service-is-alias"
    case serviceHasNoSelector = "redis.service-has-no-selector"
    case endpointsReady = "redis.endpoints-ready"
    case noEndpointReady = "redis.no-endpoint-ready"
    case podsUnread = "redis.pods-unread"
    case podsUnreadEither = "redis.pods-unread-either"
    case podReady = "redis.pod-ready"
    case noPodReady = "redis.no-pod-ready"

    package func english(_ v: Wording) -> String {
        switch self {
        case .ownTokenLookedUp: "the lookup of the probe's own token was answered just now"
        case .lookupAnswered: "a lookup in the session cache was answered just now"
        case .saidToBeOutside:
            """
            agent.yaml says that its Redis is outside of the cluster (contexts: {\(v[.cluster]): {redis: external}})
            """
        case .silentInside: "\(v[.said]), and yet its kubesphere.yaml names one inside, where \(v[.why])"
        case .hostNotNamed: "the document names no host of its Redis"
        case .hostIsNone: "the document names no host of its Redis that is one"
        case .outside:
            """
            Redis is at \(v[.host]), which is no Service of the cluster: whether it answers cannot be seen from here
            """
        case .serviceMissing:
            """
            the document names \(v[.host]), and there is no Service \(v[.service]) in \(v[.namespace]): Redis is \
            outside of the cluster
            """
        case .serviceUnread:
            """
            Service \(v[.service]) in \(v[.namespace]), which the document names, could not be read: \(v[.message])
            """
        case .serviceIsAlias: "Service \(v[.service]) stands for \(v[.host]), outside of the cluster"
        case .serviceHasNoSelector:
            """
            Service \(v[.service]) has no selector: its endpoints are kept by hand, and nothing checks them
            """
        case .endpointsReady: "\(v[.ready]) of \(v[.endpoints]) endpoints of Service \(v[.service]) are ready"
        case .noEndpointReady: "no endpoint of Service \(v[.service]) in \(v[.namespace]) is ready"
        case .podsUnread: "the pods of Redis could not be listed: \(v[.message])"
        case .podsUnreadEither: "\(v[.why]); the pods of Redis could not be listed either: \(v[.message])"
        case .podReady: "pod \(v[.pod]) is ready"
        case .noPodReady: "no pod of Redis (\(v[.labels])) is ready"
        }
    }
}
