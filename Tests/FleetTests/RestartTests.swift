import Fleet
import FoundationEssentials
import Testing

@Suite("A process that restarts again and again")
struct RestartTests {
    private func pod(
        _ restarts: Int, uid: String = "pod-0", lastEnd: String? = "Error, exit code 137", endedAgo: Double? = nil,
        madeAgo: Double = 86_400
    ) -> Workload.Pod {
        var pod = Samples.pod()
        (pod.uid, pod.restarts, pod.lastEnd) = (uid, restarts, lastEnd)
        pod.lastEndedAt = endedAgo.map { Samples.noon.addingTimeInterval(-$0) }
        pod.createdAt = Samples.noon.addingTimeInterval(-madeAgo)
        return pod
    }

    /// Looks so many seconds before noon, each with a restart count; the tally of the last.
    private func tally(_ looks: [(ago: Double, restarts: Int)]) -> RestartTally? {
        var history = RestartHistory()
        return looks.reduce(nil) { _, look in
            history.look(at: [pod(look.restarts)], at: Samples.noon.addingTimeInterval(-look.ago))["pod-0"]
        }
    }

    @Test("what restarted between looks is counted over an hour")
    func counted() {
        #expect(
            tally([(480, 40), (300, 43), (60, 46), (0, 48)])
                == RestartTally(count: 8, since: Samples.noon.addingTimeInterval(-480)))
        #expect(tally([(480, 40), (0, 42)])?.isPattern == false)
        #expect(tally([(480, 40), (0, 40)]) == nil)
        // The count from before the hour is the last one of before it.
        #expect(tally([(9_000, 40), (7_000, 90), (1_000, 90), (0, 91)])?.count == 1)
    }

    @Test("a quiet day costs two looks of memory, and restarts after it count from its end")
    func quiet() {
        let looks = (0..<1_000).map { (ago: 1_000.0 - Double($0), restarts: 5) } + [(ago: 0, restarts: 9)]
        #expect(tally(looks)?.count == 4)
    }

    @Test("a count that went back is another container's, or a status that was lost")
    func back() { #expect(tally([(480, 40), (0, 2)]) == nil) }

    @Test("on a first look the pod's own status tells: restarts once an hour or more, the last a moment ago")
    func first() {
        var history = RestartHistory()
        let seen = [
            pod(40, uid: "often", endedAgo: 60), pod(5, uid: "seldom", endedAgo: 60),
            pod(40, uid: "long ago", endedAgo: 9_000), pod(4, uid: "new", endedAgo: 10, madeAgo: 300),
        ]
        let tallies = history.look(at: seen, at: Samples.noon)
        #expect(Set(tallies.keys) == ["often", "new"] && tallies["often"]?.count == 40)
        // It goes on being told at the next look.
        #expect(history.look(at: seen, at: Samples.noon)["often"]?.count == 40)
    }

    @Test("numbers at their ends do no harm")
    func extremes() {
        var history = RestartHistory()
        for (index, count) in [Int.min, .max, 0, .min, .max].enumerated() {
            _ = history.look(
                at: [pod(count, endedAgo: -1e300)], at: Samples.noon.addingTimeInterval(Double(index) * 1e12))
        }
    }

    @Test("it is a warning with the counts and the last end, and changes no health")
    func finding() {
        var member = Samples.member
        member.deployment.pods[0].lastEnd = "OOMKilled, exit code 137"
        member.deployment.pods[0].recentRestarts = RestartTally(count: 8, since: Samples.noon.addingTimeInterval(-480))
        let diagnosis = diagnose(member, host: Samples.host)
        #expect(diagnosis.health == .healthy && diagnosis.findings.map(\.cause) == [.restarting])
        #expect(
            diagnosis.findings.first?.evidence.map(\.plain) == [
                "pod ks-apiserver-0 restarted 8 times in 8m, last ended OOMKilled, exit code 137"
            ])
        member.deployment.pods[0].recentRestarts = RestartTally(count: 2, since: Samples.noon)
        #expect(diagnose(member, host: Samples.host).findings.isEmpty)
    }
}
