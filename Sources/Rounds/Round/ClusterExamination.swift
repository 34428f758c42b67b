package import Fleet
import FoundationEssentials
package import KubeSphere
import Kubernetes
import Linux

/// What stands between this machine and one cluster, asked for one thing after another: it reads, and asks what it may
/// do.
package struct ClusterExamination: Sendable {
    package let cluster: ClusterID
    /// The UID of kube-system, or why it could not be read: the network, TLS, the credentials, or a right.
    package let identity: Reading<String>
    /// The server's clock minus ours, seconds, to about one second.
    package let clockOffset: Double?
    package let expiries: [Expiry]
    /// HOST:PORT of the proxy that it is reached through; nil where there is none.
    package let proxy: String?
    /// The rights that were asked about; empty where the cluster could not be asked.
    package let rights: [(rule: AccessRule, allowed: Reading<Bool>)]

    /// Examines every watched cluster, or those named, many at a time.
    ///
    /// - Parameter host: by name, where one is named: it is never repaired, and no right for it is asked there.
    package static func all(_ roster: Roster, clusters: [ClusterID], host: ClusterID?, timeout: Double) async
        -> [ClusterExamination]
    {
        await withTaskGroup(of: ClusterExamination.self) { group in
            var results: [ClusterExamination] = []
            for (index, cluster) in clusters.enumerated() {
                if index >= mostAtOnce, let done = await group.next() { results.append(done) }
                group.addTask { await one(roster, cluster, isNamedHost: cluster == host, timeout) }
            }
            for await done in group { results.append(done) }
            return results.sorted { $0.cluster < $1.cluster }
        }
    }

    private static let mostAtOnce = 64

    private static func one(_ roster: Roster, _ cluster: ClusterID, isNamedHost: Bool, _ timeout: Double) async
        -> ClusterExamination
    {
        guard case .value(let client) = roster.client(cluster) else {
            return unread(cluster, roster.client(cluster).fault)
        }
        let finished = await withDeadline(seconds: timeout) { await ask(client, cluster, isNamedHost: isNamedHost) }
        return finished ?? unread(cluster, Fault(.timeout, "\(cluster) did not answer everything within \(timeout) s"))
    }

    private static func unread(_ cluster: ClusterID, _ fault: Fault?) -> ClusterExamination {
        ClusterExamination(
            cluster: cluster, identity: .failed(fault ?? Fault(.notAttempted, "not asked")), clockOffset: nil,
            expiries: [], proxy: nil, rights: [])
    }

    private static func ask(_ client: APIClient, _ cluster: ClusterID, isNamedHost: Bool) async -> ClusterExamination {
        let answer = await client.reader.get(Names.kubeSystemPath)
        let offset = answer.value?.date.map { $0.timeIntervalSince(Date()).rounded() }
        let identity = ServerWords.uid(
            of: answer.decoded(Namespace.self, asked: "GET \(Names.kubeSystemPath)"), in: answer)
        let expiries = await client.reader.expiries
        var rights: [(rule: AccessRule, allowed: Reading<Bool>)] = []
        if identity.value != nil || identity.fault?.kind == .forbidden {
            let isHost = await client.reader.read(ConfigMap.self, Names.configMapPath).value.map(Self.isHost) ?? false
            for rule in AccessRule.observing + (isHost ? AccessRule.hosting : [])
                + (isNamedHost ? [] : AccessRule.repairing)
            {
                rights.append((rule, await client.writer.review(rule.attributes).map(\.allowed)))
            }
        }
        return ClusterExamination(
            cluster: cluster, identity: identity, clockOffset: offset, expiries: expiries,
            proxy: client.endpoint.proxyAuthority, rights: rights)
    }

    private static func isHost(_ configMap: ConfigMap) -> Bool {
        configMap.data?[Names.configKey].flatMap { try? ConfigDocument(parsing: $0) }?.role == .host
    }
}
