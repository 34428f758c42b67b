package import Fleet
import FoundationEssentials
package import Kubernetes

/// Finds the Deployment behind Service `ks-apiserver` and its pods: `ks-apiserver`, or `ks-agent` on a 4.x member
/// (kubesphere.md E).
struct WorkloadReader {
    let reader: any ClusterReader

    /// Seconds for which a Service's selector, and a Deployment at rest, are taken as they were read.
    private static let longestAge = 600.0

    /// A selector that was read before, and still leads to a Deployment with pods, is not read again each time.
    func read(memo: inout StandingMemo, at time: Date) async -> Reading<Workload> {
        if let known = memo.service.current, let readAt = memo.serviceReadAt,
            abs(time.timeIntervalSince(readAt)) < Self.longestAge
        {
            let workload = await read(known, memo: &memo, at: time).map { $0.behind(known) }
            if workload.value?.pods.isEmpty == false { return workload }
        }
        let service = memoised(await reader.get(Names.servicePath), &memo.service, Self.selector)
        guard case .value(let service) = service else {
            return .failed(service.fault ?? Fault(.notFound, Names.service))
        }
        memo.serviceReadAt = time
        return await read(service, memo: &memo, at: time).map { $0.behind(service) }
    }

    /// A Deployment at rest is not read again while its pods are byte by byte what they were: what changes in it makes
    /// new pods, or ends some. While anything is on its way, it is read before its pods: a rollout that it calls
    /// complete has the pods that are read then.
    private func read(_ service: ServiceSelector, memo: inout StandingMemo, at time: Date) async -> Reading<Workload> {
        if let rest = memo.rest, abs(time.timeIntervalSince(rest.readAt)) < Self.longestAge,
            await pods(of: service).value.flatMap(Self.hash) == rest.pods
        {
            return .value(rest.workload)
        }
        memo.rest = nil
        let path = Names.deploymentPath(service.deployment)
        let deployment = await reader.get(path)
        let pods = await pods(of: service)
        guard let first = deployment.value, first.isSuccess, let list = pods.value.flatMap(Self.hash) else {
            return Self.workload(deployment, pods, path)
        }
        var hasher = Hasher()
        hasher.combine(first.contentHash())
        hasher.combine(list)
        let workload = memo.workload.value(for: hasher.finalize()) { Self.workload(deployment, pods, path) }
        memo.rest = workload.value.flatMap {
            $0.isAtRest ? StandingMemo.Rest(workload: $0, pods: list, readAt: time) : nil
        }
        return workload
    }

    private func pods(of service: ServiceSelector) async -> Reading<Answer> {
        await reader.get(Names.podsPath, query: [("labelSelector", service.labels)])
    }

    /// Without the list's own resourceVersion.
    private static func hash(_ pods: Answer) -> Int? { pods.isSuccess ? pods.contentHash(from: "\"items\":[") : nil }

    private static func selector(_ answer: Reading<Answer>) -> Reading<ServiceSelector> {
        switch answer.decoded(Service.self, asked: "GET \(Names.servicePath)") {
        case .failed(let fault): return .failed(fault)
        case .value(let service):
            guard let selector = service.spec.selector, let name = selector["app"] else {
                return .failed(Fault(.notFound, "Service \(Names.service) has no selector with the label app"))
            }
            let labels = selector.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ",")
            let ports = service.spec.ports ?? []
            return .value(
                ServiceSelector(
                    deployment: name, labels: labels,
                    isTLS: !ports.isEmpty && ports.allSatisfy { $0.port == 443 || $0.name == "https" }))
        }
    }

    /// Of more pods than this nobody is told: a ks-apiserver has a handful.
    private static let mostPods = 200

    private static func workload(_ deployment: Reading<Answer>, _ pods: Reading<Answer>, _ path: String) -> Reading<
        Workload
    > {
        switch deployment.decoded(Deployment.self, asked: "GET \(path)") {
        case .failed(let fault): .failed(fault)
        case .value(let deployment):
            pods.decoded(ObjectList<Pod>.self, asked: "GET \(Names.podsPath)").map {
                WorkloadFacts.workload(deployment, pods: Array($0.items.prefix(mostPods)))
            }
        }
    }
}

/// Reads API objects into a `Workload`.
package enum WorkloadFacts {
    package static func workload(_ deployment: Deployment, pods: [Pod]) -> Workload {
        let container =
            deployment.spec.template.spec.containers.first { $0.name == Names.container }
            ?? deployment.spec.template.spec.containers.first
        let replicas = deployment.spec.replicas?.value ?? 1
        let witnesses = versions(deployment, container)
        return Workload(
            name: deployment.metadata.name ?? Names.service, container: container?.name ?? Names.container,
            version: witnesses[.image] ?? witnesses[.label],
            resourceVersion: ServerWords.resourceVersion(of: deployment.metadata), replicas: replicas,
            rolloutComplete: isComplete(deployment, replicas: replicas), rolloutStalled: stalled(deployment),
            restartIsOutage: replicas <= 1 && surge(deployment) == "0", overrides: container.map(overrides) ?? [],
            environmentSources: container.map(sources) ?? [],
            pods: pods.map { pod($0, container: container?.name ?? Names.container) },
            versionWitnesses: witnesses)
    }

    /// Of `registry:5000/kubesphere/ks-apiserver:v4.1.3@sha256:…` the tag, which stands after the last slash and before
    /// the digest.
    package static func version(image: String) -> KubeSphereVersion? {
        let name = image.split(separator: "/").last ?? ""
        let named = name.prefix { $0 != "@" }.split(separator: ":", maxSplits: 1)
        return named.count == 2 ? KubeSphereVersion(named[1]) : nil
    }

    /// 3.x manifests and the 4.x chart label their Deployments so; an image that is named by its digest has no tag.
    private static let versionLabels = ["app.kubernetes.io/version", "version"]

    private static func versions(_ deployment: Deployment, _ container: Container?) -> [Workload.VersionWitness:
        KubeSphereVersion]
    {
        let labels = [deployment.metadata.labels, deployment.spec.template.metadata?.labels].compactMap(\.self)
        let label = versionLabels.lazy.compactMap { name in
            labels.lazy.compactMap { $0[name].flatMap { KubeSphereVersion($0) } }.first
        }.first
        var versions: [Workload.VersionWitness: KubeSphereVersion] = [:]
        versions[.image] = container?.image.flatMap(version)
        versions[.label] = label
        return versions
    }

    /// As `kubectl rollout status` decides (kubectl's `polymorphichelpers/rollout_status.go`).
    static func isComplete(_ deployment: Deployment, replicas: Int) -> Bool {
        guard let status = deployment.status, (status.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0)
        else { return false }
        let updated = status.updatedReplicas ?? 0
        return updated.value >= replicas && (status.replicas ?? 0) <= updated
            && (status.availableReplicas ?? 0) >= updated
    }

    private static func stalled(_ deployment: Deployment) -> String? {
        // Until the controller has seen this generation, its conditions speak of the rollout before it.
        guard (deployment.status?.observedGeneration ?? 0) >= (deployment.metadata.generation ?? 0) else { return nil }
        return deployment.status?.conditions?.first {
            $0.type == "Progressing" && $0.reason == "ProgressDeadlineExceeded"
        }?.message.map { printable($0) }
    }

    private static func surge(_ deployment: Deployment) -> String {
        switch deployment.spec.strategy?.rollingUpdate?.maxSurge {
        case .int(let count): String(count)
        case .string(let share): share
        case nil: "25%"
        }
    }

    private static let overridingFlags = ["--jwt-secret", "--access-token-max-age"]

    /// viper's `KUBESPHERE_` environment and the flags win over the file (kubesphere.md A2). Names only: a value would
    /// be the secret.
    private static func overrides(_ container: Container) -> [String] {
        let arguments = (container.command ?? []) + (container.args ?? [])
        return environment(container)
            + overridingFlags.filter { flag in arguments.contains { $0 == flag || $0.hasPrefix(flag + "=") } }
    }

    /// 3.0 and 3.1 look at no environment (v3.2.1 pkg/apiserver/config/config.go:152 brought it).
    private static func readsEnvironment(_ container: Container) -> Bool {
        container.image.flatMap(version).map { $0 >= KubeSphereVersion(major: 3, minor: 2) } ?? true
    }

    private static func environment(_ container: Container) -> [String] {
        guard readsEnvironment(container) else { return [] }
        let names = (container.env ?? []).map(\.name).filter { name in
            let upper = name.uppercased()
            return upper.hasPrefix("KUBESPHERE_AUTHENTICATION_")
                && (upper.hasSuffix("JWTSECRET") || upper.hasSuffix("ACCESSTOKENMAXAGE"))
        }
        return names.map { "env \($0)" }
    }

    private static func sources(_ container: Container) -> [String] {
        guard readsEnvironment(container) else { return [] }
        return (container.envFrom ?? []).compactMap { source in
            source.configMapRef?.name.map { "ConfigMap \(printable($0, limit: 100))" }
                ?? source.secretRef?.name.map { "Secret \(printable($0, limit: 100))" }
        }
    }

    static func pod(_ pod: Pod, container: String) -> Workload.Pod {
        let status = pod.status?.containerStatuses?.first { $0.name == container }
        let ended = status?.lastState?.terminated ?? status?.state?.terminated
        return Workload.Pod(
            name: pod.metadata.name ?? "", uid: pod.metadata.uid ?? "", ready: status?.ready ?? false,
            startedAt: status?.state?.running?.startedAt,
            restarts: status?.restartCount.value ?? 0,
            waiting: (status?.state?.waiting?.reason).map(word),
            lastEnd: ended.map { "\(word($0.reason ?? "Terminated")), exit code \($0.exitCode)" },
            terminating: pod.metadata.deletionTimestamp != nil, version: status?.image.flatMap(version),
            createdAt: pod.metadata.creationTimestamp,
            lastEndedAt: ended?.finishedAt)
    }

    /// A kubelet's reason, `OOMKilled`; whoever else writes it may write anything.
    private static func word(_ reason: String) -> String {
        printable(ForeignCredentials.hidden(in: reason), limit: 80)
    }
}

extension Workload {
    fileprivate func behind(_ service: ServiceSelector) -> Workload {
        var workload = self
        workload.servesTLS = service.isTLS
        return workload
    }

    /// Nothing is on its way: as many pods as are wanted, each of them ready, and none ending.
    fileprivate var isAtRest: Bool {
        rolloutComplete && rolloutStalled == nil && pods.count == replicas
            && pods.allSatisfy { $0.ready && !$0.terminating }
    }
}
