/// What is found where the cluster's kube-apiserver does not answer, or not with what was asked.
package enum ReachStatement: String, StatementCode {
    case credentialsRefused = "reach.credentials-refused"
    case nameUnresolved = "reach.name-unresolved"
    case connectionRefused = "reach.connection-refused"
    case timedOut = "reach.timed-out"
    case proxyFailed = "reach.proxy-failed"
    case unknownAuthority = "reach.unknown-authority"
    case certificateExpired = "reach.certificate-expired"
    case certificateOfAnotherName = "reach.certificate-of-another-name"
    case unreachable = "reach.unreachable"
    case contextUnusable = "reach.context-unusable"
    case contextNotAsked = "reach.context-not-asked"
    case answerNotRead = "reach.answer-not-read"
    case saysNothing = "reach.says-nothing"
    case answeredOtherwise = "reach.answered-otherwise"
    case mayNotGetNamespace = "reach.may-not-get-namespace"
    case mayNotReadConfigMap = "reach.may-not-read-config-map"
    case mayNotReadLogs = "reach.may-not-read-logs"
    case mayNotUseProxy = "reach.may-not-use-proxy"
    case clientCertificateEnds = "reach.client-certificate-ends"
    case tokenEnds = "reach.token-ends"
    case serverCertificateEnds = "reach.server-certificate-ends"
    case clusterKubeconfigEnds = "reach.cluster-kubeconfig-ends"

    package func english(_ v: Wording) -> String {
        switch self {
        case .credentialsRefused: "kube-apiserver refused the kubeconfig's credentials: \(v[.message])"
        case .nameUnresolved: "the name of its kube-apiserver cannot be resolved: \(v[.message])"
        case .connectionRefused: "its kube-apiserver's port refuses connections: \(v[.message])"
        case .timedOut: "its kube-apiserver does not answer in time: \(v[.message])"
        case .proxyFailed: "the proxy on the way to its kube-apiserver makes no connection: \(v[.message])"
        case .unknownAuthority:
            """
            its kube-apiserver's certificate is not signed by the kubeconfig's authority: \(v[.message])
            """
        case .certificateExpired: "its kube-apiserver's certificate has expired: \(v[.message])"
        case .certificateOfAnotherName: "its kube-apiserver's certificate is for another name: \(v[.message])"
        case .unreachable: "its kube-apiserver cannot be reached: \(v[.message])"
        case .contextUnusable: "context \(v[.context]) cannot be used: \(v[.message])"
        case .contextNotAsked: "context \(v[.context]) is not asked: \(v[.message])"
        case .answerNotRead: "ksfleet has not read what it answered: \(v[.message])"
        case .saysNothing: "that says nothing of the cluster"
        case .answeredOtherwise: "its kube-apiserver answered, but not with what was asked: \(v[.message])"
        case .mayNotGetNamespace: "the probe may not get namespace kube-system: \(v[.message])"
        case .mayNotReadConfigMap: "the probe may not read ConfigMap kubesphere-config: \(v[.message])"
        case .mayNotReadLogs: "the probe may not read the log of ks-apiserver's pods: \(v[.message])"
        case .mayNotUseProxy: "the probe may not use the service proxy to ks-apiserver: \(v[.message])"
        case .clientCertificateEnds: "the client certificate of this context \(end(v))"
        case .tokenEnds: "the token of this context \(end(v))"
        case .serverCertificateEnds: "the certificate of its kube-apiserver \(end(v))"
        case .clusterKubeconfigEnds: "the kubeconfig that the host reaches it with \(end(v))"
        }
    }
}

extension ReachStatement {
    /// Whole days, of the moment at which the probe looked.
    private func end(_ v: Wording) -> String {
        let left = v.has(.daysAgo) ? "ended \(v.counted(.daysAgo, "day")) ago" : "ends in \(v.counted(.days, "day"))"
        return "\(left), at \(v[.endsAt])"
    }
}
