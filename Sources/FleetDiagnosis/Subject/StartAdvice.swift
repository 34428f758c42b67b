package import FleetModel

extension StartFault {
    /// What a diagnosis calls a ks-apiserver that ends so.
    package var cause: Cause {
        switch kind {
        case .redisUnreachable: .redisDown
        case .redisRefused: .redisRefused
        default: .apiserverDown
        }
    }

    /// What to do about it where nothing but a log is known: MEMBER stands for the cluster.
    package var advice: NextStep {
        switch kind {
        case .redisUnreachable: isUnresolved ? Self.hostLookup : FailureCause.redisLookup
        case .redisRefused: FailureCause.redisPassword
        case .backendUnreachable:
            """
            bring back what it looks for at its start, or take it out of kubesphere.yaml; a restart does not help \
            before that
            """
        case .apiMissing:
            NextStep(
                "bring back what its cluster does not serve; the chart or the installer of KubeSphere brings its own",
                command: "kubectl --context MEMBER get crds,apiservices")
        case .cacheInvalid, .configurationIncomplete, .configurationInvalid, .configurationUnreadable, .secretEmpty:
            NextStep(
                "correct kubesphere.yaml",
                command: "kubectl --context MEMBER -n kubesphere-system edit configmap kubesphere-config")
        case .panic: "read the lines around it: the first one of the goroutine that runs names where it came from"
        }
    }

    private static let hostLookup = NextStep(
        "correct the host of the cache in kubesphere.yaml, or bring back the Service of that name",
        command: "kubectl --context MEMBER -n kubesphere-system get services")
}
