/// The gates of a plan, of an undo and of carrying either out. Raw values are stable codes: they are stored, shown and
/// documented.
package enum PlanGate: String, CaseIterable, Codable, Sendable {
    case clusterWatched = "cluster-watched"
    case configAndLogAgree = "config-and-log-agree"
    case runWrote = "run-wrote"
    case sameCluster = "same-cluster"
    case notTheHost = "not-the-host"
    case roleIsMember = "role-is-member"
    case hostIsCertain = "host-is-certain"
    case causeIsRepairable = "cause-is-repairable"
    case refusedByProbe = "refused-by-probe"
    case identityKnown = "identity-known"
    case hostSigns = "host-signs-with-its-config"
    case knownToTheHost = "known-to-the-host"
    case documentParses = "document-parses"
    case documentHasStarted = "document-has-started"
    case secretsNotEmpty = "secrets-not-empty"
    case workloadFound = "workload-found"
    case noOverride = "no-override"
    case noRollout = "no-rollout-under-way"
    case redisAnswers = "redis-answers"
    case allRead = "all-read"
    case editIsMinimal = "edit-is-minimal"
    case sealedDocumentOpens = "sealed-document-opens"
    case valueStillStands = "value-still-stands"
    case mayWrite = "may-write"
    case noMask = "no-mask"
    case undoIsKept = "undo-is-kept"
    case planWaits = "plan-waits"
    case proofIsStrong = "proof-is-strong"
    case waivedByAPerson = "waived-by-a-person"
    case noOtherKsfleet = "no-other-ksfleet"

    /// Whether a person may let it pass where it cannot be evaluated. None that tells which cluster this is, what it is
    /// to the fleet or who may act; and none without whose answer there is no plan to make.
    package var isWaivable: Bool { Self.waivable.contains(self) }

    package static let waivable: [PlanGate] = [.documentHasStarted, .redisAnswers, .knownToTheHost, .mayWrite]
}
