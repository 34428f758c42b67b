import FleetDiagnosis
package import FleetRepair
import FleetWords
import FoundationEssentials

/// First one cluster alone, and only what has succeeded so far earns more at a time.
package enum RepairWaves {
    /// The last size holds for every wave after it.
    package static let sizes = [1, 2, 4]
    /// Seconds for which a success counts: after a day without one the next repair is a canary again.
    static let memory = 86_400.0

    /// The wave that is due after so many successes, counted from 0, and how many of it have succeeded.
    package static func wave(after proved: Int) -> (number: Int, size: Int, proved: Int) {
        var number = 0
        var rest = proved
        while rest >= size(number) {
            rest -= size(number)
            number += 1
            // All later waves are of one size.
            if number >= sizes.count { return (number + rest / size(number), size(number), rest % size(number)) }
        }
        return (number, size(number), rest)
    }

    private static func size(_ number: Int) -> Int { sizes[min(number, sizes.count - 1)] }
}

extension LedgerGates {
    /// Closed means: no row that says "open", and no failure since a person last closed it, were the row lost.
    var breaker: GateVerdict {
        guard let ledger else { return Gate.breaker.cannotBeEvaluated(Self.unread) }
        if let opened = ledger.breaker.openedAt {
            return Gate.breaker.refuses(
                LedgerStatement.breakerOpen([.since: opened, .reason: ledger.breaker.reason]))
        }
        let failed = sinceClosed.filter(\.isFailure)
        guard let first = failed.first else { return Gate.breaker.passes(LedgerStatement.breakerClosed()) }
        return Gate.breaker.refuses(
            LedgerStatement.breakerShouldOpen([
                .failed: failed.count, .run: first.run, .cluster: first.cluster,
            ]))
    }

    var wave: GateVerdict {
        guard ledger != nil else { return Gate.wave.cannotBeEvaluated(Self.unread) }
        let running = sinceClosed.filter(\.isUnderWay)
        if let canary = running.first(where: { proved($0.cause) == 0 }) {
            let code: LedgerStatement = canary.isBeginning ? .canaryBegins : .canary
            return Gate.wave.refuses(code([.run: canary.run, .cluster: canary.cluster]))
        }
        let wave = RepairWaves.wave(after: proved(cause))
        let isOpen = wave.number == 0 ? running.isEmpty : wave.proved + running.count < wave.size
        return Gate.wave.decides(
            isOpen,
            LedgerStatement.wave([
                .wave: wave.number + 1, .size: wave.size, .proved: wave.proved, .runs: running.count,
                .provedOfCause: proved(cause), .cause: cause,
            ]))
    }

    /// What is under way counts even where it began before the breaker was closed.
    private var sinceClosed: [RepairAttempt] {
        let automatic = ledger?.attempts.filter(\.automatic) ?? []
        guard let closed = ledger?.breaker.closedAt else { return automatic }
        return automatic.filter { $0.isUnderWay || $0.lastMoment > closed }
    }

    private func proved(_ cause: Cause) -> Int {
        sinceClosed.filter {
            $0.outcome == .proved && $0.cause == cause && now.timeIntervalSince($0.lastMoment) < RepairWaves.memory
        }.count
    }
}

/// Why the breaker has to open now that an attempt has ended; nil where it stays as it is. Whoever records the end
/// asks.
package func breakerReason(_ ended: RepairAttempt) -> String? {
    guard ended.automatic, ended.isFailure else { return nil }
    return
        "run/\(ended.run) on \(ended.cluster) ended \(ended.outcome?.rawValue ?? "?"): 1 failed repair (limit: 0)"
}
