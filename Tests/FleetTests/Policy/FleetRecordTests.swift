import Fleet
import FoundationEssentials
import Testing

@Suite("What was seen of a fleet")
struct FleetRecordTests {
    private let start = PolicyScene.now

    private func record(_ probes: [(Double, Health, Cause?)]) -> FleetRecord {
        var record = FleetRecord()
        for (second, health, cause) in probes {
            record.record("edge-1", health: health, cause: cause, at: start + second, refusedByProbe: true)
        }
        return record
    }

    @Test(
        """
        a run of failures is counted from its first probe; unknown neither counts nor ends it; health, another cause, \
        a gap and a clock that went back do
        """
    )
    func runs() {
        let cache = Cause.tokenNotInCache
        let unknown = record([(0, .failing, cache), (30, .unknown, .unreachable), (60, .failing, cache)]).evidence(
            of: "edge-1")
        #expect(unknown?.probesInARow == 2 && unknown?.since == start && unknown?.lastProbe == start + 60)
        #expect(record([(0, .failing, cache), (30, .healthy, nil)]).evidence(of: "edge-1") == nil)
        #expect(
            record([(0, .failing, cache), (30, .failing, .staleProcess)]).evidence(of: "edge-1")?.probesInARow == 1)
        let gap = record([(0, .failing, cache), (30, .failing, cache), (931, .failing, cache)]).evidence(of: "edge-1")
        #expect(gap?.probesInARow == 1 && gap?.since == start + 931 && gap?.failingSince == start)
        #expect(
            record([(0, .failing, cache), (30, .failing, .staleProcess)]).evidence(of: "edge-1")?.failingSince == start
                + 30)
        #expect(record([(0, .failing, cache), (-30, .failing, cache)]).evidence(of: "edge-1")?.since == start - 30)
    }

    @Test(
        "a cluster under repair counts as failing, one that was not seen for long as unknown, and a storm is remembered"
    )
    func counts() {
        var record = FleetRecord()
        for index in 0..<10 {
            record.record(
                ClusterID("c\(index)"), health: index < 2 ? .failing : .healthy,
                cause: index < 2 ? .tokenNotInCache : nil, at: start, refusedByProbe: true)
        }
        let limits = PolicyLimits()
        let calm = record.endRound(at: start, limits: limits, ledger: nil, isBlind: false)
        #expect(calm.watched == 10 && calm.failing == 2 && calm.unknown == 0 && calm.lastAboveCeiling == nil)
        let running = RepairLedger(attempts: [
            PolicyScene.attempt(nil, secondsAgo: 5, cluster: "c9"),
            PolicyScene.attempt(nil, secondsAgo: 5, cluster: "c0"),
        ])
        #expect(record.endRound(at: start + 1, limits: limits, ledger: running, isBlind: false).failing == 3)
        let later = record.endRound(at: start + 901, limits: limits, ledger: nil, isBlind: true)
        #expect(later.unknown == 10 && later.isBlind && later.lastAboveCeiling == start + 1)
        record.keep(["c0"])
        #expect(record.endRound(at: start + 902, limits: limits, ledger: nil, isBlind: false).watched == 1)
    }
}
