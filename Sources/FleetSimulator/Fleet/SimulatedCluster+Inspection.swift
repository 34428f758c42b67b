// What tests look at, and what they do to a cluster from outside the API.
extension SimulatedCluster {
    /// The requests that kube-apiserver has had.
    package func requests() async throws -> RequestRecord { try await onLoop { $0.requests } }

    /// Starts the count of requests anew.
    package func forgetRequests() async throws { try await onLoop { $0.forgetRequests() } }

    /// The writes of clients that changed something, oldest first: what was refused, and what was a dry run, is not
    /// among them.
    package func storedWrites() async throws -> [StoredWrite] { try await onLoop { $0.api.storedWrites } }

    /// The text of `kubesphere.yaml` as it is in the ConfigMap; nil where it is missing.
    package func configurationText() async throws -> String? { try await onLoop { $0.configurationText } }

    /// The names of the pods that serve ks-apiserver and are not on their way out.
    package func podNames() async throws -> [String] {
        try await onLoop { $0.workload.pods.filter { !$0.isTerminating }.map(\.name) }
    }

    /// The lines in the log of each running pod's ks-apiserver, without the runtime's times.
    package func logLines() async throws -> [String] {
        try await onLoop { $0.workload.pods.flatMap { $0.log.entries.map(\.text) } }
    }

    /// The UID of the namespace kube-system, by which a cluster is known.
    package func uid() async throws -> String {
        try await onLoop { $0.store.object(.namespaces, "kube-system")?[["metadata", "uid"]]?.string ?? "" }
    }

    /// How many connections, watches and followed logs are open now.
    package func openStreams() async throws -> (connections: Int, watches: Int, follows: Int) {
        let counts = try await onLoop { state in
            [
                state.openConnections, state.store.watcherCount,
                state.workload.pods.reduce(0) { $0 + $1.log.followerCount },
            ]
        }
        return (counts[0], counts[1], counts[2])
    }

    /// The fault that is set, without those that join it.
    package func fault() async throws -> Fault? { try await onLoop { $0.fault } }

    /// All faults that are set. One that struck as often as it should is among them until it is cleared.
    package func faults() async throws -> [Fault] { try await onLoop { ($0.fault.map { [$0] } ?? []) + $0.joined } }

    /// Writes the ConfigMap as an operator would.
    /// - Parameters:
    ///   - restart: whether all processes start anew with it at once.
    ///   - manager: who `managedFields` says it was.
    ///   - age: seconds back that the write's time is put, negative for ahead: the API tells times to the second, and a
    ///     pod that was made in the same one counts as made after it.
    package func setConfiguration(
        _ text: String, restart: Bool, manager: String = "kubectl-edit", writtenSecondsAgo age: Int = 0
    ) async throws {
        try await onLoop { state in
            state.writeConfiguration(text, manager: manager, at: Timestamp.now.advanced(bySeconds: -age))
            if restart { state.workload.restartNow() } else { state.workload.configurationChanged() }
        }
    }

    /// Ends all processes and starts new pods with the configuration of now, without a rollout's time.
    package func restart() async throws { try await onLoop { $0.workload.restartNow() } }

    /// Ends the container in every pod, as an out-of-memory kill does; the kubelet restarts it a moment later.
    package func killContainers() async throws { try await onLoop { $0.workload.killContainers() } }

    /// Starts or stops the cluster's Redis.
    package func setRedis(isUp: Bool) async throws { try await onLoop { $0.setRedis(isUp: isUp) } }

    /// Adds lines, as they are, to the log of every running ks-apiserver.
    package func appendLog(_ lines: [String]) async throws {
        try await onLoop { state in
            for pod in state.workload.pods where pod.process != nil {
                for line in lines { pod.log.append(line, at: state.environment.nodeTime) }
            }
        }
    }

    /// Sets the clock of the nodes so far ahead of this machine's; negative for behind. Lines that are there keep their
    /// times.
    package func setNodeClock(ahead offset: Duration) async throws {
        try await onLoop { $0.environment.nodeClockOffset = Int(offset.inSeconds * 1e9) }
    }

    /// Begins a new file for every log, as a kubelet's rotation does: what was written before cannot be read any more.
    package func rotateLogs() async throws { try await onLoop { for pod in $0.workload.pods { pod.log.rotate() } } }

    /// Makes older watches expire, as a restart of kube-apiserver does.
    package func expireWatches() async throws { try await onLoop { $0.store.expireHistory() } }

    /// A token signed with the secret that this cluster's ks-apiserver runs with.
    package func sign(_ token: AccessToken) async throws -> String? {
        try await onLoop { $0.signingSecret.map(token.signed(with:)) }
    }

    /// Sends a user's request to ks-apiserver as the host's dispatcher would.
    func receiveUserRequest(bearing token: String) async throws {
        try await onLoop { state in
            let request = ProxiedRequest(
                method: "GET", path: state.configuration.version.versionPath, authorization: "Bearer \(token)")
            _ = state.workload.nextEndpoint()?.process?.respond(to: request)
        }
    }
}
