import Fleet
import FoundationEssentials
import KubeSphere
import Store

/// Plans how a run is taken back: only the scalars that it wrote are put back, and only while they still hold what it
/// wrote. Edits that others have made since, beside them, stay.
struct UndoPlanner: Sendable {
    let planner: RepairPlanner
    let run: RunRecord
    let documents: Result<RepairDocuments, Fault>

    func prepare(_ waivers: GateWaivers) async -> Preparation {
        guard let look = await planner.look(run.plan.cluster) else { return planner.notWatched(run.plan.cluster) }
        let config = look.observation.config.value
        let gates = waivers.applied(to: undoGates(look.facts, run: run.plan, outcome: run.outcome))
        guard gates.allSatisfy(\.passed) else { return .refused(gates, look.diagnosis) }
        guard let document = look.outcome.standing.document, let config, let workload = look.observation.workload.value
        else {
            return .refused(
                gates + [GateVerdict(.allRead, .refused, RunStatement.needsUnread())], look.diagnosis)
        }
        let texts: RepairDocuments
        do throws(Fault) { texts = try documents.get() } catch {
            return .refused(
                gates + [GateVerdict(.sealedDocumentOpens, .refused, Statement(text: error.message))], look.diagnosis)
        }
        let opened = gates + [GateVerdict(.sealedDocumentOpens, .passed, RunStatement.documentOpened([.run: run.id]))]
        do throws(Fault) {
            let undo = try UndoEdits(
                run: run.plan, documents: texts, version: look.observation.workload.value?.version, key: planner.key)
            let stands = undo.standing(in: document, writer: config.lastWrite?.manager)
            guard stands.passed else { return .refused(opened + [stands], look.diagnosis) }
            let (text, edits) = try undo.apply(to: document)
            let plan = RepairPlan(
                cluster: run.plan.cluster, uid: run.plan.uid, cause: run.plan.cause, undoes: run.id,
                workload: workload.name,
                container: workload.container, edits: edits, configResourceVersion: config.resourceVersion,
                digestBefore: config.digest,
                digestAfter: Fingerprint(ofText: text, key: planner.key),
                diff: try planner.diff(from: document, to: text), proof: run.plan.proof,
                refusedBefore: look.refusal, mayBeRefusedAs: run.plan.refusedBefore,
                costs: RepairForecast.costs(workload), warnings: warnings)
            return await planner.finished(
                look, plan, RepairDocuments(old: document.text, new: text), opened + [stands], waivers)
        } catch {
            return .refused(
                opened + [GateVerdict(.editIsMinimal, .refused, Statement(text: error.message))], look.diagnosis)
        }
    }

    private var warnings: [PlanWarning] {
        guard let cause = run.plan.refusedBefore else { return [] }
        return [
            "before run/\(run.id) this member refused the host's tokens (\(cause.rawValue)): it will refuse them again"
        ]
    }
}

extension RepairLook {
    /// How the member refuses the host's token now; nil where it does not, or was not asked.
    var refusal: FailureCause? { if case .refused(let cause, _) = observation.acceptance { cause } else { nil } }
}
