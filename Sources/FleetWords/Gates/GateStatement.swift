/// What the gates compare that a policy and a plan both ask, and what is waived.
package enum GateStatement: String, StatementCode {
    case cannotBeEvaluated = "gate.cannot-be-evaluated"
    case isHost = "gate.is-host"
    case noHostKnown = "gate.no-host-known"
    case isNotTheHost = "gate.is-not-the-host"
    case roleUncertain = "gate.role-uncertain"
    case roleIs = "gate.role-is"
    case nothingToRepair = "gate.nothing-to-repair"
    case causeNotRepaired = "gate.cause-not-repaired"
    case causeIs = "gate.cause-is"
    case probeAnswerUnknown = "gate.probe-answer-unknown"
    case probeNotRefused = "gate.probe-not-refused"
    case probeRefused = "gate.probe-refused"
    case noneWaived = "gate.none-waived"
    case waiverWantsPerson = "gate.waiver-wants-person"
    case waivedByPerson = "gate.waived-by-person"
    case waived = "gate.waived"
    case gateSays = "gate.gate-says"

    package func english(_ v: Wording) -> String {
        switch self {
        case .cannotBeEvaluated: "cannot be evaluated: \(v[.why])"
        case .isHost: "\(v[.cluster]) is a host cluster; ksfleet never modifies hosts"
        case .noHostKnown: "no host is known"
        case .isNotTheHost: "it is not the host"
        case .roleUncertain:
            """
            its role is not certain: set it in agent.yaml (contexts: {\(v[.cluster]): {role: member}})
            """
        case .roleIs: "role is \(v[.role])"
        case .nothingToRepair: "health is \(v[.health]): there is nothing to repair"
        case .causeNotRepaired: "ksfleet does not repair \(v[.cause])"
        case .causeIs: "cause is \(v[.cause])"
        case .probeAnswerUnknown: "what the acceptance probe was told is not known"
        case .probeNotRefused: "the acceptance probe was not refused, and a log alone is not enough"
        case .probeRefused: "the acceptance probe itself was refused\(v.with(.cause) { ": \($0)" })"
        case .noneWaived: "no gate is waived"
        case .waiverWantsPerson:
            """
            \(v[.gates]) cannot be evaluated: a person may waive that (--waive), a policy cannot
            """
        case .waivedByPerson: "a person has waived \(v[.gates])"
        case .waived: "waived by \(v[.person]) (\(v[.reason])); it \(v[.said])"
        case .gateSays: "\(v[.gate]): \(v[.said])"
        }
    }
}
