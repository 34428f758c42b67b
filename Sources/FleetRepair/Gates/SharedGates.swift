package import FleetDiagnosis
package import FleetModel
package import FleetWords

/// The gates that a policy's decision and a plan both ask: one function each, so that the two cannot drift apart.
extension GateVerdict {
    /// - Parameter isHost: whether it is the fleet's host; nil where no host is known.
    package static func notTheHost(_ cluster: ClusterID, isHost: Bool?, role: ClusterRole?) -> GateVerdict {
        if isHost == true || role == .host {
            return Gate.notTheHost.refuses(GateStatement.isHost([.cluster: cluster]))
        }
        guard isHost != nil else { return Gate.notTheHost.cannotBeEvaluated(GateStatement.noHostKnown()) }
        return Gate.notTheHost.passes(GateStatement.isNotTheHost())
    }

    /// - Parameter role: from every source there is; nil where none is certain.
    package static func roleIsMember(_ cluster: ClusterID, role: ClusterRole?) -> GateVerdict {
        guard let role else {
            return Gate.roleIsMember.cannotBeEvaluated(GateStatement.roleUncertain([.cluster: cluster]))
        }
        return Gate.roleIsMember.decides(role == .member, GateStatement.roleIs([.role: role]))
    }

    /// - Parameter cause: what the cluster fails with; nil where it does not fail.
    package static func causeIsRepairable(_ cause: Cause?, health: Health) -> GateVerdict {
        guard let cause, health == .failing else {
            return Gate.causeIsRepairable.refuses(GateStatement.nothingToRepair([.health: health]))
        }
        guard Cause.repairable.contains(cause) else {
            return Gate.causeIsRepairable.refuses(GateStatement.causeNotRepaired([.cause: cause]))
        }
        return Gate.causeIsRepairable.passes(GateStatement.causeIs([.cause: cause]))
    }

    /// - Parameters:
    ///   - refused: whether the acceptance probe itself was refused; nil where that is not known.
    ///   - cause: how, where that is known.
    package static func refusedByProbe(_ refused: Bool?, as cause: FailureCause? = nil) -> GateVerdict {
        guard let refused else {
            return Gate.refusedByProbe.cannotBeEvaluated(GateStatement.probeAnswerUnknown())
        }
        guard refused else { return Gate.refusedByProbe.refuses(GateStatement.probeNotRefused()) }
        return Gate.refusedByProbe.passes(GateStatement.probeRefused([.cause: cause]))
    }

    /// A policy never waives: what it carries out with a waiver, a person has approved with it.
    ///
    /// - Parameters:
    ///   - waived: the gates that are waived.
    ///   - isAPersons: whether a person asks for it, or has approved exactly this.
    package static func waivedByAPerson(_ waived: [Gate], isAPersons: Bool) -> GateVerdict {
        guard !waived.isEmpty else { return Gate.waivedByAPerson.passes(GateStatement.noneWaived()) }
        let names = waived.map(\.rawValue)
        guard isAPersons else {
            return Gate.waivedByAPerson.refuses(GateStatement.waiverWantsPerson([.gates: names]))
        }
        return Gate.waivedByAPerson.passes(GateStatement.waivedByPerson([.gates: names]))
    }
}
