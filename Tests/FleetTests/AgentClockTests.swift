import Fleet
import Testing

@Suite("This machine's own clock")
struct AgentClockTests {
    private func fleet(_ offsets: [Double?]) -> [Observation] {
        offsets.enumerated().map { index, offset in
            var observation = Samples.observation(
                index == 0 ? "host" : "edge-\(index)", role: index == 0 ? .host : .member,
                maxAge: .nanoseconds(0, text: "0"))
            observation.clockOffset = offset
            if index > 0 {
                observation.acceptance = .refused(.tokenUsedBeforeIssued, message: "Token used before issued")
            }
            return observation
        }
    }

    private func causes(_ offsets: [Double?]) -> [Cause?] {
        let observations = fleet(offsets)
        let diagnoses = diagnoseFleet(observations, host: ClusterID("host"))
        return observations.map { diagnoses[$0.cluster]?.primary?.cause }
    }

    @Test(
        "where all clusters differ by the same amount it is this machine's, and nobody is judged",
        arguments: [-3_600.0, 3_600, 28_800, -13])
    func own(offset: Double) {
        let observations = fleet([offset, offset + 1, offset - 2])
        let diagnoses = diagnoseFleet(observations, host: ClusterID("host"))
        #expect(diagnoses.values.allSatisfy { $0.health == .unknown && $0.findings.map(\.cause) == [.agentClock] })
        let evidence = diagnoses[ClusterID("host")]?.primary?.evidence.first?.plain ?? ""
        #expect(
            evidence.contains(offset < 0 ? "ahead of" : "behind") && evidence.contains("3 of 3 clusters"), "\(evidence)"
        )
    }

    @Test("one cluster whose clock is off is that cluster's")
    func one() {
        #expect(causes([0, -3_600, 1]) == [nil, .clockSkew, .clockSkew])
        // A host and one member: the one that agrees with this machine is right.
        #expect(causes([0, -3_600]) == [nil, .clockSkew])
        #expect(causes([-3_600, 0]) == [nil, .clockSkew])
    }

    @Test("clocks that differ from this one and from each other say nothing of this one")
    func disagreeing() {
        #expect(causes([-3_600, 7_200, 90]) == [nil, .clockSkew, .clockSkew])
    }

    @Test("a fleet with one of its own clocks wrong as well is still told apart from this machine")
    func both() {
        #expect(
            causes([-3_600, -3_601, -3_599, 40, -3_600]) == [
                .agentClock, .agentClock, .agentClock, .agentClock, .agentClock,
            ])
        #expect(causes([-3_600, -3_601, -3_599, 0, -3_600]).allSatisfy { $0 != .agentClock })
    }

    @Test("a second or ten are nobody's fault, and one cluster alone has nobody to agree with")
    func small() {
        #expect(causes([-9, -9, -9]).allSatisfy { $0 != .agentClock })
        #expect(causes([-3_600, nil, nil]).allSatisfy { $0 != .agentClock })
    }

    @Test("two contexts of one cluster are one witness")
    func twins() {
        var observations = fleet([-3_600, -3_600])
        for index in observations.indices { observations[index].identity = .value("the same") }
        #expect(AgentClock(observations).ahead == nil)
    }

    @Test("a cluster that did not answer keeps its own finding, and numbers that are none do no harm")
    func unreachable() {
        var observations = fleet([-3_600, -3_600, -3_600])
        observations.append(
            .unread(ClusterID("gone"), at: Samples.noon, elapsed: 1, fault: Fault(.connectionRefused, "refused")))
        #expect(diagnoseFleet(observations, host: ClusterID("host"))[ClusterID("gone")]?.primary?.cause == .unreachable)
        #expect(AgentClock(fleet([.nan, .infinity, -.infinity, 1e300])).ahead == nil)
    }

    @Test("nothing is repaired in a round in which this machine's clock is off")
    func noRepair() { #expect(Cause.agentClock.isOfAgent && Cause.agentBlind.isOfAgent && !Cause.clockSkew.isOfAgent) }
}
