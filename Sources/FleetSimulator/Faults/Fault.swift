/// Something that is wrong with one cluster of the fleet.
package enum Fault: Sendable, Hashable {
    /// The member checks its own session cache, in which the host's tokens are not: max age 2h.
    case maxAge
    /// The same by default: the document has no max age.
    case maxAgeAbsent
    /// The member's jwtSecret is not the host's.
    case secretMismatch
    /// The member's jwtSecret is eight digits without quotes: a number to YAML, and not the host's.
    case secretNumber
    /// The ConfigMap is right, but the process was started with another secret before.
    case staleProcess
    /// ks-apiserver ends at every start.
    case serverDown
    /// Nobody wants any replica.
    case scaledToZero
    /// Redis is down while the member checks its session cache.
    case redisDown
    /// kube-apiserver no longer accepts the kubeconfig's credentials: 401.
    case kubeconfigRevoked
    /// Nothing listens on kube-apiserver's port.
    case refused
    /// The port accepts connections and never answers.
    case hang
    /// The server's certificate is of another authority than the kubeconfig's.
    case wrongAuthority
    /// The server's certificate has expired.
    case expiredCertificate
    /// The ConfigMap has no `kubesphere.yaml`.
    case noConfigKey
    /// The document is not YAML; the running process read an older one.
    case invalidYAML
    /// There is no ConfigMap; the running process read it before.
    case noConfigMap
    /// ks-apiserver's clock is an hour behind.
    case clockSkew
    /// Every answer takes this long.
    case slow(Duration)
    /// kube-apiserver answers every request with 500.
    case serverErrors
    /// The kubeconfig's user has no rights.
    case forbidden
    /// The jwtSecret is empty, and ks-apiserver does not start.
    case emptySecret
    /// kube-apiserver sends every request away for a second: 429 with Retry-After.
    case tooManyRequests
    /// Every body ends in its middle, with the connection.
    case cutBodies
    /// The log of ks-apiserver is 32 MiB of somebody's access lines.
    case logFlood
    /// Escape codes, markup and overrides of direction wherever a cluster can put text: log lines, managers, answers.
    case hostileText
    /// Something before ks-apiserver refuses every token, and repeats the request in its 401.
    case echoesTokens
    /// Something before kube-apiserver answers every request with 502, and the request in it.
    case echoesRequests
    /// The server's certificate is for another name.
    case wrongName
    /// The Deployment's environment overrules the ConfigMap's secret.
    case secretOverride
    /// Another host's controller has left its name on namespace kubesphere-system.
    case managedByOtherHost
    /// The document says `clusterRole: none`.
    case roleNone
    /// ks-installer's ClusterConfiguration says another role than member: its next run takes `accessTokenMaxAge: 0`
    /// away (3.x).
    case installerWillRevert
    /// For a host: its tokens never expire.
    case maxAgeZero
    /// For a host: its users' tokens are not in its session cache.
    case sessionLoss
    /// kube-apiserver hands a token of its own to ks-apiserver.
    case foreignToken
    /// kubefed has not brought one of the host's users to the member.
    case userNotSynced

    /// A kubelet's serving certificate is not approved: no log of the node can be read.
    case logUnreadable
    /// The container runtime has lost the container, and the kubelet answers 200 with its own error as the log.
    case logMissing
    /// ks-apiserver is killed every second, and is up in between.
    case restarting
    /// Elasticsearch is down, and ks-apiserver ends at its start for it.
    case elasticsearchDown
    /// An identity provider's LDAP server is down: every token is refused for it.
    case ldapDown
    /// ks-apiserver speaks TLS behind its Service (4.x `internalTLS`).
    case internalTLS
    /// Every number, time, size and depth of every answer at its extreme, slow bytes among them; the seed says in which
    /// order.
    case hostileAnswers(seed: UInt64 = 1)
    /// All clocks of the cluster are an hour behind, its kube-apiserver's among them.
    case clocksBehind

    // From here on: what the host's Cluster object says of a member. They join the fault that the member has.

    /// The tunnel of the member's cluster-agent is down; its connection is of type proxy.
    case tunnelDown
    /// The client certificate in the Cluster object's kubeconfig ended yesterday.
    case clusterKubeconfigExpired
    /// It ends in five days.
    case clusterKubeconfigExpires
    /// It is base64 once more than it should be.
    case clusterKubeconfigEncodedTwice
    /// The host has a second object for the cluster, by another name; of the host itself, one as a member.
    case registeredTwice
    /// The host says that the member is not ready.
    case notReadyOnHost
    /// The host's controller has not brought the object up to date for hours.
    case staleOnHost
    /// The host has no object for the member.
    case notRegistered
    /// For a host: it knows a member that no context leads to.
    case unwatchedMember
    /// 4.x: the host's controller is about to render the member's ks-core anew.
    case renderPending

    // From here on: what goes wrong with writes. Each joins the fault that the cluster has, and others of its like.

    /// A write is done, and the connection ends before its answer.
    case loseAnswer(WriteTarget = .any)
    /// A write is done and never answered; the connection stays open.
    case neverAnswer(WriteTarget = .any)
    /// The connection ends before a write is done.
    case loseRequest(WriteTarget = .any)
    /// A write is done at once and answered after this time.
    case lateAnswer(Duration)
    /// The server takes a write, its connection ends, and the write is done only when the fault is cleared: by then its
    /// `test` may fail.
    case holdWrite(WriteTarget = .any)
    /// A write is sent away with 429 and not done.
    case throttleWrite(WriteTarget = .any)
    /// A write is refused: the object has been modified (409).
    case conflict(WriteTarget = .any)
    /// A JSON patch with a `test` is refused as if the test failed (422).
    case testFails(WriteTarget = .any)
    /// A write is refused as invalid (422).
    case invalidWrite(WriteTarget = .any)
    /// A write is answered with 500 and not done.
    case failedWrite(WriteTarget = .any)
    /// Somebody edits the object between a client's reading and its write.
    case concurrentEdit(WriteTarget = .any)
    /// One verb on one resource is forbidden to everybody; reviews say so.
    case denied(verb: String, resource: String)
    /// New pods wait for their image for ever; Progressing becomes False after its deadline.
    case rolloutHangs
    /// ks-apiserver ends at every start with another document than that of now.
    case crashOnNewConfiguration
    /// ks-apiserver checks its session cache whatever its document says: a repair's proof is refused.
    case proofRefused
    /// The owner of the ConfigMap renders it anew so long after anybody's write, and restarts ks-apiserver.
    case ownerReverts(after: Duration)
}

/// Which writes a fault is about. Dry runs are never meant.
package struct WriteTarget: Sendable, Hashable {
    /// The plural of the resource; nil for any.
    package var resource: String?
    /// How often; nil for as long as the fault is set.
    package var times: Int?

    /// Every write.
    package static let any = WriteTarget()

    /// Writes of a resource, by its plural, so many times.
    package init(_ resource: String? = nil, times: Int? = nil) {
        self.resource = resource
        self.times = times
    }
}
