import FleetText

/// What is found of ks-apiserver's Deployment, pods, Service, logs and of the Redis behind it.
package enum WorkloadStatement: String, StatementCode {
    case replicasReady = "workload.replicas-ready"
    case podWaits = "workload.pod-waits"
    case podEndedAtStart = "workload.pod-ended-at-start"
    case podRestarted = "workload.pod-restarted"
    case redisSilent = "workload.redis-silent"
    case redisUnresolved = "workload.redis-unresolved"
    case hostRedisSilent = "workload.host-redis-silent"
    case logUnread = "workload.log-unread"
    case logsUnread = "workload.logs-unread"
    case failuresUncounted = "workload.failures-uncounted"
    case logTooLong = "workload.log-too-long"
    case logsLost = "workload.logs-lost"
    case versionsDiffer = "workload.versions-differ"
    case imageSays = "workload.image-says"
    case labelSays = "workload.label-says"
    case processSays = "workload.process-says"
    case hostSpeaksTLS = "workload.host-speaks-tls"
    case memberSpeaksTLS = "workload.member-speaks-tls"
    case noVerdictOverTLS = "workload.no-verdict-over-tls"
    case dispatcherSpeaksHTTP = "workload.dispatcher-speaks-http"

    package func english(_ v: Wording) -> String {
        switch self {
        case .replicasReady: "\(v[.ready]) of \(v[.replicas]) replicas of \(v[.workload]) are ready"
        case .podWaits:
            """
            pod \(v[.pod]) waits: \(v[.waiting]), \(v[.restarts]) \
            restarts\(v.with(.lastEnd) { ", last ended \($0)" })
            """
        case .podEndedAtStart: "pod \(v[.pod]) ended at its start: \(v[.fault])"
        case .podRestarted: "pod \(v[.pod]) restarted \(v[.restarts]) times in \(v[.age])\(lastEnd(v))"
        case .redisSilent: "the session cache's Redis did not answer"
        case .redisUnresolved: "the host name of the session cache's Redis cannot be resolved there"
        case .hostRedisSilent: "the host's session cache did not answer: \(v[.message])"
        case .logUnread: "a log of its ks-apiserver cannot be read: \(v[.message])"
        case .logsUnread: "\(v[.logs]) logs of its ks-apiserver cannot be read: \(v[.message])"
        case .failuresUncounted:
            """
            \(v.with(.since) { "since \($0), " })failed authentications are not counted there, and none of them is \
            told as 0
            """
        case .logTooLong:
            """
            log too long: only \(v[.mebibytes]) MiB of it were read, so some failures may not be counted
            """
        case .logsLost:
            """
            \(v.counted(.logs, "log was", "logs were")) rotated, or lost with the container, before being read in \
            full: some failures may not be counted
            """
        case .versionsDiffer: "its version is not told alike: \(v.joined(.versions, ", "))"
        case .imageSays: "its image's tag says \(v[.version])"
        case .labelSays: "its Deployment's label says \(v[.version])"
        case .processSays: "the process itself says \(v[.version])"
        case .hostSpeaksTLS: "Service ks-apiserver speaks TLS (internalTLS): it was asked over TLS"
        case .memberSpeaksTLS:
            """
            Service ks-apiserver speaks TLS (internalTLS): it was asked over TLS; the host's dispatcher asks its \
            members in plain HTTP and gets 400 there, whatever the tokens are worth
            """
        case .noVerdictOverTLS:
            """
            Service ks-apiserver speaks TLS (internalTLS), and asking it over TLS got no verdict: \(v[.message])
            """
        case .dispatcherSpeaksHTTP: "the host's dispatcher asks its members in plain HTTP"
        }
    }
}

extension WorkloadStatement {
    private func lastEnd(_ v: Wording) -> String {
        v.with(.lastEnd) { ", last ended \($0)" } + v.with(.at) { " at \($0)" } + v.with(.fault) { ": \($0)" }
    }
}
