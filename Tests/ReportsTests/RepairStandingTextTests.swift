import Fleet
import FoundationEssentials
import Reports
import Testing

@Suite("What the agent does, in words")
struct RepairStandingTextTests {
    private static let now = Date(timeIntervalSince1970: 1_790_000_000)

    static let rows: [(RepairStanding, short: String, sentence: String, next: String?)] = [
        (
            RepairStanding(.repairing) {
                ($0.run, $0.step, $0.since) = (.run("20260921T095500Z-16a36d42"), "restart", now)
            }, "repairing: restart", "under repair since NOW: run/20260921T095500Z-16a36d42, at step restart",
            "agentctl remediate show run/20260921T095500Z-16a36d42"
        ),
        (
            RepairStanding(.waiting) { ($0.plan, $0.until) = (.plan(2), now + 82_800) }, "plan/2 waits, 23h left",
            "plan/2 waits for approval until LATER (23h left)", "agentctl remediate approve plan/2"
        ),
        (
            RepairStanding(.approved) {
                $0.plan = .plan(2)
                $0.by = "uid 1001 gid 1001 (alice)"
                $0.reason = "ticket 4711"
            }, "plan/2 approved", "plan/2 is approved by alice: ticket 4711, and begins as soon as every gate lets it",
            "agentctl remediate show plan/2"
        ),
        (
            RepairStanding(.suggested) { $0.plan = .plan(2) }, "plan/2 proposed",
            "plan/2 is proposed; the policy goes no further (mode suggest)",
            "agentctl remediate apply plan/2"
        ),
        (
            RepairStanding(.frozen) {
                ($0.freeze, $0.until) = (.freeze(1), now + 7200)
                $0.by = "uid 1001 gid 1001 (alice)"
                $0.reason = "change 7"
            }, "frozen, 2h left", "frozen by freeze/1 of alice until LATER (2h left): change 7", nil
        ),
        (
            RepairStanding(.frozen) { $0.by = "policy.yaml" }, "frozen", "frozen by policy.yaml until somebody ends it",
            nil
        ),
        (
            RepairStanding(.breakerOpen) { ($0.since, $0.reason) = (now, "run/r failed") }, "breaker open",
            "the breaker is open since NOW: run/r failed", nil
        ),
        (
            RepairStanding(.held) {
                $0.gate = .cooldown
                $0.until = now + 3060
                $0.reason = "its last repair ended 9m ago (at least 1h)"
            }, "held: cooldown, 51m left",
            "held by cooldown until LATER (51m left): its last repair ended 9m ago (at least 1h)", nil
        ),
        (
            RepairStanding(.held) { $0.reason = "Argo CD writes it" }, "held: no plan",
            "no plan could be made: Argo CD writes it", nil
        ),
        (
            RepairStanding(.rejected) { ($0.plan, $0.by, $0.reason) = (.plan(2), "uid 0 gid 0 (root)", "not now") },
            "plan/2 rejected",
            "plan/2 was rejected by root: not now", nil
        ),
        (RepairStanding(.due), "repair begins", "every gate has passed: the repair begins", nil),
        (RepairStanding(.observing), "observes only", "the policy only observes this cause here", nil),
    ]

    @Test("fits a cell, says all in a sentence, and names the command where there is one", arguments: rows.indices)
    func words(index: Int) {
        let row = Self.rows[index]
        #expect(row.0.short(now: Self.now) == row.short)
        #expect(row.0.sentence(now: Self.now, words: Words { $0 == Self.now ? "NOW" : "LATER" }) == row.sentence)
        #expect(row.0.next == row.next)
    }

    @Test("every state has words of its own")
    func all() {
        #expect(Set(Self.rows.map(\.0.state)) == Set(RepairStanding.State.allCases))
    }
}
