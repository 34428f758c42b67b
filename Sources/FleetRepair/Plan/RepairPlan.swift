import Crypto
package import FleetDiagnosis
package import FleetModel
import FoundationEssentials

/// What would be done to one member, in full, before anything is done. Two equal plans have equal hashes; a plan whose
/// hash has changed since it was shown is not carried out. It holds no secret: it is stored, shown and sent as it is.
package struct RepairPlan: Hashable, Codable, Sendable {
    /// One scalar of kubesphere.yaml, with secrets as fingerprints.
    package struct Edit: Hashable, Codable, Sendable {
        package let path: String
        /// `absent` where the document does not have it.
        package let from: String
        package let to: String

        package init(path: String, from: String, to: String) {
            self.path = path
            self.from = from
            self.to = to
        }

        /// As `from` and `to` say that a document has no such key.
        package static let absent = "absent"
    }

    /// How access is proved at the end.
    package enum Proof: String, Codable, Sendable {
        /// The acceptance probe: a signed token is accepted, a mis-signed one refused.
        case acceptance
        /// Weaker, for where the service proxy is not allowed: the new pods answered requests and logged no refusal.
        case logs
    }

    package let cluster: ClusterID
    /// The cluster's kube-system UID: a context that points elsewhere by tomorrow is another cluster.
    package let uid: String
    package let cause: Cause
    /// The run that this plan takes back; nil for a repair.
    package let undoes: String?
    package let workload: String
    package let container: String
    /// Empty where only a restart is needed.
    package let edits: [Edit]
    package let configResourceVersion: String
    /// Digest of the whole document before the edit, and of the document the edit makes of it.
    package let digestBefore: Fingerprint
    package let digestAfter: Fingerprint
    /// `diff -u` of the document with every secret as its fingerprint; empty where only a restart is needed.
    package let diff: String
    package let proof: Proof
    /// How the member refused the host's token when the plan was made; nil where it accepted it, or was not asked.
    package let refusedBefore: FailureCause?
    /// A refusal that proves an undo as well as an acceptance does: what the undone run had repaired. nil for a repair.
    package let mayBeRefusedAs: FailureCause?
    /// What the repair costs those who use the cluster.
    package let costs: [String]
    /// Why it may not last, and what would.
    package let warnings: [PlanWarning]
    /// Gates that could not be evaluated and that a person let pass; absent where there are none, as in every plan of
    /// an older version.
    package var waived: [Waiver]?

    /// The same, never absent.
    package var waivers: [Waiver] { waived ?? [] }

    package init(
        cluster: ClusterID, uid: String, cause: Cause, undoes: String? = nil, workload: String, container: String,
        edits: [Edit],
        configResourceVersion: String, digestBefore: Fingerprint, digestAfter: Fingerprint, diff: String = "",
        proof: Proof = .acceptance,
        refusedBefore: FailureCause?, mayBeRefusedAs: FailureCause? = nil, costs: [String], warnings: [PlanWarning]
    ) {
        self.cluster = cluster
        self.uid = uid
        self.cause = cause
        self.undoes = undoes
        self.workload = workload
        self.container = container
        self.edits = edits
        self.configResourceVersion = configResourceVersion
        self.digestBefore = digestBefore
        self.digestAfter = digestAfter
        self.diff = diff
        self.proof = proof
        self.refusedBefore = refusedBefore
        self.mayBeRefusedAs = mayBeRefusedAs
        self.costs = costs
        self.warnings = warnings
    }

    /// 12 hexadecimal digits of SHA-256 over the plan's canonical JSON, its waivers included: whose they are, why, and
    /// what was waived.
    package var hash: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        if let key = Self.isForHash { encoder.userInfo[key] = true }
        guard let data = try? encoder.encode(self) else { preconditionFailure("a plan of strings always encodes") }
        return SHA256.hash(data: data).prefix(6).hexadecimal
    }

    static let isForHash = CodingUserInfoKey(rawValue: "isForHash")

    /// The steps in order, each with the condition under which it is taken.
    package var steps: [RepairStep] {
        (edits.isEmpty ? [] : [.dryRun, .patch, .readBack]) + [.restart, .rollout, .prove, .soak]
    }
}
