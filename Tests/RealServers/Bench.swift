import ChildPrograms
import Foundation

/// The two clusters, the member's way in from outside, and what the member was like.
final class Bench {
    let settings: Settings
    let folder: URL
    let host: RealCluster
    let member: RealCluster
    let outside: Outside
    let original: Original
    let saved: SavedCopy
    /// The document that everything is mended to between two faults: the original, or the same with odd bytes.
    let base: ConfigText
    let hostSecret: String
    let hostBefore: [String]

    init(_ settings: Settings) async throws {
        self.settings = settings
        folder = FileManager.default.temporaryDirectory.appending(path: "ksfleet-real-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        host = try await RealCluster(Kubectl(kubeconfig: settings.adminKubeconfig, context: "host", folder: folder))
        member = try await RealCluster(Kubectl(kubeconfig: settings.adminKubeconfig, context: "member", folder: folder))
        guard host.uid != member.uid else { throw Trouble("contexts host and member lead to the same cluster") }
        saved = try SavedCopy(settings, uid: member.uid)
        try await saved.putBackWhatWasLeft(member)
        let text = try await member.text()
        let hostText = try await host.text()
        guard text.role != "host" else {
            throw Trouble("the cluster of context member says that it is a host: it is not broken")
        }
        hostSecret = hostText.secret
        hostBefore = try await Self.state(host)
        outside = try await Outside(member.kubectl)
        try saved.children.add(outside.proxy)
        do { try await outside.wait(until: .accepted, secret: hostSecret, text, times: 3, seconds: 20) } catch {
            saved.children.end()
            throw Trouble(
                "the member must accept the host's tokens before anything is broken: mend it first (\(error))")
        }
        base = settings.document == .odd ? try ConfigText(text.odd()) : text
        original = try await Original(member, histories: folder)
        try saved.write(original)
    }

    var replicas: Int { settings.replicas ?? original.replicas }

    /// What the member says to a token of the host, asked so many times.
    func answers(_ times: Int) async throws -> [Int] {
        var statuses: [Int] = []
        for _ in 0..<times {
            let token = HostToken.signed(with: hostSecret, issuer: base.issuer)
            statuses.append(try await outside.ask(token, isVersion4: base.isVersion4).status)
        }
        return statuses
    }

    func wait(until expected: Outside.Expected) async throws {
        try await outside.wait(until: expected, secret: hostSecret, base, times: 3 * max(1, replicas))
    }

    /// The member of the settings: the document and the replicas that were asked for.
    func prepare() async throws {
        if replicas != original.replicas { try await member.scale(replicas) }
        if base.text != original.text {
            try await member.write(base.text)
            try await member.restart()
        }
        try await wait(until: .accepted)
    }

    /// The member well again, with nothing of ksfleet's on it.
    func mend() async throws {
        try await OwnAccount(kubectl: member.kubectl).remove()
        if try await member.text().text != base.text { try await member.write(base.text) }
        try await original.putAnnotationsBack(member)
        if try await member.deployment().spec.replicas != replicas { try await member.scale(replicas) }
        try await member.restart()
        try await wait(until: .accepted)
    }

    /// Everything as it was, and the programs and copies gone.
    func putBack() async throws {
        try await OwnAccount(kubectl: member.kubectl).remove()
        try await original.putBack(member)
        try await outside.wait(
            until: .accepted, secret: hostSecret, try await member.text(), times: 3 * max(1, original.replicas))
        guard try await Self.state(host) == hostBefore else {
            throw Trouble("the host's ConfigMap or Deployment was written: ksfleet never may")
        }
        _ = try await outside.proxy.stop()
        saved.children.end()
        try saved.remove()
    }

    func removeFolder() throws { try FileManager.default.removeItem(at: folder) }

    private static func state(_ cluster: RealCluster) async throws -> [String] {
        let deployment = try await cluster.deployment().metadata
        return [try await cluster.config().metadata.resourceVersion, "\(deployment.generation ?? 0)"]
    }
}
