import Fleet
import FleetMonth
import Foundation
import Testing

@Suite("Schedule of probes")
struct ProbeScheduleTests {
    private let start = Date(timeIntervalSince1970: 1_790_000_000)
    private let cluster = ClusterID("edge-1")

    @Test(
        """
        a cluster without an answer is probed ever more rarely, up to the longest gap, and at once as before when it \
        answers
        """
    )
    func backoff() {
        var schedule = ProbeSchedule(interval: 30, backoff: .init(after: 3, longest: 600))
        #expect((1...8).map { schedule.gap(after: $0) } == [30, 30, 60, 120, 240, 480, 600, 600])
        #expect(!schedule.isSilent(cluster))
        schedule.record(cluster, reached: false, at: start)
        #expect(schedule.isSilent(cluster) && schedule.dueSilent([cluster], at: start + 30) == [cluster])
        for _ in 2...3 { schedule.record(cluster, reached: false, at: start) }
        #expect(schedule.dueSilent([cluster], at: start + 59).isEmpty)
        #expect(schedule.dueSilent([cluster, ClusterID("other")], at: start + 60) == [cluster])
        schedule.record(cluster, reached: true, at: start + 60)
        #expect(!schedule.isSilent(cluster) && schedule.dueSilent([cluster], at: start + 1e6).isEmpty)
    }

    @Test("whatever the settings, a gap is never shorter than the interval, nor longer than both it and the longest")
    func bounds() {
        for interval in [1.0, 30, 3600] {
            for longest in [0.0, 10, 600, 86_400] {
                let schedule = ProbeSchedule(interval: interval, backoff: .init(after: 2, longest: longest))
                for probes in [0, 1, 2, 3, 10, 100, Int.max] {
                    let gap = schedule.gap(after: probes)
                    #expect(gap >= interval && gap <= max(interval, longest))
                }
            }
        }
    }

    @Test("seeded fuzz: a cluster that answers is never silent, and a silent one is due again within the longest gap")
    func fuzz() {
        var generator = SplitMix64(state: 42)
        let clusters = (0..<20).map { ClusterID("c\($0)") }
        var schedule = ProbeSchedule(interval: 10, backoff: .init(after: 3, longest: 120))
        var answered = Set(clusters)
        for step in 0..<5000 {
            let now = start + Double(step) * 10
            for cluster in clusters
            where !schedule.isSilent(cluster) || schedule.dueSilent([cluster], at: now) == [cluster] {
                let reached = Bool.random(using: &generator)
                schedule.record(cluster, reached: reached, at: now)
                if reached { answered.insert(cluster) } else { answered.remove(cluster) }
            }
            #expect(answered.allSatisfy { !schedule.isSilent($0) })
            #expect(clusters.allSatisfy { !schedule.isSilent($0) || schedule.dueSilent([$0], at: now + 120) == [$0] })
        }
    }

    @Test("offsets stay within the spread, do not change, and use all of it")
    func offsets() {
        let offsets = (0..<1000).map { ProbeSchedule.offset(of: ClusterID("member-\($0)"), spread: 3) }
        #expect(offsets.allSatisfy { (0..<3).contains($0) })
        #expect((0..<10).allSatisfy { slice in offsets.count { Int($0 / 0.3) == slice } > 50 })
        #expect(ProbeSchedule.offset(of: cluster, spread: 3) == ProbeSchedule.offset(of: cluster, spread: 3))
        #expect(ProbeSchedule.offset(of: cluster, spread: 0) == 0)
    }
}
