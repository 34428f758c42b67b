import Fleet
import FoundationEssentials
import Testing

@testable import Store
@testable import StoreSchema

func repairPlan(_ cluster: ClusterID = "east", resourceVersion: String = "1") -> RepairPlan {
    RepairPlan(
        cluster: cluster, uid: "uid-\(cluster)", cause: .tokenNotInCache, workload: "ks-apiserver",
        container: "ks-apiserver",
        edits: [.init(path: "authentication.oauthOptions.accessTokenMaxAge", from: "2h", to: "0")],
        configResourceVersion: resourceVersion,
        digestBefore: Fingerprint(hex: "000000000001"), digestAfter: Fingerprint(hex: "000000000002"),
        refusedBefore: .tokenNotInCache, costs: [],
        warnings: [])
}

private func closing(_ run: String, at: Date) -> JournalEntry {
    JournalEntry(run: run, cluster: "east", at: at, actor: "test", step: "close", phase: .done, detail: "over")
}

@Suite("Plans and runs")
struct RepairRunTests {
    let history: TemporaryHistory

    init() throws { history = try TemporaryHistory() }

    private func request(
        _ id: String, _ cluster: ClusterID = "east", mode: RunMode = .policy, at: Date = noon, incident: Int64 = 1
    ) -> RunRequest {
        var request = RunRequest(
            id: id, plan: repairPlan(cluster), mode: mode, actor: "test", reason: "because", at: at)
        request.incident = incident
        request.failingSince = at.addingTimeInterval(-60)
        return request
    }

    private func refusal(_ beginning: RunBeginning) -> [String] {
        if case .refused(let gates) = beginning { gates.filter { !$0.passed }.map(\.name) } else { [] }
    }

    @Test(
        """
        The same plan again is the same record; another one of the cluster takes its place; each decision is in the \
        journal
        """
    )
    func proposing() async throws {
        let writer = try history.writer()
        let later = noon.addingTimeInterval(3600)
        let first = try await writer.propose(repairPlan(), by: "a", at: noon, expiresAt: later)
        #expect(try await writer.propose(repairPlan(), by: "b", at: noon, expiresAt: later) == first)
        let second = try await writer.propose(repairPlan(resourceVersion: "2"), by: "b", at: noon, expiresAt: later)
        let reader = try history.reader()
        #expect(try await reader.plans().map(\.state) == [.proposed, .superseded])
        #expect(try await reader.plans(states: [.proposed]) == [second])
        #expect(try await reader.journal(HistoryFilter()).map(\.entry.step) == ["propose", "superseded", "propose"])
        #expect(try await reader.verifyJournal().isIntact)
    }

    @Test("Approved is exactly the plan that was looked at, once, and in time")
    func approving() async throws {
        let writer = try history.writer()
        let plan = try await writer.propose(repairPlan(), by: "a", at: noon, expiresAt: noon.addingTimeInterval(60))
        await #expect(throws: StoreError.self) {
            _ = try await writer.approve(plan: plan.id, hash: "another", by: "b", at: noon)
        }
        let approved = try await writer.approve(plan: plan.id, hash: plan.hash, by: "b", at: noon, reason: "fine")
        #expect(approved.state == .approved && approved.decidedBy == "b" && approved.reason == "fine")
        await #expect(throws: StoreError.self) {
            _ = try await writer.approve(plan: plan.id, hash: plan.hash, by: "c", at: noon)
        }
        #expect(try await writer.expirePlans(at: noon.addingTimeInterval(60)).map(\.state) == [.expired])
        var request = request("late", at: noon.addingTimeInterval(61))
        request.planID = plan.id
        #expect(refusal(try await writer.beginRun(request, limits: PolicyLimits())) == ["plan-waits"])
        await #expect(throws: StoreError.self) {
            _ = try await writer.reject(plan: plan.id, by: "b", at: noon, reason: "too late")
        }
    }

    @Test("A run that needs approval is refused while its plan is only proposed, and marks it applied when it begins")
    func needsApproval() async throws {
        let writer = try history.writer()
        let plan = try await writer.propose(repairPlan(), by: "a", at: noon, expiresAt: noon.addingTimeInterval(600))
        var wanted = request("run")
        wanted.planID = plan.id
        wanted.needsApproval = true
        #expect(refusal(try await writer.beginRun(wanted, limits: PolicyLimits())) == ["plan-waits"])
        _ = try await writer.approve(plan: plan.id, hash: plan.hash, by: "b", at: noon)
        #expect(refusal(try await writer.beginRun(wanted, limits: PolicyLimits())).isEmpty)
        let applied = try await history.reader().plan(plan.id)
        #expect(applied?.state == .applied && applied?.run == "run" && applied?.decidedBy == "b")
    }

    @Test("Of many that begin at the same time in one cluster, exactly one does", .timeLimit(.minutes(10)))
    func race() async throws {
        let writers = [try history.writer(), try history.writer()]
        var limits = PolicyLimits()
        limits.concurrent = 10
        let begun = try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<20 {
                let (request, limits) = (request("run-\(index)", mode: .hand), limits)
                group.addTask {
                    if case .begun = try await writers[index % 2].beginRun(request, limits: limits) {
                        true
                    } else {
                        false
                    }
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(begun == 1)
        #expect(try await history.reader().runsUnderWay().count == 1)
    }

    @Test("At most so many are under way in the fleet, by hand too")
    func concurrent() async throws {
        let writer = try history.writer()
        #expect(refusal(try await writer.beginRun(request("one", "east", mode: .hand), limits: PolicyLimits())).isEmpty)
        #expect(
            refusal(try await writer.beginRun(request("two", "west", mode: .hand), limits: PolicyLimits())) == [
                "concurrency"
            ])
        _ = try await writer.endRun("one", .proved, closing("one", at: noon))
        #expect(refusal(try await writer.beginRun(request("two", "west", mode: .hand), limits: PolicyLimits())).isEmpty)
    }

    @Test("Cooldown and attempts hold back what is done by policy, and not a person")
    func cooldown() async throws {
        let writer = try history.writer()
        _ = try await writer.beginRun(request("one"), limits: PolicyLimits())
        _ = try await writer.endRun("one", .stopped, closing("one", at: noon))
        #expect(
            refusal(try await writer.beginRun(request("two", at: noon.addingTimeInterval(60)), limits: PolicyLimits()))
                .contains("cooldown"))
        #expect(
            refusal(
                try await writer.beginRun(
                    request("three", mode: .hand, at: noon.addingTimeInterval(60)), limits: PolicyLimits())
            ).isEmpty)
    }

    @Test(
        "A failed run by policy opens the breaker as it ends, and only a person closes it",
        arguments: [RepairAttempt.Outcome.failed, .rolledBack])
    func breaker(outcome: RepairAttempt.Outcome) async throws {
        let writer = try history.writer()
        _ = try await writer.beginRun(request("one"), limits: PolicyLimits())
        _ = try await writer.endRun("one", outcome, closing("one", at: noon))
        let reader = try history.reader()
        #expect(try await reader.ledger().breaker.isOpen)
        let tomorrow = noon.addingTimeInterval(86_400)
        #expect(
            refusal(try await writer.beginRun(request("two", "west", at: tomorrow), limits: PolicyLimits())) == [
                "breaker"
            ])
        #expect(try await writer.closeBreaker(by: "b", reason: "r", at: tomorrow).isOpen == false)
        #expect(
            refusal(
                try await writer.beginRun(
                    request("three", "west", at: tomorrow.addingTimeInterval(1)), limits: PolicyLimits())
            ).isEmpty)
        await #expect(throws: StoreError.self) { _ = try await writer.closeBreaker(by: "b", reason: "r", at: tomorrow) }
    }

    @Test("Where a run stands is stored with its row of the journal, and not after its end")
    func advancing() async throws {
        let writer = try history.writer()
        _ = try await writer.beginRun(request("one"), limits: PolicyLimits())
        var state = RepairRunState()
        state.patchIntended = true
        try await writer.advance(run: "one", state, journalEntry("patch", run: "one"))
        let reader = try history.reader()
        #expect(try await reader.run("one")?.state == state)
        #expect(try await reader.runsUnderWay().map(\.id) == ["one"])
        _ = try await writer.endRun("one", .proved, closing("one", at: noon))
        let rows = try await reader.journal(HistoryFilter(), run: "one").count
        await #expect(throws: StoreError.self) {
            try await writer.advance(run: "one", state, journalEntry("restart", run: "one"))
        }
        await #expect(throws: StoreError.self) { _ = try await writer.endRun("one", .failed, closing("one", at: noon)) }
        #expect(try await reader.journal(HistoryFilter(), run: "one").count == rows)
        #expect(try await reader.run("one")?.outcome == .proved)
    }

    @Test("A mute holds until its end or until it is ended, and both are in the journal")
    func mutes() async throws {
        let writer = try history.writer()
        let until = noon.addingTimeInterval(86_400)
        let mute = try await writer.addMute(
            Mute(
                cause: .versionSkew, clusters: ClusterSelector(names: ["edge-*"]), from: noon, until: until,
                reason: "upgrade is planned", by: "a"))
        #expect(mute.id == 1 && mute.until == until && mute.clusters.names == ["edge-*"])
        let ended = try await writer.endMute(1, by: "b", reason: "r", at: noon.addingTimeInterval(60))
        #expect(ended.holds(at: noon.addingTimeInterval(59)) && !ended.holds(at: noon.addingTimeInterval(60)))
        let reader = try history.reader()
        #expect(try await reader.mutes() == [ended])
        #expect(
            try await reader.journal(HistoryFilter(), run: "mute-1").map(\.entry.step).sorted() == ["mute", "unmute"])
        #expect(try await reader.verifyJournal().isIntact)
        await #expect(throws: StoreError.self) {
            _ = try await writer.endMute(1, by: "b", reason: "r", at: noon.addingTimeInterval(61))
        }
        await #expect(throws: StoreError.self) { _ = try await writer.endMute(2, by: "b", reason: "r", at: noon) }
        // What has ended by itself is not ended once more.
        let short = try await writer.addMute(
            Mute(cause: .logCut, from: noon, until: noon.addingTimeInterval(10), reason: "r", by: "a"))
        await #expect(throws: StoreError.self) {
            _ = try await writer.endMute(short.id, by: "b", reason: "r", at: noon.addingTimeInterval(10))
        }
    }

    @Test("A plan that was only looked at asks nobody until somebody does, and can be withdrawn until then")
    func lookedAt() async throws {
        let writer = try history.writer()
        func propose(_ by: String, asks: Bool, at: Double = 0, incident: Int64? = nil) async throws -> PlanRecord {
            try await writer.propose(
                repairPlan(), incident: incident, by: by, at: noon.addingTimeInterval(at),
                expiresAt: noon.addingTimeInterval(at + 600), asks: asks)
        }
        let looked = try await propose("alice", asks: false)
        #expect(!looked.asks && looked.state == .proposed)
        #expect(try await propose("bob", asks: false) == looked)
        let asked = try await propose("ksfleet policy", asks: true, at: 60, incident: 12)
        #expect(asked.incident == 12, "a no to it holds for the incident that it was asked for")
        #expect(
            asked.id == looked.id && asked.asks && asked.createdBy == "alice" && asked.createdAt == looked.createdAt
                && asked.expiresAt == looked.expiresAt)
        let last = try #require(try await history.reader().journal(HistoryFilter(limit: 1)).first?.entry)
        #expect(last.step == "ask" && last.actor == "ksfleet policy")
        // Nobody who only looks takes the question back.
        #expect(try await propose("carol", asks: false, at: 120) == asked)
        await #expect(throws: StoreError.self) {
            _ = try await writer.withdraw(plan: asked.id, by: "carol", at: noon, reason: "no")
        }
        _ = try await writer.reject(plan: asked.id, by: "dora", at: noon.addingTimeInterval(130), reason: "no")
        let again = try await propose("alice", asks: false, at: 140)
        #expect(
            try await writer.withdraw(
                plan: again.id, by: "alice", at: noon.addingTimeInterval(150), reason: "not confirmed"
            ).state == .withdrawn)
        await #expect(throws: StoreError.self) {
            _ = try await writer.withdraw(plan: again.id, by: "alice", at: noon.addingTimeInterval(160), reason: "no")
        }
        // It can be approved by its number all the same.
        let third = try await propose("alice", asks: false, at: 170)
        #expect(
            try await writer.approve(plan: third.id, hash: third.hash, by: "bob", at: noon.addingTimeInterval(180))
                .state == .approved)
    }

    @Test("A freeze holds until it is ended, and is remembered")
    func freezes() async throws {
        let writer = try history.writer()
        let freeze = try await writer.addFreeze(
            Freeze(clusters: ClusterSelector(names: ["edge-*"]), from: noon, reason: "release", by: "a"))
        #expect(freeze.id == 1 && freeze.holds(at: noon.addingTimeInterval(1e6)))
        let ended = try await writer.endFreeze(1, by: "b", reason: "r", at: noon.addingTimeInterval(60))
        #expect(ended.holds(at: noon.addingTimeInterval(59)) && !ended.holds(at: noon.addingTimeInterval(60)))
        #expect(try await history.reader().ledger().freezes == [ended])
        await #expect(throws: StoreError.self) {
            _ = try await writer.endFreeze(1, by: "b", reason: "r", at: noon.addingTimeInterval(61))
        }
        await #expect(throws: StoreError.self) { _ = try await writer.endFreeze(2, by: "b", reason: "r", at: noon) }
    }
}
