import ArgumentParser
import Console
import Control
import Fleet
import FoundationEssentials
import Reports

/// Whether a command stays until a run is over, and for how long.
struct WaitOptions: ParsableArguments {
    @Flag(
        name: .customLong("wait"), inversion: .prefixedNo,
        help: "Wait until it is over and show its steps on standard error, or return once it has begun (--no-wait).")
    var isWanted: Bool?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Seconds to wait at most; the run itself goes on. Without an agent it is waited for to its end.",
            valueName: "seconds"))
    var waitTimeout = 1800.0

    /// Follows a run to its end and says how it ended.
    ///
    /// - Throws: the exit code of its outcome.
    func follow(_ run: RunReply, _ operations: any ControlOperations, json: Bool) async throws {
        guard isWanted ?? true else {
            if json { try StandardStream.output.write(try RunItem.text(run)) }
            let follow = "\(thisProgram) remediate show run/\(run.id)"
            return StandardStream.error.note("run/\(run.id) is begun; follow it: \(follow)")
        }
        var progress = RunProgress()
        // In this process it is carried to its end, whoever waits: then its end is told, and not that it was waited for
        // in vain.
        let deadline = operations is AgentConnection ? ContinuousClock.now + .seconds(waitTimeout) : nil
        while true {
            let current = try await operations.run(run.id)
            if !json { progress.show(current, now: Date()) }
            if current.isOver { return try end(current, json: json) }
            if let deadline, ContinuousClock.now >= deadline {
                throw CommandFailure(
                    .pending, "run/\(run.id) has not ended after \(Int(waitTimeout)) s, and goes on",
                    hint: .run("agentctl remediate show run/\(run.id)"))
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
            guard plan.state == PlanState.approved.rawValue else {
                throw CommandFailure(.judgedBad, "plan/\(id) is \(plan.state): it is not carried out")
            }
            guard ContinuousClock.now < deadline else {
                throw CommandFailure(
                    .pending, "plan/\(id) is approved and not begun after \(Int(waitTimeout)) s",
                    hint: .run("agentctl policy explain \(shellWord(plan.cluster))"))
            }
            try await Task.sleep(for: .milliseconds(300))
        }
    }

    private func end(_ run: RunReply, json: Bool) throws {
        if json {
            try StandardStream.output.write(try RunItem.text(run))
        } else {
            let told = "\(printable(run.cluster)): \(printable(run.summary ?? run.outcome ?? "over")) (run/\(run.id))"
            let lines = hanging(told, after: "", width: StandardStream.output.terminalWidth)
            try StandardStream.output.write(lines.joined(separator: "\n") + "\n")
        }
        switch run.end {
        case .proved:
            guard run.canBeUndone == true else { return }
            let waivers = (run.waived ?? []).map { " --waive \($0)" }.joined()
            StandardStream.error.tell("to undo it", command: "\(thisProgram) remediate undo run/\(run.id)\(waivers)")
        case .rehearsed: return
        // Of a contested one something may have been written: a person has to look.
        case .stopped: throw ExitCode(ExitStatus.judgedBad.rawValue)
        default:
            StandardStream.error.tell(
                "what it did, step by step",
                command: "\(thisProgram) remediate show run/\(run.id)")
            throw ExitCode(ExitStatus.failed.rawValue)
        }
    }
}

extension String {
    func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
