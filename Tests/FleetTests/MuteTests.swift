import Fleet
import FoundationEssentials
import Testing

@Suite("Mutes")
struct MuteTests {
    private let start = Date(timeIntervalSince1970: 1_800_000_000)

    private func mute(_ cause: Cause = .versionSkew, _ names: [String]? = nil, until: Double = 3600, id: Int64 = 1)
        -> Mute
    {
        Mute(
            id: id, cause: cause, clusters: ClusterSelector(names: names), from: start,
            until: start.addingTimeInterval(until), reason: "known", by: "alice")
    }

    private func finding(_ severity: Finding.Severity, _ cause: Cause = .versionSkew) -> Finding {
        Finding(cause, severity, evidence: [], nextStep: "")
    }

    @Test("hold from their beginning to their end, and not a moment longer")
    func time() {
        for (after, holds) in [(-1.0, false), (0, true), (3599, true), (3600, false)] {
            #expect(
                ([mute()].muting(finding(.warning), of: "m1", at: start.addingTimeInterval(after)) != nil) == holds,
                "\(after)")
        }
    }

    @Test("cover info and warnings of their cause on their clusters, and never what is critical")
    func covers() {
        #expect(mute().covers(finding(.info), of: "m1") && mute().covers(finding(.warning), of: "m1"))
        #expect(!mute().covers(finding(.critical), of: "m1"))
        #expect(!mute().covers(finding(.warning, .logCut), of: "m1"))
        #expect(
            mute(.versionSkew, ["edge-*"]).covers(finding(.warning), of: "edge-4")
                && !mute(.versionSkew, ["edge-*"]).covers(finding(.warning), of: "m1"))
        #expect(!mute(.versionSkew, []).covers(finding(.warning), of: "m1"), "an empty list means nothing")
    }

    @Test("of several, the one that holds longest is named")
    func longest() {
        let both = [mute(until: 7200, id: 1), mute(until: 60, id: 2)]
        #expect(both.muting(finding(.warning), of: "m1", at: start)?.id == 1)
    }

    @Test("say of each muted finding by whom, why and until when, and nothing of the others")
    func muted() {
        let muted = [mute()].muted(
            [finding(.critical), finding(.warning), finding(.warning, .logCut)], of: "m1", at: start)
        #expect(
            muted.map(\.severity) == [.warning] && muted.first?.by == "alice" && muted.first?.reason == "known"
                && muted.first?.mute == 1)
        #expect(muted.first?.covers(finding(.warning)) == true && muted.first?.covers(finding(.critical)) == false)
    }

    @Test("speak of no cause that is always critical")
    func alwaysCritical() {
        #expect(
            Cause.secretMismatch.isAlwaysCritical && !Cause.credentialsExpire.isAlwaysCritical
                && !Cause.versionSkew.isAlwaysCritical)
        #expect(Cause.mutable.count + Cause.allCases.count(where: \.isAlwaysCritical) == Cause.allCases.count)
    }
}
