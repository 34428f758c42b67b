extension Workload {
    /// Writes the Deployment's status from the pods that there are.
    /// - Parameters:
    ///   - observing: whether the controller has seen the latest generation.
    ///   - surge: how many pods beyond the wanted number the controller has asked for.
    ///   - revision: the revision to number the rollout with, when it begins.
    func writeStatus(observing: Bool, surge: Int = 0, revision: Int? = nil, conditionTime: Timestamp = .now) {
        let old = deployment
        var new = old
        let live = pods.filter { !$0.isTerminating }
        let counted =
            observing
            ? counts(live, surge: surge, generation: old[["metadata", "generation"]] ?? 1)
            : JSON.object(old["status"]?.object ?? JSONObject())
        var status = counted
        status["conditions"] = nil
        status["conditions"] = .array(conditions(old, live: live, at: conditionTime))
        new["status"] = status
        if let revision {
            new[["metadata", "annotations", "deployment.kubernetes.io/revision"]] = .string(String(revision))
        }
        guard new != old else { return }
        let isFirst = old[["status", "conditions"]] == nil
        var base = old
        // The controller made the revision annotation: it owns it from its first write on.
        if isFirst { base[["metadata", "annotations"]] = nil }
        ManagedFields.update(&new, from: base, by: .controllerManagerStatus, at: conditionTime)
        store.put(.deployments, new)
    }

    /// The counters; all but two are left out of the JSON when they are zero.
    private func counts(_ live: [Pod], surge: Int, generation: JSON) -> JSON {
        let hash = currentHash
        let ready = live.filter(\.isReady).count
        let wanted = desiredReplicas + surge
        var status: JSON = ["observedGeneration": generation]
        func set(_ name: String, _ value: Int) { if value > 0 { status[name] = .int(value) } }
        set("replicas", live.count)
        set("updatedReplicas", live.count { $0.templateHash == hash })
        set("readyReplicas", ready)
        set("availableReplicas", ready)
        set("unavailableReplicas", max(0, wanted - ready))
        status["terminatingReplicas"] = .int(pods.count - live.count)
        return status
    }

    private func conditions(_ deployment: JSON, live: [Pod], at time: Timestamp) -> [JSON] {
        let enough = live.filter(\.isReady).count >= desiredReplicas - maxUnavailable
        let available: JSON = [
            "type": "Available", "status": enough ? "True" : "False",
            "reason": enough ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
            "message": enough
                ? "Deployment has minimum availability." : "Deployment does not have minimum availability.",
        ]
        let set = "\(name)-\(progressing.hash)"
        let message =
            switch progressing.reason {
            case "NewReplicaSetCreated": "Created new replica set \"\(set)\""
            case "ReplicaSetUpdated": "ReplicaSet \"\(set)\" is progressing."
            case "ProgressDeadlineExceeded": "ReplicaSet \"\(set)\" has timed out progressing."
            default: "ReplicaSet \"\(set)\" has successfully progressed."
            }
        let progress: JSON = [
            "type": "Progressing", "status": progressing.reason == "ProgressDeadlineExceeded" ? "False" : "True",
            "reason": .string(progressing.reason), "message": .string(message),
        ]
        var result = deployment[["status", "conditions"]]?.array ?? []
        for condition in [available, progress] { Workload.set(condition, in: &result, at: time) }
        return result
    }

    /// Replaces a condition that differs; a changed one goes to the end, and only a changed status moves its transition
    /// time.
    private static func set(_ condition: JSON, in conditions: inout [JSON], at time: Timestamp) {
        let old = conditions.first { $0["type"] == condition["type"] }
        if let old, old["status"] == condition["status"], old["reason"] == condition["reason"],
            old["message"] == condition["message"]
        {
            return
        }
        conditions.removeAll { $0["type"] == condition["type"] }
        let now = JSON.string(time.rfc3339)
        let transition = old?["status"] == condition["status"] ? old?["lastTransitionTime"] ?? now : now
        conditions.append([
            "type": condition["type"] ?? .null, "status": condition["status"] ?? .null, "lastUpdateTime": now,
            "lastTransitionTime": transition, "reason": condition["reason"] ?? .null,
            "message": condition["message"] ?? .null,
        ])
    }
}
