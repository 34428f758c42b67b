extension Fault {
    /// A fault's name, and what it does in a line.
    package struct Description: Sendable {
        /// What the command line takes.
        package let name: String
        /// The fault with the arguments that it has when none are given.
        package let fault: Fault
        /// What is wrong then.
        package let meaning: String

        init(_ name: String, _ fault: Fault, _ meaning: String) {
            self.name = name
            self.fault = fault
            self.meaning = meaning
        }
    }

    /// Every fault, in the order in which they are told.
    package static let all: [Description] = ofMembers + ofHosts + ofRegister + ofTransport + ofWrites

    private static let ofMembers = [
        Description("max-age", .maxAge, "the session cache is checked: max age 2h"),
        Description("max-age-absent", .maxAgeAbsent, "the same, because the key is absent"),
        Description("secret-mismatch", .secretMismatch, "jwtSecret is not the host's"),
        Description("secret-number", .secretNumber, "jwtSecret is a number without quotes"),
        Description("stale-process", .staleProcess, "the process runs with an older document's secret"),
        Description("secret-override", .secretOverride, "the Deployment's environment overrules jwtSecret"),
        Description("empty-secret", .emptySecret, "jwtSecret is empty and ks-apiserver does not start"),
        Description("ks-apiserver-down", .serverDown, "ks-apiserver ends at every start"),
        Description("scaled-to-zero", .scaledToZero, "no replica is wanted"),
        Description("redis-down", .redisDown, "Redis is down while the session cache is checked"),
        Description("clock-skew", .clockSkew, "ks-apiserver's clock is an hour behind"),
        Description("clocks-behind", .clocksBehind, "all clocks of the cluster are an hour behind"),
        Description("restarting", .restarting, "ks-apiserver is killed every second and up in between"),
        Description("elasticsearch-down", .elasticsearchDown, "ks-apiserver does not start without Elasticsearch"),
        Description("ldap-down", .ldapDown, "an identity provider's LDAP does not answer"),
        Description("internal-tls", .internalTLS, "ks-apiserver speaks TLS behind its Service (4.x)"),
        Description("foreign-token", .foreignToken, "kube-apiserver forwards a token of its own"),
        Description("no-configmap", .noConfigMap, "the ConfigMap is gone"),
        Description("no-config-key", .noConfigKey, "the ConfigMap has no kubesphere.yaml"),
        Description("invalid-yaml", .invalidYAML, "kubesphere.yaml is not YAML"),
        Description("role-none", .roleNone, "the document says clusterRole: none"),
        Description("managed-by-other-host", .managedByOtherHost, "another host has left its name on the namespace"),
        Description("user-not-synced", .userNotSynced, "a user of the host is not on the member"),
        Description("installer-will-revert", .installerWillRevert, "ks-installer would take max age 0 away (3.x)"),
    ]

    private static let ofHosts = [
        Description("max-age-zero", .maxAgeZero, "host: tokens never expire"),
        Description("session-loss", .sessionLoss, "host: users' tokens are not in the session cache"),
    ]

    private static let ofRegister = [
        Description("tunnel-down", .tunnelDown, "host's Cluster object: the member's tunnel is down"),
        Description(
            "cluster-kubeconfig-expired", .clusterKubeconfigExpired, "host's Cluster object: kubeconfig ended yesterday"
        ),
        Description(
            "cluster-kubeconfig-expires", .clusterKubeconfigExpires,
            """
            host's Cluster object: kubeconfig ends in 5 days
            """),
        Description(
            "cluster-kubeconfig-encoded-twice", .clusterKubeconfigEncodedTwice,
            "host's Cluster object: kubeconfig is base64 twice"),
        Description("registered-twice", .registeredTwice, "host's Cluster objects: a second one for the cluster"),
        Description("not-ready-on-host", .notReadyOnHost, "host's Cluster object: Ready False"),
        Description("stale-on-host", .staleOnHost, "host's Cluster object: nothing new for hours"),
        Description("not-registered", .notRegistered, "the host has no Cluster object of the member"),
        Description("unwatched-member", .unwatchedMember, "host: knows a member that no context leads to"),
        Description("render-pending", .renderPending, "host's controller is about to run Helm (4.x)"),
    ]

    private static let ofTransport = [
        Description("refused", .refused, "nothing listens"),
        Description("hang", .hang, "the port accepts and never answers"),
        Description("wrong-ca", .wrongAuthority, "the certificate is of another authority"),
        Description("expired-certificate", .expiredCertificate, "the certificate has expired"),
        Description("wrong-name", .wrongName, "the certificate is for another name"),
        Description("kubeconfig-revoked", .kubeconfigRevoked, "the kubeconfig's credentials are refused: 401"),
        Description("forbidden", .forbidden, "the kubeconfig's user has no rights: 403"),
        Description("slow", .slow(.seconds(5)), "every answer takes five seconds"),
        Description("server-errors", .serverErrors, "every request is answered with 500"),
        Description("too-many-requests", .tooManyRequests, "every request is sent away with 429"),
        Description("cut-bodies", .cutBodies, "every body ends in its middle"),
        Description("log-unreadable", .logUnreadable, "the kubelet's certificate: every log answers 500"),
        Description("log-missing", .logMissing, "the kubelet answers 200 with its error as the log"),
        Description("log-flood", .logFlood, "the log is 32 MiB of access lines"),
        Description("hostile-answers", .hostileAnswers(), "every number, time, size and depth at its extreme"),
        Description("echo-tokens", .echoesTokens, "a 401 of the token's repeats the request"),
        Description("echo-requests", .echoesRequests, "a 502 for everything repeats the request"),
        Description("hostile-text", .hostileText, "escape codes and markup wherever text can stand"),
    ]

    private static let ofWrites = [
        Description("lose-answer", .loseAnswer(), "a write is done, its answer lost"),
        Description("never-answer", .neverAnswer(), "a write is done and never answered"),
        Description("lose-request", .loseRequest(), "a write is lost before it is done"),
        Description("hold-write", .holdWrite(), "a write is lost, and done once the fault is cleared"),
        Description("throttle-write", .throttleWrite(), "a write is sent away with 429"),
        Description("late-answer", .lateAnswer(.seconds(2)), "a write is done and answered two seconds later"),
        Description("conflict", .conflict(), "a write is refused with 409"),
        Description("test-fails", .testFails(), "a JSON patch with a test is refused with 422"),
        Description("invalid-write", .invalidWrite(), "a write is refused as invalid with 422"),
        Description("failed-write", .failedWrite(), "a write is answered with 500 and not done"),
        Description("concurrent-edit", .concurrentEdit(), "somebody edits the object just before a write"),
        Description("deny", .denied(verb: "patch", resource: "configmaps"), "a right is missing"),
        Description("rollout-hangs", .rolloutHangs, "new pods never get their image"),
        Description("crash-on-new-config", .crashOnNewConfiguration, "ks-apiserver cannot start with another document"),
        Description("proof-refused", .proofRefused, "tokens are refused whatever the document says"),
        Description("owner-reverts", .ownerReverts(after: .seconds(1)), "the owner undoes every write a second later"),
    ]

    /// Every fault by the name that the command line takes.
    package static var allNames: [String] { all.map(\.name) }

    /// Reads a name and its arguments: `max-age`, `slow:0.5`, `conflict:configmaps:2`, `deny:patch:deployments`.
    package init?(name: String) {
        let words = name.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard let plain = Fault.all.first(where: { $0.name == words[0] })?.fault else { return nil }
        guard let fault = plain.with(words.dropFirst()) else { return nil }
        self = fault
    }

    private func with(_ arguments: ArraySlice<String>) -> Fault? {
        guard !arguments.isEmpty else { return self }
        switch self {
        case .slow: return Fault.duration(arguments).map(Fault.slow)
        case .hostileAnswers:
            guard arguments.count == 1, let seed = arguments.first.flatMap(UInt64.init) else { return nil }
            return .hostileAnswers(seed: seed)
        case .lateAnswer: return Fault.duration(arguments).map(Fault.lateAnswer)
        case .ownerReverts: return Fault.duration(arguments).map(Fault.ownerReverts)
        case .denied:
            guard arguments.count == 2, arguments.allSatisfy({ !$0.isEmpty }) else { return nil }
            return .denied(verb: arguments.first ?? "", resource: arguments.last ?? "")
        default:
            guard target != nil, let target = WriteTarget(arguments) else { return nil }
            return aimed(at: target)
        }
    }

    private static func duration(_ arguments: ArraySlice<String>) -> Duration? {
        guard arguments.count == 1, let seconds = arguments.first.flatMap(Double.init), seconds > 0, seconds < 1e6
        else { return nil }
        return .milliseconds(Int(seconds * 1_000))
    }

    /// The name that the command line takes, with the arguments that are not the usual ones.
    package var name: String {
        if let name = Fault.all.first(where: { $0.fault == self })?.name { return name }
        switch self {
        case .slow(let time): return "slow:\(time.inSeconds)"
        case .hostileAnswers(let seed): return "hostile-answers:\(seed)"
        case .lateAnswer(let time): return "late-answer:\(time.inSeconds)"
        case .ownerReverts(let time): return "owner-reverts:\(time.inSeconds)"
        case .denied(let verb, let resource): return "deny:\(verb):\(resource)"
        default: return aimed(at: .any).name + (target?.suffix ?? "")
        }
    }
}

extension Fault {
    /// Which writes it is about, where it is about some.
    var target: WriteTarget? {
        switch self {
        case .loseAnswer(let target), .neverAnswer(let target), .loseRequest(let target), .conflict(let target),
            .testFails(let target),
            .invalidWrite(let target), .failedWrite(let target), .concurrentEdit(let target), .holdWrite(let target),
            .throttleWrite(let target):
            target
        default: nil
        }
    }

    func aimed(at target: WriteTarget) -> Fault {
        switch self {
        case .loseAnswer: .loseAnswer(target)
        case .neverAnswer: .neverAnswer(target)
        case .loseRequest: .loseRequest(target)
        case .conflict: .conflict(target)
        case .testFails: .testFails(target)
        case .invalidWrite: .invalidWrite(target)
        case .failedWrite: .failedWrite(target)
        case .concurrentEdit: .concurrentEdit(target)
        case .holdWrite: .holdWrite(target)
        case .throttleWrite: .throttleWrite(target)
        default: self
        }
    }

    /// Whether it stands beside the fault that a cluster has instead of taking its place.
    var joinsOthers: Bool {
        switch self {
        case .lateAnswer, .denied, .rolloutHangs, .crashOnNewConfiguration, .proofRefused, .ownerReverts: true
        default: target != nil || concernsRegister
        }
    }

    /// Whether it stands in the host's Cluster object.
    var concernsRegister: Bool {
        switch self {
        case .tunnelDown, .clusterKubeconfigExpired, .clusterKubeconfigExpires, .clusterKubeconfigEncodedTwice,
            .registeredTwice, .notReadyOnHost,
            .staleOnHost, .notRegistered, .unwatchedMember, .renderPending:
            true
        default: false
        }
    }
}

extension WriteTarget {
    /// Reads `RESOURCE`, `TIMES` or `RESOURCE:TIMES`.
    init?(_ arguments: ArraySlice<String>) {
        self.init()
        for argument in arguments {
            if let times = Int(argument) {
                guard times > 0, self.times == nil else { return nil }
                self.times = times
            } else {
                guard !argument.isEmpty, resource == nil, times == nil else { return nil }
                resource = argument
            }
        }
    }

    var suffix: String { [resource, times.map(String.init)].compactMap { $0.map { ":\($0)" } }.joined() }
}

extension Duration {
    var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
