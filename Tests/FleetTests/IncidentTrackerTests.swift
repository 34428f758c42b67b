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

    /// The incident of what is repaired is open, others are not.
    private func underRepair(_ probes: String, of repaired: Cause, tracked: Cause) -> String {
        let open = IncidentTracker(failures: 3, isOpen: true, failingSince: Samples.noon)
        var tracker = tracked == repaired ? open : IncidentTracker()
        return String(
            probes.enumerated().map { index, character in
                let causes: [Character: Cause] = ["d": .apiserverDown, "s": .staleProcess, "c": repaired]
                let diagnosis =
                    causes[Character(character.lowercased())].map {
                        Diagnosis(health: .failing, findings: [Finding($0, .critical, evidence: ["e"], nextStep: "n")])
                    } ?? Diagnosis(health: .healthy, findings: [])
                let claim = character.isLowercase ? RepairClaim(cause: repaired, restartTakes: 600) : nil
                switch tracker.onProbe(
                    diagnosis, cause: tracked, at: minute(index), hysteresis: Hysteresis(), claim: claim)
                {
                case .open: return "o"
                case .close: return "c"
                case nil: return "."
                }
            })
    }

    @Test(
        "a repair's own restart opens nothing, and what it repairs stays open until the run has ended",
        arguments: [
            // Small letters while the run holds the cluster, capitals after: d down, s stale, c the cause, h healthy.
            ("ddddd", Cause.apiserverDown, "....."), ("ddddhH", .apiserverDown, "......"),
            // Still down when the run has ended.
            ("ddddD", .apiserverDown, "....o"), ("dDD", .apiserverDown, "..o"),
            ("sssdddhH", .staleProcess, "........"), ("sssS", .staleProcess, "...o"),
            // A restart that takes longer than two rollouts.
            ("ddddddddddd", .apiserverDown, "..........o"),
            // The incident under repair.
            ("cdddd", .tokenNotInCache, "....."), ("chhhhH", .tokenNotInCache, ".....c"),
            ("cddddHH", .tokenNotInCache, "......c"), ("cddddDD", .tokenNotInCache, "......c"),
            ("cddhC", .tokenNotInCache, "....."), ("cHH", .tokenNotInCache, "..c"),
        ])
    func repairs(probes: String, tracked: Cause, expected: String) {
        #expect(underRepair(probes, of: .tokenNotInCache, tracked: tracked) == expected)
    }

    @Test("another cause is told while a repair is under way as at any time")
    func othersUnderRepair() {
        var tracker = IncidentTracker()
        let claim = RepairClaim(cause: .tokenNotInCache, restartTakes: 600)
        let opened = (0..<3).map { index in
            tracker.onProbe(
                Probe.failing.diagnosis, cause: .redisDown, at: minute(index), hysteresis: Hysteresis(), claim: claim)
        }
        #expect(opened == [nil, nil, .open])
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
