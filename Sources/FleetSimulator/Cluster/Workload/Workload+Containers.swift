extension Workload {
    /// Starts the pod's containers with the configuration that is mounted now.
    /// - Parameter isReady: whether the kubelet's first report already says that the container is ready.
    func start(_ pod: Pod, isReady: Bool = true) {
        guard let configMap = store.object(.configmaps, "kubesphere-config") else {
            // The volume cannot be mounted: the pod stays in ContainerCreating until the ConfigMap is there.
            pod.state = .creating
            report(pod)
            return
        }
        guard !environment.imageIsMissing || pod.run > 0 else {
            pod.state = .waitingForImage
            pod.startTime = pod.startTime ?? .now
            report(pod)
            return
        }
        pod.run += 1
        if pod.run > 1 {
            pod.previousLog = pod.log
            pod.log = pod.log.successor()
        }
        pod.startTime = pod.startTime ?? .now
        startControllerManager(pod)
        do {
            let text = configMap[["data", "kubesphere.yaml"]]?.string
            pod.process = ServerProcess(
                version: version, role: role, configuration: try loadedConfiguration(text), environment: environment,
                log: pod.log)
            pod.state = .running(since: pod.run == 1 ? pod.startTime ?? .now : .now)
            pod.isReady = isReady
            report(pod)
        } catch {
            crash(pod, error)
        }
    }

    /// What a starting process does before it serves: reads its configuration and, on 3.x, connects to Redis.
    private func loadedConfiguration(_ text: String?) throws(StartFailure) -> ServerConfiguration {
        if let failure = environment.startFailure { throw failure }
        guard environment.bears(text) else { throw .crash }
        let configuration = try ServerConfiguration.load(text, version: version)
        if configuration.redisHost != nil, !environment.redisIsUp { throw .redis(ServerProcess.redisRefused, version) }
        return configuration
    }

    private func startControllerManager(_ pod: Pod) {
        guard let log = pod.controllerManagerLog, log.entries.isEmpty else { return }
        let message = "attempting to acquire leader lease kubesphere-system/ks-controller-manager-leader-election..."
        log.append(KlogLine("I", "leaderelection.go:250", message), at: .now)
    }

    private func crash(_ pod: Pod, _ failure: StartFailure) {
        for line in failure.output(at: environment.serverTime) { pod.log.append(line, at: environment.nodeTime) }
        pod.log.close()
        pod.process = nil
        pod.lastTermination = Pod.Termination(
            exitCode: failure.exitCode, reason: "Error", started: .now, finished: .now)
        pod.previousLog = pod.log
        pod.state = .crashLooping
        pod.isReady = false
        report(pod)
        retryLater(pod)
    }

    // The kubelet waits 10 s after the first crash, then twice as long each time, at most 5 min; here in the rollout's
    // own scale.
    private func retryLater(_ pod: Pod) {
        let run = pod.run
        let doublings = Double(1 << min(5, max(0, pod.restartCount)))
        after(min(300, max(0.05, 10 * rolloutSeconds) * doublings)) { [weak self, weak pod] in
            guard let self, let pod, pod.run == run, self.pods.contains(where: { $0 === pod }) else { return }
            self.restart(pod)
        }
    }

    /// Starts a container again in the same pod.
    func restart(_ pod: Pod) {
        start(pod)
        let run = pod.run
        after(rolloutSeconds * 0.2) { [weak pod] in
            guard let pod, pod.run == run else { return }
            pod.process?.listen()
        }
        settle()
    }

    /// Ends the container of every pod, as an out-of-memory kill does; the kubelet restarts it.
    func killContainers() {
        for pod in pods where !pod.isTerminating {
            guard case .running(let since) = pod.state else { continue }
            pod.lastTermination = Pod.Termination(exitCode: 137, reason: "Error", started: since, finished: .now)
            pod.stopProcess()
            let run = pod.run
            after(rolloutSeconds * 0.4) { [weak self, weak pod] in
                guard let self, let pod, pod.run == run else { return }
                pod.isReady = false
                self.report(pod)
                self.settle()
            }
            after(rolloutSeconds * 0.6) { [weak self, weak pod] in
                guard let self, let pod, pod.run == run, self.pods.contains(where: { $0 === pod }) else { return }
                self.restart(pod)
            }
        }
    }

    /// Ends the containers again and again; in between they are up.
    func keepKilling(every seconds: Double, while holds: @escaping () -> Bool) {
        guard holds() else { return }
        killContainers()
        after(seconds) { [weak self] in self?.keepKilling(every: seconds, while: holds) }
    }

    /// Ends all processes and starts them at once with the configuration of now, in new pods.
    /// - Parameter startedSecondsAgo: how far back the new pods' start time is put.
    func restartNow(startedSecondsAgo age: Int = 0) {
        for pod in pods { finishTermination(pod) }
        let hash = currentHash
        createReplicaSet(hash, at: .now)
        for _ in 0..<desiredReplicas {
            let pod = createPod(hash, at: Timestamp.now.advanced(bySeconds: -age))
            pod.startTime = Timestamp.now.advanced(bySeconds: -age)
            schedule(pod)
            start(pod)
            pod.process?.listen()
        }
        progressing = ("NewReplicaSetAvailable", hash)
        writeStatus(observing: true)
    }

    /// Acts on a written ConfigMap: 3.4 reads it when the volume is synced, and pods that waited for it start.
    func configurationChanged() {
        after(volumeSyncSeconds) { [weak self] in self?.volumeSynced() }
    }

    private func volumeSynced() {
        for pod in pods where !pod.isTerminating {
            if case .creating = pod.state, pod.isScheduled { restart(pod) }
            guard version.reloadsConfiguration, let process = pod.process else { continue }
            guard let configuration = try? ServerConfiguration.load(configurationText, version: version) else {
                continue
            }
            if (configuration.redisHost != nil && !environment.redisIsUp) || !environment.bears(configurationText) {
                // A 3.4.1 exits on its reload while Redis is down.
                killContainers()
            } else if configuration != process.configuration {
                process.reload(configuration)
            }
        }
    }
}

extension ServerEnvironment {
    func bears(_ text: String?) -> Bool { onlyBearableText == nil || onlyBearableText == text }
}

extension ContainerLog {
    /// The log of the container's next run.
    func successor() -> ContainerLog { ContainerLog(limit: limit) }
}
