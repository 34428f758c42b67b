import Fleet
import FoundationEssentials

/// A member of a fleet of ten, failing for a while, under a policy that would repair it: every gate passes. A test
/// changes what it is about.
struct PolicyScene {
    /// Tuesday, 2026-10-20T10:00:00Z.
    static let now = Date(timeIntervalSince1970: 1_792_490_400)

    var policy = Policy(rules: [
        PolicyRule(causes: [.tokenNotInCache], mode: .auto, after: EvidenceThreshold(probes: 3, lasting: 60))
    ])
    var situation = Fleet.Situation(
        cluster: "edge-1", labels: ["environment": "staging"], role: .member, isHost: false,
        diagnosis: failing(.tokenNotInCache),
        evidence: Evidence(
            cause: .tokenNotInCache, probesInARow: 5, since: now - 120, lastProbe: now - 5, refusedByProbe: true),
        incident: 7,
        fleet: FleetCounts(watched: 10, failing: 1, unknown: 0, isBlind: false, knownSince: now - 86_400),
        ledger: RepairLedger(),
        now: now, zones: ZoneTable())

    var decision: Decision { decide(policy, situation) }

    static func failing(_ cause: Cause) -> Diagnosis {
        Diagnosis(health: .failing, findings: [Finding(cause, .critical, evidence: ["refused"], nextStep: "look")])
    }

    /// An automatic attempt on edge-1, so many seconds before now, that took a minute.
    static func attempt(
        _ outcome: RepairAttempt.Outcome?, secondsAgo: Double, cluster: ClusterID = "edge-1",
        cause: Cause = .tokenNotInCache, incident: Int64? = nil,
        automatic: Bool = true
    ) -> RepairAttempt {
        let start = now - secondsAgo
        return RepairAttempt(
            run: "run-\(Int(secondsAgo))", cluster: cluster, cause: cause, incident: incident, startedAt: start,
            endedAt: outcome.map { _ in start + 60 },
            outcome: outcome, automatic: automatic)
    }
}

extension ClusterID: ExpressibleByStringLiteral {
    package init(stringLiteral name: String) { self.init(name) }
}

/// Bytes of a TZif file of version 2 with the given 64-bit data and footer, built here so that the parser is not its
/// own witness.
func tzif(
    _ transitions: [(at: Int64, type: UInt8)] = [], types: [Int32] = [0], footer: String, version: UInt8 = 0x32,
    leaps: Int = 0
) -> [UInt8] {
    func bytes(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value.bigEndian, Array.init) }
    func header(times: Int, types: Int, characters: Int, leaps: Int) -> [UInt8] {
        Array("TZif".utf8) + [version] + Array(repeating: 0, count: 15)
            + [0, 0, leaps, times, types, characters].flatMap { bytes(Int32($0)) }
    }
    let old = header(times: 0, types: 1, characters: 1, leaps: 0) + [0, 0, 0, 0, 0, 0] + [0]
    let data =
        transitions.flatMap { bytes($0.at) } + transitions.map(\.type) + types.flatMap { bytes($0) + [0, 0] }
        + [UInt8](repeating: 0, count: 1 + leaps * 12)
    return old + header(times: transitions.count, types: types.count, characters: 1, leaps: leaps) + data
        + Array("\n\(footer)\n".utf8)
}

// swift-format-ignore: NeverUseForceTry
let berlin = try! ZoneRules(tzif: tzif(types: [3600], footer: "CET-1CEST,M3.5.0,M10.5.0/3"))
// swift-format-ignore: NeverUseForceTry
let shanghai = try! ZoneRules(tzif: tzif(types: [28_800], footer: "CST-8"))

// swift-format-ignore: NeverUseForceTry
func utc(_ text: String) -> Date { try! Date(text, strategy: .iso8601) }
