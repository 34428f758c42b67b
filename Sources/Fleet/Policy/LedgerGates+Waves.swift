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
                "open since \(opened.rfc3339): \(ledger.breaker.reason ?? "no reason is recorded"); a person closes it")
        }
        let failed = sinceClosed.filter(\.isFailure)
        guard let first = failed.first else {
            return Gate.breaker.passes("closed, 0 failed repairs since (limit: 0)")
        }
        return Gate.breaker.refuses(
            """
            \(counted(failed.count, "failed repair")) since the breaker was last closed (limit: 0), the first \
            of them run/\(first.run) on \(first.cluster); a person closes it
            """
        )
    }

    var wave: GateVerdict {
        guard ledger != nil else { return Gate.wave.cannotBeEvaluated(Self.unread) }
        let running = sinceClosed.filter(\.isUnderWay)
        if let canary = running.first(where: { proved($0.cause) == 0 }) {
            return Gate.wave.refuses(
                canary.isBeginning
                    ? "\(canary.cluster) is about to be repaired: no other repair starts at the same moment"
                    : """
                    run/\(canary.run) on \(canary.cluster) is a canary (nothing proved before it): no other repair \
                    starts until it is proved
                    """)
        }
        let wave = RepairWaves.wave(after: proved(cause))
        let isOpen = wave.number == 0 ? running.isEmpty : wave.proved + running.count < wave.size
        return Gate.wave.decides(
            isOpen,
            "wave \(wave.number + 1) takes \(wave.size): \(wave.proved) proved and \(running.count) under way "
                + """
                (\(counted(proved(cause), "repair")) of \(cause.rawValue) proved in 24 hours since the breaker was \
                last closed)
                """
        )
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
