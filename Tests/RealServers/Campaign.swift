import Foundation

/// Breaks the member in each way in turn, has ksfleet find and mend it, and leaves it as it was.
final class Campaign {
    let settings: Settings
    let bench: Bench
    var score = Score()

    init(_ settings: Settings, _ bench: Bench) {
        self.settings = settings
        self.bench = bench
    }

    func run() async {
        for fault in settings.faults {
            say("\(fault.rawValue) …")
            await byHand(fault)
            await byPolicy(fault)
            await step(fault, .back) {
                try await bench.mend()
                return "ok"
            }
        }
    }

    private func byHand(_ fault: Fault) async {
        // 3.3 and 3.4 read a changed configuration by themselves, within a minute and a half: a stale process may be
        // cured meanwhile.
        for attempt in 1...3 {
            guard await tryByHand(fault), attempt < 3 else { return }
            say("\(fault.rawValue): the process has read its configuration by itself; once more")
            score.clear(fault)
        }
    }

    /// - Returns: whether the fault cured itself before it was looked at to the end.
    private func tryByHand(_ fault: Fault) async -> Bool {
        do {
            let hand = HandSteps(settings, bench, fault)
            for (name, body) in hand.steps {
                if await !step(fault, name, body) {
                    return fault.isStale && name != .undone ? try await bench.isAccepted() : false
                }
            }
        } catch { score.fail("\(fault.rawValue): \(error)") }
        return false
    }

    private func byPolicy(_ fault: Fault) async {
        let policy = PolicySteps(settings, bench, fault)
        await step(fault, .policy, policy.run)
    }

    /// - Returns: whether the next step has anything to stand on.
    @discardableResult
    private func step(_ fault: Fault, _ step: Score.Step, _ body: () async throws -> String?) async -> Bool {
        do {
            let words = try await body()
            score.set(fault, step, words.map(Score.Cell.ok) ?? .none)
            return true
        } catch let passed as PassedOver {
            score.set(fault, step, .passedOver(passed.reason))
            return true
        } catch {
            score.set(fault, step, .failed("\(error)"))
            say("\(fault.rawValue), \(step.rawValue): failed: \(error)")
            return false
        }
    }
}
