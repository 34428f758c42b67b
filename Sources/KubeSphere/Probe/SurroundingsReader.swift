package import Fleet
import FoundationEssentials
import Kubernetes

/// ClusterConfiguration `ks-installer`, as far as kubesphere.yaml is rendered from it. Its secret stays in its type.
package struct InstallerConfiguration: Decodable, Sendable {
    private struct Spec: Decodable {
        struct Multicluster: Decodable { let clusterRole: String? }
        struct Authentication: Decodable { let jwtSecret: String? }

        let multicluster: Multicluster?
        let authentication: Authentication?
    }

    package let role: ClusterRole?
    let jwtSecret: SecretValue?

    private enum CodingKeys: String, CodingKey { case spec }

    package init(from decoder: any Decoder) throws {
        let spec = try decoder.container(keyedBy: CodingKeys.self).decode(Spec.self, forKey: .spec)
        role =
            switch spec.multicluster?.clusterRole {
            case "host": .host
            case "member": .member
            case "none": .standalone
            default: nil
            }
        jwtSecret = spec.authentication?.jwtSecret.flatMap { $0.isEmpty ? nil : SecretValue($0) }
    }

    func facts(key: FingerprintKey) -> InstallerFacts {
        InstallerFacts(role: role, secret: jwtSecret.map { Fingerprint(of: $0, key: key) })
    }
}

/// Reads what changes rarely: on first contact, when the configuration has changed, and now and then. What may not be read is left out.
struct SurroundingsReader {
    let reader: any ClusterReader
    let key: FingerprintKey

    /// Seconds between two readings of a cluster whose configuration stays as it is.
    private static let longestAge = 600.0

    func read(memo: inout RareMemo, config: ConfigFacts?, layout: ConfigLayout?, at time: Date) async -> Surroundings {
        if memo.isFresh(digest: config?.digest, at: time, longest: Self.longestAge) { return memo.value }
        var surroundings = Surroundings()
        // Only a 4.x host leaves its name on the namespace; only 3.x has an installer's document.
        if layout == .issuer { surroundings.claim = await claim() }
        if layout == .oauthOptions {
            surroundings.installer = await reader.read(InstallerConfiguration.self, Names.installerPath).value?.facts(key: key)
        }
        memo = RareMemo(value: surroundings, digest: config?.digest, at: time)
        return surroundings
    }

    private func claim() async -> ClusterClaim? {
        let annotations = await reader.read(Namespace.self, Names.namespacePath).value?.metadata.annotations ?? [:]
        let claim = ClusterClaim(name: annotations["cluster.kubesphere.io/name"], hostCluster: annotations["cluster.kubesphere.io/host-cluster"])
        return claim.name == nil && claim.hostCluster == nil ? nil : claim
    }
}

/// The last reading of the surroundings, and what it was made beside.
struct RareMemo: Sendable {
    private(set) var value = Surroundings()
    private var digest: Fingerprint?
    private var at: Date?

    init() {}

    init(value: Surroundings, digest: Fingerprint?, at: Date) {
        self.value = value
        self.digest = digest
        self.at = at
    }

    func isFresh(digest: Fingerprint?, at time: Date, longest: Double) -> Bool {
        guard let at, self.digest == digest else { return false }
        return abs(time.timeIntervalSince(at)) < longest
    }
}
