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
            return Gate.contested.passes("no repair of it was undone by anybody")
        }
        let held = failingSince.timeIntervalSince(last.lastMoment)
        let isSame = held < limits.cooldown || (incident != nil && last.incident == incident)
        let writer = lastWriter.map { "last written by \($0)" } ?? "by whom is not known"
        switch last.outcome {
        case .contested where isSame:
            return Gate.contested.refuses(
                "run/\(last.run) met somebody who writes the same document (\(writer)): change it at its source")
        case .proved where isSame && last.cause == cause && last.undoes != nil:
            return Gate.contested.refuses(
                """
                \(last.actor.map(personName(ofActor:)) ?? "somebody") undid the repair (run/\(last.undoes ?? "?")): \
                policy leaves it alone until someone repairs it by hand
                """)
        case .proved where isSame && last.cause == cause:
            return Gate.contested.refuses(
                """
                run/\(last.run) was proved, and \(cause.rawValue) was back \(shortDuration(seconds: held)) later \
                (sooner than \(shortDuration(seconds: limits.cooldown)), 
                """
                    + "or within the same incident): "
                    + (lastWriter == "ksfleet"
                        ? "ksfleet itself wrote the configuration last; repair it once by hand, and policy may again"
                        : "somebody puts it back (\(writer)); change it at its source"))
        default: return Gate.contested.passes("its last repair was not undone by anybody")
        }
    }
}
