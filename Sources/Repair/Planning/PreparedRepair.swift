package import Fleet
import KubeSphere

/// A plan with what is needed to carry it out. It holds documents with secrets, so it says nothing of itself and never
/// leaves the process.
package struct PreparedRepair: Sendable {
    package let plan: RepairPlan
    package let gates: [GateVerdict]
    let documents: RepairDocuments
    let judge: AccessJudge
}

extension PreparedRepair: CustomStringConvertible, CustomReflectable {
    package var description: String { "<repair of \(plan.cluster), plan \(plan.hash)>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// What planning came to: a repair that may be carried out, or the gates with the one that refuses.
package enum Preparation: Sendable {
    case ready(PreparedRepair)
    /// - Parameter diagnosis: what was found just now, so that a refusal can say what to do instead.
    case refused([GateVerdict], Diagnosis)

    package var gates: [GateVerdict] {
        switch self {
        case .ready(let repair): repair.gates
        case .refused(let gates, _): gates
        }
    }
}
