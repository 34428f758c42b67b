import FleetText
package import FoundationEssentials

/// What a cluster is to the fleet, as its own configuration says.
package enum ClusterRole: String, Codable, Sendable, CaseIterable {
    case host, member
    /// A cluster that was never joined (`clusterRole: none`).
    case standalone
}

/// `accessTokenMaxAge` as ks-apiserver reads it (mapstructure with Go's `time.ParseDuration`; kubesphere.md A2, M2).
package enum TokenMaxAge: Hashable, Codable, Sendable {
    /// No key: the server's default of two hours holds, so the session cache IS checked.
    case absent
    /// Nanoseconds, beside the text they were read from. A bare integer is nanoseconds.
    case nanoseconds(Int64, text: String)
    /// A text that no server starts with.
    case invalid(text: String)

    /// Whether a process with this setting looks a token up in its session cache; nil where it would not start.
    package var checksSessionCache: Bool? {
        switch self {
        case .absent: true
        case .nanoseconds(let nanoseconds, _): nanoseconds != 0
        case .invalid: nil
        }
    }

    package var text: String {
        switch self {
        case .absent: "absent (default 2h)"
        case .nanoseconds(_, let text), .invalid(let text): printable(text, limit: 60)
        }
    }
}

/// Where a version keeps the settings of its tokens.
package enum ConfigLayout: String, Codable, Sendable {
    /// 3.0 to 3.4: `authentication.jwtSecret`, `authentication.oauthOptions.accessTokenMaxAge`.
    case oauthOptions
    /// 4.x: `authentication.issuer.jwtSecret`, `authentication.issuer.accessTokenMaxAge`.
    case issuer

    package var maxAgePath: [String] {
        switch self {
        case .oauthOptions: ["authentication", "oauthOptions", "accessTokenMaxAge"]
        case .issuer: ["authentication", "issuer", "accessTokenMaxAge"]
        }
    }

    package var clockSkewPath: [String] {
        switch self {
        case .oauthOptions: ["authentication", "maximumClockSkew"]
        case .issuer: ["authentication", "issuer", "maximumClockSkew"]
        }
    }

    package var jwtSecretPath: [String] {
        switch self {
        case .oauthOptions: ["authentication", "jwtSecret"]
        case .issuer: ["authentication", "issuer", "jwtSecret"]
        }
    }
}

/// Where a ks-apiserver keeps its sessions.
package enum SessionCache: String, Codable, Sendable { case redis, inMemory = "in-memory" }

/// One entry of `metadata.managedFields`: who wrote, and when.
package struct ConfigWriter: Hashable, Codable, Sendable {
    package let manager: String
    package let time: Date

    package init(manager: String, time: Date) {
        self.manager = printable(manager, limit: 100)
        self.time = time
    }
}

/// What the `kubesphere-config` ConfigMap says, with no secret in it.
package struct ConfigFacts: Hashable, Codable, Sendable {
    package var resourceVersion: String
    package var layout: ConfigLayout
    /// nil where the document does not say: 3.0 to 3.2 members.
    package var role: ClusterRole?
    package var maxAge: TokenMaxAge
    /// nil where the secret is empty or absent.
    package var secret: Fingerprint?
    /// How the secret looks beside that; nil where it is empty or absent.
    package var secretShape: SecretShape?
    package var sessionCache: SessionCache?
    /// 4.x: `multicluster.hostClusterName`.
    package var hostClusterName: String?
    /// 3.3 and 3.4: `multicluster.clusterName`, what the host calls it, written by the host's controller.
    package var clusterName: String?
    /// `maximumClockSkew` in nanoseconds; nil where it is absent (10 s) or no duration.
    package var clockSkew: Int64?
    /// What the process takes otherwise than the document says, or does not start with.
    package var flaws: [ConfigFlaw]
    /// What `kubectl apply` wrote last, where the ConfigMap carries its annotation.
    package var applied: AppliedConfig?
    /// The last write to the document itself, from managedFields; nil where the server keeps none.
    package var lastWrite: ConfigWriter?
    /// Who renders the document again on its own terms, and so may revert an edit.
    package var owner: ConfigOwner
    /// A digest of the document as it stands, secrets included.
    package var digest: Fingerprint
    /// A digest of it without `jwtSecret` and `accessTokenMaxAge`, and without lines that are comments.
    package var frame: Fingerprint
    /// The document with each secret replaced by its fingerprint.
    package var redacted: String

    package init(
        resourceVersion: String, layout: ConfigLayout, role: ClusterRole?, maxAge: TokenMaxAge, secret: Fingerprint?,
        secretShape: SecretShape? = nil,
        sessionCache: SessionCache?, hostClusterName: String? = nil, clusterName: String? = nil,
        clockSkew: Int64? = nil, flaws: [ConfigFlaw] = [],
        applied: AppliedConfig? = nil, lastWrite: ConfigWriter?, owner: ConfigOwner, digest: Fingerprint,
        frame: Fingerprint? = nil,
        redacted: String
    ) {
        self.resourceVersion = resourceVersion
        self.layout = layout
        self.role = role
        self.maxAge = maxAge
        self.secret = secret
        self.secretShape = secretShape
        self.sessionCache = sessionCache
        self.hostClusterName = hostClusterName.map { printable($0, limit: 100) }
        self.clusterName = clusterName.map { printable($0, limit: 100) }
        self.clockSkew = clockSkew
        self.flaws = flaws
        self.applied = applied
        self.lastWrite = lastWrite
        self.owner = owner
        self.digest = digest
        self.frame = frame ?? digest
        self.redacted = redacted
    }
}

/// The document in annotation `last-applied-configuration`: what ks-installer rendered last, as far as it decides over
/// tokens.
package struct AppliedConfig: Hashable, Codable, Sendable {
    package let maxAge: TokenMaxAge
    package let secret: Fingerprint?

    package init(maxAge: TokenMaxAge, secret: Fingerprint?) {
        self.maxAge = maxAge
        self.secret = secret
    }
}

/// What renders the ConfigMap (kubesphere.md D).
package enum ConfigOwner: String, Codable, Sendable {
    /// `kubectl apply` by ks-installer, on any change of its ClusterConfiguration and on its own restart.
    case installer = "ks-installer"
    case helm
    case argoCD = "argocd"
    case nobody = "none-found"
}
