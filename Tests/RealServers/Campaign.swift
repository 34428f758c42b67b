import Foundation

/// A stale process that has read its configuration by itself before ksfleet was done with it, as 3.3 and 3.4 do.
struct CuredItself: Error {}

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
            await repeated(fault) { HandSteps(self.settings, self.bench, fault).steps }
            await repeated(fault) { [(.policy, PolicySteps(self.settings, self.bench, fault).run)] }
            await step(fault, .back) {
                try await bench.mend()
                return "ok"
            }
        }
    }

    private static let attempts = 3

    /// Steps that stand on each other, from the beginning again where the fault cured itself.
    private func repeated(_ fault: Fault, _ steps: () -> [(Score.Step, HandSteps.Body)]) async {
        for attempt in 1...Self.attempts {
            guard let cured = await tried(fault, steps()) else { return }
            say("\(fault.rawValue), \(cured.rawValue): the process has read its configuration by itself")
            if attempt == Self.attempts {
                score.set(fault, cured, .passedOver("the process read its configuration by itself, \(attempt) times"))
            }
        }
    }

    /// - Returns: the step in which the fault was found to have cured itself.
    private func tried(_ fault: Fault, _ steps: [(Score.Step, HandSteps.Body)]) async -> Score.Step? {
        for (name, body) in steps {
            switch await step(fault, name, body) {
            case .done: continue
            case .failed: return nil
            case .cured: return name
            }
        }
        return nil
    }

    private enum Result { case done, failed, cured }

    @discardableResult
    private func step(_ fault: Fault, _ step: Score.Step, _ body: () async throws -> String?) async -> Result {
        do {
            let words = try await body()
            score.set(fault, step, words.map(Score.Cell.ok) ?? .none)
            return .done
        } catch is CuredItself {
            return .cured
        } catch {
            score.set(fault, step, .failed("\(error)"))
            say("\(fault.rawValue), \(step.rawValue): failed: \(error)")
            return .failed
        }
    }
}

extension Bench {
    /// Asked where ksfleet did not see a stale process, and nothing was written yet: whether there is one still.
    func checkStillStale(_ fault: Fault) async throws {
        let readsAnew = member.version.hasPrefix("v3.3.") || member.version.hasPrefix("v3.4.")
        guard fault.isStale, readsAnew else { return }
        // While a process reads, nothing listens for a moment; and of several, each reads in its own time.
        var seen: [Int] = []
        try await Deadline.wait(for: "the member to answer") {
            seen = try await answers(3 * max(1, replicas))
            return seen.allSatisfy([200, 401].contains) ? nil : "\(seen)"
        }
        if seen.contains(200) { throw CuredItself() }
    }
}
