package import Fleet
import FoundationEssentials
import GoReading
import Kubernetes

/// ClusterConfiguration `ks-installer`, as far as kubesphere.yaml is rendered from it. Its secret stays in its type.
package struct InstallerConfiguration: Decodable, Sendable {
    private struct Spec: Decodable {
        struct Multicluster: Decodable { let clusterRole: LooseText? }
        struct Authentication: Decodable {
            struct OAuthOptions: Decodable { let accessTokenMaxAge: LooseScalar? }

            let jwtSecret: LooseText?
            let oauthOptions: OAuthOptions?
        }

        let multicluster: Multicluster?
        let authentication: Authentication?
    }

    package let role: ClusterRole?
    let jwtSecret: SecretValue?
    /// nil where the ClusterConfiguration has no oauthOptions of its own.
    let optionsMaxAge: TokenMaxAge?

    private enum CodingKeys: String, CodingKey { case spec }

    package init(from decoder: any Decoder) throws {
        let spec = try decoder.container(keyedBy: CodingKeys.self).decode(Spec.self, forKey: .spec)
        role =
            switch spec.multicluster?.clusterRole?.text {
            case "host": .host
            case "member": .member
            case "none": .standalone
            default: nil
            }
        jwtSecret = spec.authentication?.jwtSecret?.text.flatMap { $0.isEmpty ? nil : SecretValue($0) }
        optionsMaxAge = spec.authentication?.oauthOptions.map { $0.accessTokenMaxAge?.maxAge ?? .absent }
    }

    func facts(kept: SecretValue?, key: FingerprintKey) -> InstallerFacts {
        InstallerFacts(
            role: role, secret: jwtSecret.map { Fingerprint(of: $0, key: key) },
            keptSecret: kept.map { Fingerprint(of: $0, key: key) },
            optionsMaxAge: optionsMaxAge)
    }
}

/// A value of JSON as the installer's templates write it: one of an odd type must not cost the whole
/// ClusterConfiguration.
struct LooseText: Decodable, Sendable {
    /// nil for what is neither a text nor a whole number nor a boolean.
    let text: String?

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let text = try? container.decode(String.self) {
            self.text = text
        } else if let truth = try? container.decode(Bool.self) {
            text = truth ? "True" : "False"
        } else {
            text =
                (try? container.decode(Int64.self)).map { String($0) }
                ?? (try? container.decode(UInt64.self)).map { String($0) }
        }
    }
}

/// A number or a string of JSON, as a duration of kubesphere.yaml may be written in a ClusterConfiguration.
struct LooseScalar: Decodable, Sendable {
    let maxAge: TokenMaxAge

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Double.self), abs(number) < 9e18 {
            maxAge = .nanoseconds(Int64(number), text: String(Int64(number)))
        } else if let text = try? container.decode(String.self) {
            maxAge =
                GoDuration.parse(text).map { .nanoseconds($0, text: text) } ?? .invalid(text: GoDuration.shown(text))
        } else {
            maxAge = container.decodeNil() ? .absent : .invalid(text: "not a scalar")
        }
    }
}

/// Secret `kubesphere-secret`, where ks-installer keeps the jwtSecret that it renders.
private struct InstallerSecret: Decodable {
    let data: [String: String]?

    var jwtSecret: SecretValue? {
        guard let encoded = data?["secret"], let bytes = Data(base64Encoded: encoded), !bytes.isEmpty else {
            return nil
        }
        return SecretValue(String(decoding: bytes, as: UTF8.self))
    }
}

/// Reads what changes rarely: on first contact, when the configuration has changed, and now and then. What may not be
/// read is left out.
struct SurroundingsReader {
    let reader: any ClusterReader
    let key: FingerprintKey

    /// Seconds between two readings of a cluster whose configuration stays as it is.
    private static let longestAge = 600.0

    func read(
        memo: inout RareMemo, config: ConfigFacts?, layout: ConfigLayout?, version: KubeSphereVersion?, at time: Date
    ) async -> Surroundings {
        if memo.isFresh(digest: config?.digest, at: time, longest: Self.longestAge) { return memo.value }
        var surroundings = Surroundings()
        // Only a 4.x host leaves its name on the namespace; only 3.x has an installer's document.
        if layout == .issuer { surroundings.claim = await claim() }
        if layout == .oauthOptions {
            surroundings.installer = await installer(config)
        }
        if version?.looksUsersUp == true { surroundings.users = await UserReader(reader: reader).read(at: time) }
        memo = RareMemo(value: surroundings, digest: config?.digest, at: time)
        return surroundings
    }

    private func installer(_ config: ConfigFacts?) async -> InstallerFacts? {
        guard let configuration = await reader.read(InstallerConfiguration.self, Names.installerPath).value else {
            return nil
        }
        // Its own Secret counts only where the ClusterConfiguration names none, and only where the installer is the
        // owner.
        let asksSecret = configuration.jwtSecret == nil && config?.owner == .installer
        let kept =
            asksSecret ? await reader.read(InstallerSecret.self, Names.installerSecretPath).value?.jwtSecret : nil
        return configuration.facts(kept: kept, key: key)
    }

    private func claim() async -> ClusterClaim? {
        let annotations = await reader.read(Namespace.self, Names.namespacePath).value?.metadata.annotations ?? [:]
        let claim = ClusterClaim(
            name: annotations["cluster.kubesphere.io/name"],
            hostCluster: annotations["cluster.kubesphere.io/host-cluster"])
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
