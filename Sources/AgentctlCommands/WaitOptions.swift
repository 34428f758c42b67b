import Agent
import ArgumentParser
import Control
import Fleet
import Reports

/// Whether a command stays until a run is over, and for how long.
struct WaitOptions: ParsableArguments {
    @Flag(name: .customLong("wait"), inversion: .prefixedNo, help: "Stay until it is over, with its steps on standard error.")
    var isWanted: Bool?

    @Option(name: .long, help: ArgumentHelp("Seconds to wait at most; the run itself goes on. Without an agent it is waited for to its end.", valueName: "seconds"))
    var waitTimeout = 1800.0

    /// Follows a run to its end and says how it ended.
    ///
    /// - Throws: the exit code of its outcome.
    func follow(_ run: RunReply, _ operations: any ControlOperations, json: Bool) async throws {
        guard isWanted ?? true else {
            if json { try StandardStream.output.write(try RunItem.text(run)) }
            return StandardStream.error.note("run/\(run.id) is begun; follow it: agentctl remediate show run/\(run.id)")
        }
        var progress = RunProgress()
        // In this process it is carried to its end, whoever waits: then its end is told, and not that it was waited for in vain.
        let deadline = operations is AgentRoute ? ContinuousClock.now + .seconds(waitTimeout) : nil
        while true {
            let current = try await operations.run(run.id)
            if !json { progress.show(current) }
            if current.isOver { return try end(current, json: json) }
            if let deadline, ContinuousClock.now >= deadline {
                throw CommandFailure(.pending, "run/\(run.id) is not over after \(Int(waitTimeout)) s, and goes on", hint: "agentctl remediate show run/\(run.id)")
            }
            try await Task.sleep(for: .milliseconds(150))
        }
    }

    /// Follows a plan that was approved until the agent begins it, and then its run.
    func follow(plan id: Int64, _ operations: any ControlOperations, json: Bool) async throws {
        let deadline = ContinuousClock.now + .seconds(waitTimeout)
        while true {
            let plan = try await operations.plan(id)
            if let run = plan.run { return try await follow(try await operations.run(run), operations, json: json) }
            guard plan.state == "approved" else { throw CommandFailure(.judgedBad, "plan/\(id) is \(plan.state): it is not carried out") }
            guard ContinuousClock.now < deadline else {
                throw CommandFailure(.pending, "plan/\(id) is approved and not begun after \(Int(waitTimeout)) s", hint: "agentctl policy explain \(shellWord(plan.cluster))")
            }
            try await Task.sleep(for: .milliseconds(300))
        }
    }

    private func end(_ run: RunReply, json: Bool) throws {
        if json {
            try StandardStream.output.write(try RunItem.text(run))
        } else {
            try StandardStream.output.write("\(printable(run.cluster)): \(printable(run.summary ?? run.outcome ?? "over")) (run/\(run.id))\n")
        }
        switch run.outcome {
        case "proved":
            guard run.canBeUndone == true else { return }
            let waivers = (run.waived ?? []).map { " --waive \($0)" }.joined()
            StandardStream.error.note("to undo it: agentctl remediate undo run/\(run.id)\(waivers) --reason …")
        case "rehearsed": return
        // Of a contested one something may have been written: a person has to look.
        case "stopped": throw ExitCode(ExitStatus.judgedBad.rawValue)
        default: throw ExitCode(ExitStatus.failed.rawValue)
        }
    }
}

/// The steps of a run on standard error, each once: on a terminal the one under way as well.
struct RunProgress {
    private var shown: Int64 = 0

    mutating func show(_ run: RunReply) {
        let isTerminal = StandardStream.error.terminalWidth != nil
        for step in run.steps ?? [] where step.sequence > shown {
            shown = step.sequence
            let line = "\(Self.mark(step.phase)) \(step.step.padded(to: 12)) \(printable(step.detail))"
            if step.phase == "intended" {
                if isTerminal { StandardStream.error.rewrite(String(line.prefix(StandardStream.error.terminalWidth ?? 80))) }
            } else {
                if isTerminal { StandardStream.error.rewrite("") }
                StandardStream.error.note(line)
            }
        }
    }

    private static func mark(_ phase: String) -> String {
        switch phase {
        case "intended": "…"
        case "done": "✓"
        case "failed": "✖"
        default: "-"
        }
    }
}

extension String {
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
