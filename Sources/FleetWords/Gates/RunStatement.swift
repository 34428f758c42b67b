/// What the gates compare where a plan is finished, and where it is carried out.
package enum RunStatement: String, StatementCode {
    case notWatched = "run.not-watched"
    case needsUnread = "run.needs-unread"
    case documentOpened = "run.document-opened"
    case valueStands = "run.value-stands"
    case valueChanged = "run.value-changed"
    case maskInDocument = "run.mask-in-document"
    case noMask = "run.no-mask"
    case cannotBeSealed = "run.cannot-be-sealed"
    case noSealingKey = "run.no-sealing-key"
    case sealedWith = "run.sealed-with"
    case noRightKnown = "run.no-right-known"
    case notAllowed = "run.not-allowed"
    case allowed = "run.allowed"
    case noOtherRun = "run.no-other-run"
    case runsUnread = "run.runs-unread"
    case strangeAnnotation = "run.strange-annotation"
    case otherRun = "run.other-run"
    case onlyLogs = "run.only-logs"
    case planIs = "run.plan-is"
    case planWantsApproval = "run.plan-wants-approval"
    case planMadeNow = "run.plan-made-now"
    case noPlan = "run.no-plan"
    case planChanged = "run.plan-changed"
    case askedAgain = "run.asked-again"
    case askedWhenCarriedOut = "run.asked-when-carried-out"

    package func english(_ v: Wording) -> String {
        switch self {
        case .notWatched: "\(v[.cluster]) is not among the watched contexts"
        case .needsUnread: "something that the plan needs was not read"
        case .documentOpened: "the document before run/\(v[.run]) was opened"
        case .valueStands: "the document holds what the run wrote"
        case .valueChanged:
            """
            contested: \(v[.path]) is \(v[.found]), and the run wrote \
            \(v[.expected])\(v.with(.writer) { "; last written by \($0)" })
            """
        case .maskInDocument:
            """
            the document holds a fingerprint where a secret belongs: somebody has pasted ksfleet's output into it
            """
        case .noMask: "no fingerprint stands in for a secret"
        case .cannotBeSealed: "the old document cannot be sealed: \(v[.message])"
        case .noSealingKey: "the old document cannot be sealed: there is no sealing key"
        case .sealedWith: "the old document is kept sealed with key \(v[.key])"
        case .noRightKnown: "no right is known for deployment \(v[.workload])"
        case .notAllowed: "not allowed: \(v[.right]) (Role ksfleet-repair of docs/rbac.yaml)"
        case .allowed: "allowed: \(v[.rights])"
        case .noOtherRun: "no other ksfleet has written here within \(v[.least])"
        case .runsUnread: "the history of runs was not read"
        case .strangeAnnotation:
            """
            annotation \(v[.annotation]) is \(v[.found]), which is no run of ksfleet: find out who wrote it, and \
            remove it
            """
        case .otherRun:
            """
            another ksfleet began run/\(v[.run]) here \(v[.age]) ago (at least \(v[.least])): one of the two should \
            not watch this cluster
            """
        case .onlyLogs: "only logs could prove it: a person must ask for that (--by-logs), a policy cannot"
        case .planIs: "plan/\(v[.plan]) is \(v[.state])"
        case .planWantsApproval: "plan/\(v[.plan]) is \(v[.state]), and approved is needed"
        case .planMadeNow: "plan \(v[.plan]) was made just now"
        case .noPlan: "there is no plan/\(v[.plan])"
        case .planChanged:
            """
            the plan would now be \(v[.hash]), and plan/\(v[.plan]) is \(v[.approved]): the cluster has changed
            """
        case .askedAgain: "they are looked at again before it begins"
        case .askedWhenCarriedOut: "evaluated on a fresh look when the plan is carried out"
        }
    }
}
