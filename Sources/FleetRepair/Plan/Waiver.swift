import FleetText
package import FleetWords

/// A person's word that a gate may be passed which cannot be evaluated.
package struct Waiver: Hashable, Sendable {
    package let gate: Gate
    /// `uid 1000 (alice)`, as the journal names a caller.
    package let by: String
    package let reason: String
    /// What the gate said when it was waived; nil for a waiver that was not needed yet, and in plans of an older
    /// version.
    package internal(set) var said: Statement?

    package init(_ gate: Gate, by: String, reason: String) {
        self.gate = gate
        self.by = printable(by, limit: 100)
        self.reason = printable(reason, limit: 200)
    }

    fileprivate func used(where gate: GateVerdict) -> Waiver {
        var used = self
        used.said = gate.compared
        return used
    }

    /// For the journal, a plan and a report.
    package var words: String { "\(gate.rawValue), waived by \(personName(ofActor: by)): \(reason)" }
}

/// The waivers under which gates are asked. They touch a gate that could not be evaluated, and no other: one that
/// refuses stays refused.
package struct GateWaivers: Hashable, Sendable {
    private let waivers: [Waiver]

    package init(_ waivers: [Waiver] = []) { self.waivers = waivers.filter(\.gate.isWaivable) }

    package func applied(to gate: GateVerdict) -> GateVerdict {
        guard gate.verdict == .unevaluated, let waiver = waivers.first(where: { $0.gate == gate.gate }) else {
            return gate
        }
        return GateVerdict(
            waiver.gate, .waived,
            GateStatement.waived([
                .person: personName(ofActor: waiver.by), .reason: waiver.reason, .said: gate.compared,
            ]))
    }

    package func applied(to gates: [GateVerdict]) -> [GateVerdict] { gates.map { applied(to: $0) } }

    /// Those that were needed for these gates; nil for none.
    package func used(by gates: [GateVerdict]) -> [Waiver]? {
        let used = gates.filter { $0.verdict == .waived }.compactMap { gate in
            waivers.first { $0.gate == gate.gate }.map { $0.used(where: gate) }
        }.sorted { $0.gate.rawValue < $1.gate.rawValue }
        return used.isEmpty ? nil : used
    }
}
