/// One pod of the workload that serves ks-apiserver, and the process in it.
final class Pod {
    /// What the container `ks-apiserver` is doing.
    enum ContainerState {
        case creating
        /// Its image cannot be pulled.
        case waitingForImage
        case running(since: Timestamp)
        case crashLooping
    }

    /// How the container's last run ended.
    struct Termination {
        let exitCode: Int
        let reason: String
        let started: Timestamp
        let finished: Timestamp
    }

    let name: String
    let uid = Names.uid()
    let templateHash: String
    let address: String
    let imageTag: String
    var isScheduled = false
    var isTerminating = false
    var isReady = false
    var state: ContainerState = .creating
    /// When the kubelet took the pod.
    var startTime: Timestamp?
    /// The kubelet's: of a container that waits after its crash, the starts that are over, without the first.
    var restartCount: Int { max(0, run - 1) }
    var lastTermination: Termination?
    var process: ServerProcess?
    var log: ContainerLog
    var previousLog: ContainerLog?
    let controllerManagerLog: ContainerLog?
    /// Counts starts, so that a timer set for one run does not act on the next.
    var run = 0

    init(
        name: String, templateHash: String, address: String, imageTag: String, logLimit: Int, hasControllerManager: Bool
    ) {
        self.name = name
        self.templateHash = templateHash
        self.address = address
        self.imageTag = imageTag
        log = ContainerLog(limit: logLimit)
        controllerManagerLog = hasControllerManager ? ContainerLog(limit: 20) : nil
    }

    var containerNames: [String] { ["ks-apiserver"] + (controllerManagerLog == nil ? [] : ["ks-controller-manager"]) }

    /// Ends the process: its listeners, its log and whoever follows it.
    func stopProcess() {
        process = nil
        log.close()
    }
}

extension Pod {
    /// The object as the ReplicaSet controller creates it.
    func object(replicaSet: JSON, deployment: JSON, at time: Timestamp) -> JSON {
        let template = deployment[["spec", "template"]] ?? [:]
        var metadata: JSON = [
            "name": .string(name), "generateName": .string(String(name.dropLast(5))), "namespace": "kubesphere-system",
            "uid": .string(uid), "resourceVersion": "0", "generation": 1, "creationTimestamp": .string(time.rfc3339),
        ]
        var labels = template[["metadata", "labels"]] ?? [:]
        labels["pod-template-hash"] = .string(templateHash)
        metadata["labels"] = labels
        metadata["annotations"] = template[["metadata", "annotations"]]
        metadata["ownerReferences"] = [Names.owner(replicaSet)]
        var created: JSON = ["kind": "Pod", "apiVersion": "v1", "metadata": metadata]
        var spec = template["spec"] ?? [:]
        spec["enableServiceLinks"] = true
        created["spec"] = spec
        ManagedFields.update(&created, from: ["metadata": [:], "spec": [:]], by: .controllerManager, at: time)
        created["spec"] = admitted(spec)
        let burstable = spec["containers"]?.array?.contains { $0[["resources", "requests"]] != nil } ?? false
        created["status"] = ["phase": "Pending", "qosClass": burstable ? "Burstable" : "BestEffort"]
        return created
    }

    /// What admission adds: the service account's volume, tolerations, priority.
    private func admitted(_ spec: JSON) -> JSON {
        let volumeName = JSON.string("kube-api-access-\(Names.suffix())")
        var volume: JSON = ["name": volumeName]
        for member in Templates.serviceAccountVolume.object?.members ?? [] { volume[member.key] = member.value }
        let mount: JSON = [
            "name": volumeName, "readOnly": true, "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount",
        ]
        var result = spec
        result["volumes"] = .array((spec["volumes"]?.array ?? []) + [volume])
        result["containers"] = .array(
            (spec["containers"]?.array ?? []).map { container in
                var container = container
                container["volumeMounts"] = .array((container["volumeMounts"]?.array ?? []) + [mount])
                return container
            })
        result["tolerations"] = Templates.tolerations
        result["priority"] = 0
        result["preemptionPolicy"] = "PreemptLowerPriority"
        return result
    }

    /// The status that the kubelet reports.
    func status(qosClass: JSON, at time: Timestamp) -> JSON {
        let since = JSON.string((startTime ?? time).rfc3339)
        func condition(_ type: String, _ holds: Bool) -> JSON {
            var condition: JSON = [
                "type": .string(type), "status": holds ? "True" : "False", "lastProbeTime": .null,
                "lastTransitionTime": since,
            ]
            if !holds {
                condition["lastTransitionTime"] = .string(time.rfc3339)
                condition["reason"] = "ContainersNotReady"
                condition["message"] = "containers with unready status: [ks-apiserver]"
            }
            return condition
        }
        var status: JSON = ["observedGeneration": 1]
        switch state {
        case .creating, .waitingForImage: status["phase"] = "Pending"
        case .running, .crashLooping: status["phase"] = "Running"
        }
        status["conditions"] = [
            condition("PodReadyToStartContainers", true), condition("Initialized", true), condition("Ready", isReady),
            condition("ContainersReady", isReady), condition("PodScheduled", true),
        ]
        status["hostIP"] = "127.0.0.1"
        status["hostIPs"] = [["ip": "127.0.0.1"]]
        if startTime != nil {
            status["podIP"] = .string(address)
            status["podIPs"] = [["ip": .string(address)]]
            status["startTime"] = since
        }
        status["containerStatuses"] = .array(containerNames.map { containerStatus($0, at: time) })
        status["qosClass"] = qosClass
        return status
    }

    private func containerStatus(_ container: String, at time: Timestamp) -> JSON {
        let isServer = container == "ks-apiserver"
        let restarts = isServer ? restartCount : 0
        var status: JSON = [
            "name": .string(container), "state": containerState(isServer, image: "kubesphere/\(container):\(imageTag)"),
        ]
        status["lastState"] = isServer ? lastState(container) : [:]
        status["ready"] = .bool(isServer ? isReady : startTime != nil && !isWaitingForImage)
        status["restartCount"] = .int(restarts)
        status["image"] = .string("kubesphere/\(container):\(imageTag)")
        status["imageID"] = status["image"]
        status["containerID"] = .string("containerd://\(uid)-\(container)-\(restarts)")
        if case .running = state {
            status["started"] = true
        } else {
            status["started"] = .bool(!isServer && !isWaitingForImage)
        }
        return status
    }

    private func containerState(_ isServer: Bool, image: String) -> JSON {
        switch state {
        case .running(let since): ["running": ["startedAt": .string((isServer ? since : startTime ?? since).rfc3339)]]
        case .creating: ["waiting": ["reason": "ContainerCreating"]]
        case .waitingForImage:
            ["waiting": ["reason": "ImagePullBackOff", "message": .string("Back-off pulling image \"\(image)\"")]]
        case .crashLooping where isServer:
            [
                "waiting": [
                    "reason": "CrashLoopBackOff",
                    "message": .string(
                        "back-off restarting failed container=ks-apiserver pod=\(name)_kubesphere-system(\(uid))"),
                ]
            ]
        case .crashLooping: ["running": ["startedAt": .string((startTime ?? .now).rfc3339)]]
        }
    }

    private func lastState(_ container: String) -> JSON {
        guard let end = lastTermination else { return [:] }
        return [
            "terminated": [
                "exitCode": .int(end.exitCode), "reason": .string(end.reason),
                "startedAt": .string(end.started.rfc3339),
                "finishedAt": .string(end.finished.rfc3339),
                "containerID": .string("containerd://\(uid)-\(container)-\(max(0, restartCount - 1))"),
            ]
        ]
    }
}
