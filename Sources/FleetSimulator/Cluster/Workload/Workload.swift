/// The Deployment that serves ks-apiserver and everything that its controllers and the kubelet do about it.
final class Workload {
    let version: SimulatedVersion
    let role: ClusterRole
    let store: ObjectStore
    let environment: ServerEnvironment
    let factory: ObjectFactory
    /// Seconds that a rollout takes from the patch to the last new server's listening.
    let rolloutSeconds: Double
    let volumeSyncSeconds: Double
    private let logLimit: Int
    /// Runs a closure later, on the cluster's event loop.
    let after: (Double, @escaping () -> Void) -> Void

    var pods: [Pod] = []
    var isRolling = false
    var progressing = (reason: "NewReplicaSetAvailable", hash: "")
    private var addresses = 9

    init(
        version: SimulatedVersion, role: ClusterRole, store: ObjectStore, environment: ServerEnvironment,
        factory: ObjectFactory,
        rolloutSeconds: Double, volumeSyncSeconds: Double, logLimit: Int,
        after: @escaping (Double, @escaping () -> Void) -> Void
    ) {
        self.version = version
        self.role = role
        self.store = store
        self.environment = environment
        self.factory = factory
        self.rolloutSeconds = rolloutSeconds
        self.volumeSyncSeconds = volumeSyncSeconds
        self.logLimit = logLimit
        self.after = after
    }

    var name: String { factory.deploymentName }
    var deployment: JSON { store.object(.deployments, name) ?? [:] }
    var desiredReplicas: Int { deployment[["spec", "replicas"]]?.int ?? 1 }
    var currentHash: String { Names.hash(deployment[["spec", "template"]] ?? [:]) }
    var configurationText: String? {
        store.object(.configmaps, "kubesphere-config")?[["data", "kubesphere.yaml"]]?.string
    }
    var maxSurge: Int { deployment[["spec", "strategy", "rollingUpdate", "maxSurge"]]?.int ?? 0 }

    /// How many pods may be missing: a percentage is rounded down, and never both zero with the surge.
    var maxUnavailable: Int {
        let value = deployment[["spec", "strategy", "rollingUpdate", "maxUnavailable"]]
        let count = value?.int ?? desiredReplicas * (Int(value?.string?.dropLast() ?? "0") ?? 0) / 100
        return count == 0 && maxSurge == 0 ? 1 : count
    }

    /// Puts the Deployment and its pods there, started and serving, as after an installation.
    func install(replicas: Int) {
        store.put(.deployments, factory.deployment(replicas: replicas))
        let hash = currentHash
        createReplicaSet(hash, at: factory.created)
        progressing = ("NewReplicaSetAvailable", hash)
        writeStatus(observing: true, conditionTime: factory.created)
        for _ in 0..<replicas {
            let pod = createPod(hash, at: factory.created)
            schedule(pod)
            start(pod)
            pod.process?.listen()
        }
        writeStatus(observing: true)
    }

    func createReplicaSet(_ hash: String, at time: Timestamp) {
        let replicaSet = "\(name)-\(hash)"
        guard store.object(.replicasets, replicaSet) == nil else { return }
        store.put(
            .replicasets,
            factory.replicaSet(replicaSet, hash: hash, deployment: deployment, replicas: desiredReplicas, at: time))
    }

    @discardableResult
    func createPod(_ hash: String, at time: Timestamp = .now) -> Pod {
        addresses += 1
        let pod = Pod(
            name: "\(name)-\(hash)-\(Names.suffix())", templateHash: hash,
            address: "10.244.\(2 + addresses / 250).\(1 + addresses % 250)", imageTag: version.tag, logLimit: logLimit,
            hasControllerManager: version.runsControllerManager(role))
        pods.append(pod)
        let replicaSet = store.object(.replicasets, "\(name)-\(hash)") ?? [:]
        store.put(.pods, pod.object(replicaSet: replicaSet, deployment: deployment, at: time))
        return pod
    }

    /// The scheduler's part: a node, and the condition that says so. Binding leaves no trace in `managedFields`.
    func schedule(_ pod: Pod) {
        guard var object = store.object(.pods, pod.name), !pod.isScheduled else { return }
        pod.isScheduled = true
        object[["spec", "nodeName"]] = .string("\(role.rawValue)-node")
        let condition: JSON = [
            "type": "PodScheduled", "status": "True", "lastProbeTime": .null,
            "lastTransitionTime": .string(Timestamp.now.rfc3339),
        ]
        object["status"] = [
            "phase": "Pending", "conditions": [condition], "qosClass": object[["status", "qosClass"]] ?? .null,
        ]
        store.put(.pods, object)
    }

    /// Writes the pod's state into its object, as the kubelet does.
    func report(_ pod: Pod) {
        guard let old = store.object(.pods, pod.name) else { return }
        let now = Timestamp.now
        var new = old
        new["status"] = pod.status(qosClass: old[["status", "qosClass"]] ?? "Burstable", at: now)
        // The kubelet's first report always moves the scheduler's transition time; it must not depend on the second of
        // the clock.
        var base = old
        if var conditions = base[["status", "conditions"]]?.array, conditions.count == 1 {
            conditions[0]["lastTransitionTime"] = .null
            base[["status", "conditions"]] = .array(conditions)
        }
        ManagedFields.update(&new, from: base, by: .kubeletStatus, at: now)
        if new != old { store.put(.pods, new) }
    }

    /// Takes the pod from the Service and gives it its thirty seconds.
    func beginTermination(_ pod: Pod) {
        guard var object = store.object(.pods, pod.name), !pod.isTerminating else { return }
        pod.isTerminating = true
        object[["metadata", "generation"]] = 2
        object[["metadata", "deletionTimestamp"]] = .string(Timestamp.now.advanced(bySeconds: 30).rfc3339)
        object[["metadata", "deletionGracePeriodSeconds"]] = 30
        store.put(.pods, object)
    }

    func finishTermination(_ pod: Pod) {
        pod.stopProcess()
        pod.controllerManagerLog?.close()
        pods.removeAll { $0 === pod }
        guard var object = store.object(.pods, pod.name) else { return }
        object[["metadata", "deletionTimestamp"]] = .string(Timestamp.now.rfc3339)
        object[["metadata", "deletionGracePeriodSeconds"]] = 0
        store.put(.pods, object)
        store.delete(.pods, pod.name)
    }

    /// The pods that the Service sends requests to.
    var endpoints: [Pod] { pods.filter { $0.isReady && !$0.isTerminating } }
}
