/// The gates that a policy's decision and a plan both ask: one function each, so that the two cannot drift apart.
extension GateVerdict {
    /// - Parameter isHost: whether it is the fleet's host; nil where no host is known.
    static func notTheHost(_ cluster: ClusterID, isHost: Bool?, role: ClusterRole?) -> GateVerdict {
        if isHost == true || role == .host {
            return Gate.notTheHost.refuses("\(cluster) is a host cluster; ksfleet never modifies hosts")
        }
        guard isHost != nil else { return Gate.notTheHost.cannotBeEvaluated("no host is known") }
        return Gate.notTheHost.passes("it is not the host")
    }

    /// - Parameter role: from every source there is; nil where none is certain.
    static func roleIsMember(_ cluster: ClusterID, role: ClusterRole?) -> GateVerdict {
        guard let role else {
            return Gate.roleIsMember.cannotBeEvaluated(
                "its role is not certain: set it in agent.yaml (contexts: {\(cluster): {role: member}})")
        }
        return Gate.roleIsMember.decides(role == .member, "role is \(role.rawValue)")
    }

    /// - Parameter cause: what the cluster fails with; nil where it does not fail.
    static func causeIsRepairable(_ cause: Cause?, health: Health) -> GateVerdict {
        guard let cause, health == .failing else {
            return Gate.causeIsRepairable.refuses("health is \(health.rawValue): there is nothing to repair")
        }
        guard Cause.repairable.contains(cause) else {
            return Gate.causeIsRepairable.refuses("ksfleet does not repair \(cause.rawValue)")
        }
        return Gate.causeIsRepairable.passes("cause is \(cause.rawValue)")
    }

    /// - Parameters:
    ///   - refused: whether the acceptance probe itself was refused; nil where that is not known.
    ///   - cause: how, where that is known.
    static func refusedByProbe(_ refused: Bool?, as cause: FailureCause? = nil) -> GateVerdict {
        guard let refused else {
            return Gate.refusedByProbe.cannotBeEvaluated("what the acceptance probe was told is not known")
        }
        guard refused else {
            return Gate.refusedByProbe.refuses("the acceptance probe was not refused, and a log alone is not enough")
        }
        return Gate.refusedByProbe.passes(
            "the acceptance probe itself was refused" + (cause.map { ": \($0.rawValue)" } ?? ""))
    }

    /// A policy never waives: what it carries out with a waiver, a person has approved with it.
    ///
    /// - Parameters:
    ///   - waived: the gates that are waived.
    ///   - isAPersons: whether a person asks for it, or has approved exactly this.
    package static func waivedByAPerson(_ waived: [Gate], isAPersons: Bool) -> GateVerdict {
        guard !waived.isEmpty else { return Gate.waivedByAPerson.passes("no gate is waived") }
        let names = waived.map(\.rawValue).joined(separator: ", ")
        guard isAPersons else {
            return Gate.waivedByAPerson.refuses(
                "\(names) cannot be evaluated: a person may waive that (--waive), a policy cannot")
        }
        return Gate.waivedByAPerson.passes("a person has waived \(names)")
    }
}
