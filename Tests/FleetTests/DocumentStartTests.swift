import Fleet
import FoundationEssentials
import Testing

@Suite("Whether a restart would come up with the document")
struct DocumentStartTests {
    private static let written = Samples.noon.addingTimeInterval(-7200)

    /// A member that refuses the host's tokens, written two hours before noon.
    private func member(_ pods: [Workload.Pod], acceptance: Acceptance? = nil) -> Observation {
        var member = Samples.member
        member.acceptance = acceptance ?? .refused(.tokenNotInCache, message: "token not found in cache")
        member.facts.frame = Fingerprint(hex: "00000000aaaa")
        member.deployment = Samples.workload(pods)
        return member
    }

    /// - Parameters: seconds after the write.
    private func pod(created: Double?, started: Double?, ready: Bool = true, waiting: String? = nil) -> Workload.Pod {
        var pod = Samples.pod(ready: ready, waiting: waiting)
        pod.createdAt = created.map(Self.written.addingTimeInterval)
        pod.startedAt = started.map(Self.written.addingTimeInterval)
        return pod
    }

    private func verdict(_ member: Observation, last: StartedDocument? = nil) -> GateVerdict? {
        let facts = RepairFacts(
            observation: member, host: Samples.host, diagnosis: diagnose(member, host: Samples.host), role: .member,
            redis: .notUsed,
            started: last, claims: HostClaims(claimants: ["host"]), namedHost: nil)
        return repairGates(facts).first { $0.name == Gate.documentHasStarted.rawValue }
    }

    private func last(_ hex: String, _ minor: Int = 4, uid: String = "uid-of-edge-1") -> StartedDocument {
        StartedDocument(
            uid: uid, frame: Fingerprint(hex: hex), version: KubeSphereVersion(major: 3, minor: minor, patch: 1),
            resourceVersion: "40",
            at: Self.written.addingTimeInterval(-60))
    }

    @Test("a pod that was made after the write, or a container that started long after it, has read the document")
    func read() {
        #expect(verdict(member([pod(created: 1, started: 3)]))?.verdict == .passed)
        #expect(verdict(member([pod(created: 0, started: 0)]))?.verdict == .passed, "installed at one go")
        #expect(verdict(member([pod(created: nil, started: 721)]))?.verdict == .passed)
        #expect(verdict(member([pod(created: -500, started: 900)]))?.verdict == .passed)
    }

    @Test("one that may hold the older document, that is not up, or that nobody has heard, tells nothing")
    func unknown() {
        let fresh = pod(created: 1, started: 3)
        let silent = Acceptance.unavailable(Fault(.connectionLost, "no endpoints"))
        let observations = [
            member([pod(created: -500, started: -490)]), member([pod(created: -500, started: 60)]),
            member([pod(created: -500, started: 700)]), member([pod(created: -1, started: 2)]),
            member([fresh, pod(created: -500, started: -490)]),
            member([pod(created: 1, started: 3, waiting: "CrashLoopBackOff")]),
            member([pod(created: 1, started: 3, ready: false)]), member([pod(created: 1, started: nil)]), member([]),
            member([pod(created: 7150, started: 7160)], acceptance: silent),
        ]
        for observation in observations {
            #expect(observation.startedDocument == nil)
            #expect(verdict(observation)?.verdict == .unevaluated)
        }
        #expect(member([fresh], acceptance: silent).startedDocument != nil, "it has run for two hours")
    }

    @Test("a write whose time the server does not keep leaves it open")
    func noTime() {
        var member = member([pod(created: 1, started: 3)])
        member.facts.lastWrite = nil
        #expect(member.startedDocument == nil)
        #expect(verdict(member)?.verdict == .unevaluated)
    }

    @Test("what came up before is a proof where nothing but the two settings was changed since, in the same version")
    func history() {
        let stale = member([pod(created: -500, started: -490)])
        #expect(verdict(stale, last: last("00000000aaaa"))?.verdict == .passed)
        #expect(verdict(stale, last: last("00000000aaaa", 3))?.verdict == .unevaluated)
        #expect(verdict(stale, last: last("00000000aaaa", uid: "another"))?.verdict == .unevaluated)
        let changed = verdict(stale, last: last("00000000bbbb"))
        #expect(changed?.verdict == .unevaluated)
        #expect(changed?.compared.plain.contains("more than jwtSecret and accessTokenMaxAge was changed") == true)
    }

    @Test("it may be waived, and an undo asks it too")
    func waived() {
        let stale = member([pod(created: -500, started: -490)])
        let waivers = GateWaivers([Waiver(.documentHasStarted, by: "uid 1000 (alice)", reason: "read it")])
        #expect(verdict(stale).map { waivers.applied(to: $0).verdict } == .waived)
    }
}
