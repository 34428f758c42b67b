import NIOCore
import NIOSSL

/// Everything of one cluster. It lives on one event loop and is touched only there.
final class ClusterState {
    /// How the port behaves before any request is read.
    enum PortBehaviour { case serves, hangs }

    let configuration: ClusterConfiguration
    let hostSecret: String
    let store: ObjectStore
    let environment = ServerEnvironment()
    let workload: Workload
    let api: KubernetesAPI
    let authority: CertificateAuthority
    let flowSchemaUID = Names.uid()
    let priorityLevelUID = Names.uid()
    var tls: NIOSSLContext
    var portBehaviour = PortBehaviour.serves
    var answerDelay: TimeAmount?
    /// Set where every answer is at its extreme.
    var hostile: HostileAnswers?
    /// Seconds by which kube-apiserver's clock is ahead; negative where it is behind.
    var apiClockAhead = 0
    /// Whether every body ends in its middle.
    var cutsBodies = false
    var fault: Fault?
    /// What the fault wrote into the ConfigMap, so that its repair can tell whether somebody else has repaired it.
    var faultyText: String?
    /// The faults beside it, in the order in which they came.
    var joined: [Fault] = []
    var owner: Owner?
    /// Of a host: the clusters that it knows.
    var registry: ClusterRegistry?
    private(set) var requests = RequestRecord()
    private var channels: [ObjectIdentifier: any Channel] = [:]

    init(
        _ configuration: ClusterConfiguration, fleet: FleetConfiguration, hostSecret: String,
        authority: CertificateAuthority,
        tls: NIOSSLContext, eventLoop: any EventLoop
    ) {
        self.configuration = configuration
        self.hostSecret = hostSecret
        self.authority = authority
        self.tls = tls
        let created = Timestamp.now.advanced(bySeconds: -3_600)
        let factory = ObjectFactory(
            version: configuration.version, role: configuration.role, creator: configuration.creator, created: created)
        store = ObjectStore(resourceVersion: Int.random(in: 300..<400))
        workload = Workload(
            version: configuration.version, role: configuration.role, store: store, environment: environment,
            factory: factory,
            rolloutSeconds: fleet.rolloutDuration.inSeconds, volumeSyncSeconds: fleet.volumeSyncDelay.inSeconds,
            logLimit: fleet.logLines,
            after: { seconds, act in
                eventLoop.assumeIsolated().scheduleTask(in: .nanoseconds(Int64(seconds * 1e9)), act)
            })
        api = KubernetesAPI(store: store, workload: workload)
        for name in ["default", "kube-system", "kubesphere-system"] { store.put(.namespaces, factory.namespace(name)) }
        store.put(.services, factory.service())
        store.put(.configmaps, factory.configMap(configuration.configurationText ?? healthyText))
        if configuration.version.is3 {
            store.put(.clusterconfigurations, factory.clusterConfiguration())
            store.put(.secrets, factory.installerSecret(hostSecret))
            if !configuration.redisIsExternal { store.put(.pods, factory.redisPod(ready: true)) }
        }
        for name in ObjectFactory.users { store.put(.users, factory.user(name)) }
        workload.install(replicas: configuration.replicas)
        api.configurationWritten = { [weak self] in self?.configurationWrittenByClient() }
    }

    var healthyText: String {
        configuration.configurationText
            ?? ConfigurationText.healthy(version: configuration.version, role: configuration.role, secret: hostSecret)
    }

    func record(_ request: HTTPRequest) { requests.add(method: request.method, path: request.path) }

    func forgetRequests() { requests = RequestRecord() }

    func opened(_ channel: any Channel) { channels[ObjectIdentifier(channel)] = channel }
    func closed(_ channel: any Channel) { channels[ObjectIdentifier(channel)] = nil }

    var openConnections: Int { channels.count }

    /// Ends the connections that were made before the port's behaviour changed.
    func closeConnections() {
        for channel in Array(channels.values) { channel.close(promise: nil) }
    }

    /// Writes the ConfigMap as an operator's editor does.
    func writeConfiguration(
        _ text: String?, key: String = "kubesphere.yaml", manager: String, at time: Timestamp = .now
    ) {
        guard let old = store.object(.configmaps, "kubesphere-config") else {
            guard let text else { return }
            store.put(.configmaps, workload.factory.configMap(text))
            return
        }
        var new = old
        new["data"] = text.map { .object([key: .string($0)]) } ?? [:]
        guard new != old else { return }
        ManagedFields.update(&new, from: old, by: FieldManager(name: manager), at: time)
        store.put(.configmaps, new)
    }

    /// Redis, and the pod that shows how it is.
    func setRedis(isUp: Bool) {
        environment.redisIsUp = isUp
        if configuration.version.is3, !configuration.redisIsExternal {
            store.put(.pods, workload.factory.redisPod(ready: isUp))
        }
    }

    var configurationText: String? { workload.configurationText }

    /// The secret with which this cluster's ks-apiserver signs.
    var signingSecret: String? { workload.pods.compactMap { $0.process?.configuration.secret }.first }
}
