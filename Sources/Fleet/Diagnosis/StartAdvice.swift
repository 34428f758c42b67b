extension StartFault {
    /// What a diagnosis calls a ks-apiserver that ends so.
    package var cause: Cause { kind == .redisUnreachable ? .redisDown : .apiserverDown }

    /// What to do about it where nothing but a log is known.
    package var advice: String {
        switch kind {
        case .redisUnreachable: "bring Redis back before anything restarts: " + FailureCause.redisLookup
        case .backendUnreachable:
            "bring back what it looks for at its start, or take it out of kubesphere.yaml; a restart does not help before that"
        case .apiMissing:
            "bring back what its cluster does not serve: kubectl get crds,apiservices; the chart or the installer of KubeSphere brings its own"
        case .cacheInvalid, .configurationIncomplete, .configurationInvalid, .configurationUnreadable, .secretEmpty:
            "correct kubesphere.yaml: kubectl -n kubesphere-system edit configmap kubesphere-config"
        case .panic: "read the lines around it: the first one of the goroutine that runs names where it came from"
        }
    }
}
