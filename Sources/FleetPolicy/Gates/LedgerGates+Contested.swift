import FleetRepair
import FleetWords
import FoundationEssentials

extension LedgerGates {
    /// Somebody else puts the setting back, or writes the same document: doing it again would be a fight without an
    /// end.
    var contested: GateVerdict {
        guard ledger != nil, let failingSince else {
            return Gate.contested.cannotBeEvaluated(ledger == nil ? Self.unread : Self.sinceWhen)
        }
        // A person who has repaired it since has seen it.
        guard let last = own.filter({ !$0.isUnderWay }).max(by: { $0.startedAt < $1.startedAt }) else {
            return Gate.contested.passes(LedgerStatement.neverUndone())
        }
        let held = failingSince.timeIntervalSince(last.lastMoment)
        let isSame = held < limits.cooldown || (incident != nil && last.incident == incident)
        switch last.outcome {
        case .contested where isSame:
            return Gate.contested.refuses(LedgerStatement.anotherWriter([.run: last.run, .writer: lastWriter]))
        case .proved where isSame && last.cause == cause:
            return Gate.contested.refuses(last.undoes.map { undone($0, by: last) } ?? back(last, after: held))
        default: return Gate.contested.passes(LedgerStatement.lastNotUndone())
        }
    }

    private func undone(_ run: String, by undo: RepairAttempt) -> Statement {
        LedgerStatement.undone([.person: undo.actor.map(personName(ofActor:)), .undone: run])
    }

    private func back(_ last: RepairAttempt, after held: Double) -> Statement {
        let code: LedgerStatement = lastWriter == "ksfleet" ? .backAfterKsfleet : .back
        return code([
            .run: last.run, .cause: cause, .age: Seconds(held), .least: Seconds(limits.cooldown),
            .writer: lastWriter,
        ])
    }
}
