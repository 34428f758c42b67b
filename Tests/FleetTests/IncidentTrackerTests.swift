import Fleet
import FleetMonth
import FoundationEssentials
import Testing

@Suite("Incident tracker")
struct IncidentTrackerTests {
    /// What a probe can say to the tracker of `.redisDown`.
    private enum Probe: Character, CaseIterable {
        case failing = "F"
        case otherCause = "O"
        case healthy = "H"
        case unknown = "?"

        var diagnosis: Diagnosis {
            switch self {
            case .failing: Self.diagnosis(.failing, .redisDown)
            case .otherCause: Self.diagnosis(.failing, .secretMismatch)
            case .healthy: Diagnosis(health: .healthy, findings: [])
            // Even where the finding names the very cause.
            case .unknown: Self.diagnosis(.unknown, .redisDown)
            }
        }

        private static func diagnosis(_ health: Health, _ cause: Cause) -> Diagnosis {
            Diagnosis(health: health, findings: [Finding(cause, .critical, evidence: ["e"], nextStep: "n")])
        }
    }

    private func minute(_ index: Int) -> Date { Samples.noon.addingTimeInterval(Double(index) * 60) }

    /// One character for each probe: `o` opens, `c` closes, `.` nothing.
    private func actions(_ probes: String, _ hysteresis: Hysteresis, tracker: inout IncidentTracker) -> String {
        String(
            probes.enumerated().map { index, character in
                let diagnosis = Probe(rawValue: character)?.diagnosis ?? Diagnosis(health: .unknown, findings: [])
                switch tracker.onProbe(diagnosis, cause: .redisDown, at: minute(index), hysteresis: hysteresis) {
                case .open: return "o"
                case .close: return "c"
                case nil: return "."
                }
            })
    }

    @Test(
        "opens after three failures in a row, closes after two other answers in a row",
        arguments: [
            ("FFF", "..o"), ("FF", ".."), ("FFHFF", "....."), ("FFFFF", "..o.."), ("F?F??F", ".....o"),
            ("FFFHH", "..o.c"),
            ("FFFHFH", "..o..."),
            ("FFFHFHH", "..o...c"), ("FFFH?H", "..o..c"), ("FFFOO", "..o.c"), ("FFOF", "...."), ("HHHH", "...."),
            ("????", "...."),
            ("FFF????", "..o...."), ("FFFHHFFF", "..o.c..o"), ("FFFHHHFF", "..o.c..."),
        ])
    func table(probes: String, expected: String) {
        var tracker = IncidentTracker()
        #expect(actions(probes, Hysteresis(failuresToOpen: 3, successesToClose: 2), tracker: &tracker) == expected)
    }

    @Test("with a hysteresis of one, each answer is believed")
    func immediate() {
        var tracker = IncidentTracker()
        #expect(actions("FHF?OH", Hysteresis(failuresToOpen: 1, successesToClose: 1), tracker: &tracker) == "oco.c.")
    }

    @Test(
        "an incident dates from the first failure of the run that opened it",
        arguments: [("FFF", 0), ("HFFF", 1), ("FFHFFF", 3), ("?F?FF", 1), ("FFFHF", 0), ("FFFHHFFF", 5)])
    func since(probes: String, first: Int) {
        var tracker = IncidentTracker()
        _ = actions(probes, Hysteresis(), tracker: &tracker)
        #expect(tracker.isOpen)
        #expect(tracker.failingSince == minute(first))
    }

    @Test(
        "holds its invariants on random probes, kept and read back between them",
        arguments: 1...50 as ClosedRange<UInt64>)
    func invariants(seed: UInt64) throws {
        var random = SplitMix64(state: seed)
        let hysteresis = Hysteresis(
            failuresToOpen: .random(in: 1...4, using: &random), successesToClose: .random(in: 1...3, using: &random))
        var tracker = IncidentTracker()
        var known: [(probe: Probe, at: Date)] = []
        for index in 0..<400 {
            let probe = Probe.allCases.randomElement(using: &random) ?? .unknown
            let before = tracker
            let action = tracker.onProbe(probe.diagnosis, cause: .redisDown, at: minute(index), hysteresis: hysteresis)
            if probe == .unknown {
                #expect(action == nil && tracker == before)
                continue
            }
            known.append((probe, minute(index)))
            let failures = known.reversed().prefix { $0.probe == .failing }
            let successes = known.reversed().prefix { $0.probe != .failing }
            #expect((action == .open) == (!before.isOpen && failures.count >= hysteresis.failuresToOpen))
            #expect((action == .close) == (before.isOpen && successes.count >= hysteresis.successesToClose))
            if action == .open { #expect(tracker.failingSince == failures.last?.at) }
            #expect(tracker.isOpen == (action == .open || (before.isOpen && action != .close)))
            tracker = try JSONDecoder().decode(IncidentTracker.self, from: JSONEncoder().encode(tracker))
        }
    }
}
