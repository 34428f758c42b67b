/// What the gates compare that are counted from past repairs.
package enum LedgerStatement: String, StatementCode {
    case unread = "ledger.unread"
    case failingSinceUnknown = "ledger.failing-since-unknown"
    case noneUnderWay = "ledger.none-under-way"
    case underWay = "ledger.under-way"
    case attempts = "ledger.attempts"
    case attemptsUsed = "ledger.attempts-used"
    case neverRepaired = "ledger.never-repaired"
    case lastRepair = "ledger.last-repair"
    case underWayInFleet = "ledger.under-way-in-fleet"
    case neverUndone = "ledger.never-undone"
    case lastNotUndone = "ledger.last-not-undone"
    case anotherWriter = "ledger.another-writer"
    case undone = "ledger.undone"
    case backAfterKsfleet = "ledger.back-after-ksfleet"
    case back = "ledger.back"
    case breakerOpen = "ledger.breaker-open"
    case breakerClosed = "ledger.breaker-closed"
    case breakerShouldOpen = "ledger.breaker-should-open"
    case canaryBegins = "ledger.canary-begins"
    case canary = "ledger.canary"
    case wave = "ledger.wave"

    package func english(_ v: Wording) -> String {
        switch self {
        case .unread: "the history of repairs was not read"
        case .failingSinceUnknown: "since when it has been failing is not known"
        case .noneUnderWay: "no repair of it is under way"
        case .underWay: "run/\(v[.run]) is under way since \(v[.since])"
        case .attempts:
            """
            \(v.counted(.attempts, "automatic attempt")) on this problem (at most \(v[.most])), \(v[.ofDay]) on this \
            cluster in 24 hours (at most \(v[.mostOfDay]))
            """
        case .attemptsUsed: "\(Self.attempts.english(v)): it needs a person"
        case .neverRepaired: "it was never repaired"
        case .lastRepair: "its last repair ended \(v[.age]) ago (at least \(v[.least]))"
        case .underWayInFleet: "\(v.counted(.runs, "repair")) under way in the fleet (limit: \(v[.most]))"
        case .neverUndone: "no repair of it was undone by anybody"
        case .lastNotUndone: "its last repair was not undone by anybody"
        case .anotherWriter:
            """
            run/\(v[.run]) met somebody who writes the same document (\(writer(v))): change it at its source
            """
        case .undone:
            """
            \(v.has(.person) ? v[.person] : "somebody") undid the repair (run/\(v[.undone])): policy leaves it alone \
            until someone repairs it by hand
            """
        case .backAfterKsfleet:
            """
            \(back(v)): ksfleet itself wrote the configuration last; repair it once by hand, and policy may again
            """
        case .back: "\(back(v)): somebody puts it back (\(writer(v))); change it at its source"
        case .breakerOpen:
            """
            open since \(v[.since]): \(v.has(.reason) ? v[.reason] : "no reason is recorded"); a person closes it
            """
        case .breakerClosed: "closed, 0 failed repairs since (limit: 0)"
        case .breakerShouldOpen:
            """
            \(v.counted(.failed, "failed repair")) since the breaker was last closed (limit: 0), the first of them \
            run/\(v[.run]) on \(v[.cluster]); a person closes it
            """
        case .canaryBegins: "\(v[.cluster]) is about to be repaired: no other repair starts at the same moment"
        case .canary:
            """
            run/\(v[.run]) on \(v[.cluster]) is a canary (nothing proved before it): no other repair starts until it \
            is proved
            """
        case .wave:
            """
            wave \(v[.wave]) takes \(v[.size]): \(v[.proved]) proved and \(v[.runs]) under way \
            (\(v.counted(.provedOfCause, "repair")) of \(v[.cause]) proved in 24 hours since the breaker was last \
            closed)
            """
        }
    }
}

extension LedgerStatement {
    private func writer(_ v: Wording) -> String {
        v.has(.writer) ? "last written by \(v[.writer])" : "by whom is not known"
    }

    private func back(_ v: Wording) -> String {
        """
        run/\(v[.run]) was proved, and \(v[.cause]) was back \(v[.age]) later (sooner than \(v[.least]), or within the \
        same incident)
        """
    }
}
