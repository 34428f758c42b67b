import Agent
import Fleet
import Foundation
import Testing

@testable import Store
@testable import StoreSchema

@Suite("The next step in notices of an incident with a run")
struct RepairNoticeTests {
    private let now = Date(timeIntervalSince1970: 1_800_000_000)

    private func run(undoes: String?, _ outcome: RepairAttempt.Outcome?) -> RunRecord {
        let plan = RepairPlan(
            cluster: ClusterID("m2"), uid: "uid-m2", cause: .tokenNotInCache, undoes: undoes, workload: "ks-apiserver",
            container: "ks-apiserver", edits: [], configResourceVersion: "1",
            digestBefore: Fingerprint(hex: "000000000001"), digestAfter: Fingerprint(hex: "000000000002"),
            refusedBefore: .tokenNotInCache, costs: [], warnings: [])
        return RunRecord(
            id: "r2", planID: 1, plan: plan, mode: .hand, proposedBy: "alice", actor: "alice", reason: "because",
            state: RepairRunState(), startedAt: now, endedAt: outcome.map { _ in now }, outcome: outcome)
    }

    private func step(_ run: RunRecord) -> NextStep? {
        let finding = Finding(.tokenNotInCache, .critical, evidence: ["refused"], nextStep: "plan a repair")
        let incident = IncidentRecord(
            incident: Incident(id: 4, cluster: ClusterID("m2"), cause: .tokenNotInCache, openedAt: now),
            acknowledgedAt: nil, acknowledgedBy: nil)
        var facts = NoticeFacts()
        facts.open = [.init(record: incident, finding: finding, repair: run)]
        return NoticeBoard(facts, labels: [:], at: now).holding.first?.nextStep
    }

    @Test("a proved repair is waited for, and a proved undo is none: the finding says what to do")
    func proved() {
        #expect(step(run(undoes: nil, .proved))?.text.hasPrefix("wait for the next healthy probes") == true)
        #expect(step(run(undoes: "r1", .proved)) == "plan a repair")
    }

    @Test(
        "a stopped one is said to have written nothing only where it did not",
        arguments: [
            (String?.none, "was stopped before anything was written"),
            ("a freeze holds", "was stopped, and what it had written is taken back"),
        ])
    func stopped(goingBack: String?, words: String) {
        var record = run(undoes: nil, .stopped)
        record.state.goingBack = goingBack
        var facts = NoticeFacts()
        facts.ended = [record]
        let titles = NoticeBoard(facts, labels: [:], at: now).over.map(\.title)
        #expect(titles == ["repair of m2 \(words): token-not-in-cache"])
    }

    @Test("while it is under way, an undo is called one")
    func underWay() {
        #expect(step(run(undoes: nil, nil))?.text == "wait for the repair that is under way")
        #expect(step(run(undoes: "r1", nil))?.text == "wait for the undo that is under way")
    }
}
