import CivilTime
package import FleetModel
import FleetWords
import FoundationEssentials

/// Whether this machine's own clock is off. The `Date` headers of a whole fleet cannot be wrong by the same amount:
/// then the tokens that are signed here are of another time, and their refusal says nothing of the clusters.
package struct AgentClock: Equatable, Sendable {
    /// Seconds by which this machine's clock is ahead of the fleet's; negative where it is behind. nil where nothing is
    /// doubted.
    package let ahead: Double?
    private let asked: Int
    private let agreeing: Int

    /// Less than this is nobody's fault: it is `maximumClockSkew` by default.
    private static let tolerated = 10.0
    /// The headers have whole seconds, and an answer takes its time.
    private static let agreement = 5.0

    package init(_ observations: [Observation]) {
        // Two contexts of one cluster are one witness.
        let witnesses = Dictionary(
            observations.compactMap { one in one.clockOffset.map { (one.identity.value ?? one.cluster.rawValue, $0) } }
        ) { first, _ in first }
        let offsets = witnesses.values.filter(\.isFinite).sorted()
        asked = offsets.count
        guard offsets.count >= 2 else {
            (ahead, agreeing) = (nil, 0)
            return
        }
        let middle = offsets[offsets.count / 2]
        agreeing = offsets.count { abs($0 - middle) <= Self.agreement }
        // One that agrees with this machine is a second witness for its clock.
        let isAlone = offsets.allSatisfy { abs($0) > Self.tolerated }
        ahead = isAlone && agreeing >= 2 && agreeing * 3 >= offsets.count * 2 ? -middle : nil
    }

    /// nil for a cluster of which something else is known: one that did not answer, or refused the agent itself.
    func diagnosis(_ observation: Observation) -> Diagnosis? {
        guard let ahead, observation.clockOffset != nil, observation.identity.fault?.forbidsFurtherRequests != true
        else { return nil }
        let finding = Finding(
            .agentClock, .warning,
            evidence: [
                AgentStatement.clockOff([
                    .offset: Seconds(abs(ahead)), .seconds: Int(saturating: abs(ahead).rounded()),
                    .isAhead: ahead > 0 ? "yes" : nil, .agreeing: agreeing, .asked: asked,
                ]),
                AgentStatement.tokensOfAnotherTime(),
            ],
            nextStep: NextStep(
                "set this machine's clock; nothing is repaired until then", command: "timedatectl status"))
        return Diagnosis(health: .unknown, findings: [finding])
    }
}
