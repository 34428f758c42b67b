import ArgumentParser
import Console
import Control
import Fleet
import Reports

/// Which plan: by its name, or by a cluster that has one waiting.
struct PlanArgument: ParsableArguments {
    @Argument(
        help: ArgumentHelp("A plan (plan/7), or a cluster with a plan that waits.", valueName: "plan"),
        completion: .pendingPlans)
    var plan: String

    func find(_ operations: any ControlOperations) async throws -> PlanReply {
        if case .plan(let number)? = try NamedArgument.name(plan, kinds: [.plan, .incident]) {
            return try await operations.plan(number)
        }
        let waiting = try await operations.plans().first {
            $0.cluster == plan && PlanState(rawValue: $0.state)?.isPending == true
        }
        guard let waiting else {
            throw CommandFailure(
                .noSuchObject, "no plan of \(printable(plan, limit: 120)) waits",
                hint: NextStep("list them", command: "agentctl remediate list"))
        }
        return waiting
    }

    /// Before anything is shown or asked; the agent looks again.
    ///
    /// - Throws: `judgedBad` for a plan in another state than these.
    static func require(_ plan: PlanReply, _ states: [PlanState], toBe decision: String) throws {
        guard !states.contains(where: { $0.rawValue == plan.state }) else { return }
        throw CommandFailure(
            .judgedBad,
            "plan/\(plan.id) of \(printable(plan.cluster)) is \(plan.state): it cannot be \(decision) any more",
            hint: NextStep("what became of it", command: "agentctl remediate show plan/\(plan.id)"),
            code: "plan_decided")
    }
}

struct RemediateApprove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Approve a plan: the agent carries out exactly this, within every gate.",
        discussion: """
            The plan is shown, and asked about unless --yes is given. The agent begins it at its next look at the \
            cluster, and only while \
            the plan is still the same and every gate passes; --wait follows it. Where no agent runs, the approval is \
            kept for one that \
            starts before the plan expires: to carry it out at once, use remediate apply.

            Exit codes: 0 approved (with --wait: proved), 1 failed, rolled back or contested, 2 not confirmed, 5 no \
            such plan, 6 --wait and \
            no agent runs, 8 it still waits when the time to wait ran out, 10 it cannot be approved any more, 64 no \
            reason.
            """)

    @OptionGroup var plan: PlanArgument
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup(title: HelpSection.shared) var quiet: QuietOption
    @OptionGroup var reason: ReasonOption
    @OptionGroup var waiting: WaitOptions
    @OptionGroup var detail: DetailOption

    @OptionGroup var confirmation: ConfirmationOptions

    @Option(name: [.customShort("o", allowingJoined: true), .long], help: "table or json.")
    var output = PlainFormat.standard

    func run() async throws {
        try await CommandFailure.reporting {
            try reason.check(confirmation)
            try await connection.with { operations, caller in
                let found = try await plan.find(operations)
                try PlanArgument.require(found, [.proposed], toBe: "approved")
                let byAgent = operations is AgentConnection
                if !byAgent, waiting.isWanted ?? false {
                    throw CommandFailure(
                        .daemonUnreachable, "no agent runs that would carry it out: there is nothing to wait for",
                        hint: now(found))
                }
                if output == .table { try StandardStream.output.write(PlanText.describe(found, detail.lines) + "\n") }
                let why = try reason.decided(
                    confirmation, "Allow the agent to carry out plan/\(found.id) on \(printable(found.cluster))?")
                let approved = try await operations.approve(found.id, hash: found.hash, by: caller(why))
                if output == .json { try StandardStream.output.write(try PlanText.json(approved) + "\n") }
                // It is approved, whatever comes after: an agent that goes away now must not make it look refused.
                let freeze = try? await FreezeRefusal.holding(approved.cluster, connection, operations)
                StandardStream.error.note(
                    "plan/\(approved.id) is approved" + Self.whatFollows(byAgent: byAgent, freeze: freeze))
                if !byAgent { StandardStream.error.note(now(found).here.oneLine) }
                StandardStream.error.tell(
                    "to undo it before it is begun",
                    command: "\(thisProgram) remediate reject plan/\(approved.id)")
                if waiting.isWanted ?? false {
                    try await waiting.follow(plan: approved.id, operations, json: output == .json)
                }
            }
        }
    }

    /// Of an approval: who carries it out, and when.
    private static func whatFollows(byAgent: Bool, freeze: FreezeReply?) -> String {
        let held = freeze.map { ", held by \($0.text(.error))" } ?? ""
        guard byAgent else { return "\(held), and no agent runs: one that starts before it expires carries it out" }
        return "\(held): the agent carries it out once \(freeze == nil ? "every gate passes" : "the freeze has ended")"
    }

    private func now(_ plan: PlanReply) -> NextStep {
        NextStep(
            "to carry it out now", command: "agentctl remediate apply \(shellWord(plan.cluster)) --plan \(plan.hash)")
    }
}

struct RemediateReject: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reject",
        abstract: "Reject a pending plan, or an approved one that has not started.",
        discussion: """
            The agent makes no plan of its own again for the same incident until its cooldown is over. The plan \
            is shown, and asked about unless --yes is given.

            Exit codes: 0 rejected, 2 not confirmed, 5 no such plan, 10 it does not wait any more, 64 no reason.
            """)

    @OptionGroup var plan: PlanArgument
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup(title: HelpSection.shared) var quiet: QuietOption
    @OptionGroup var reason: ReasonOption
    @OptionGroup var detail: DetailOption
    @OptionGroup var confirmation: ConfirmationOptions

    func run() async throws {
        try await CommandFailure.reporting {
            try reason.check(confirmation)
            try await connection.with { operations, caller in
                let found = try await plan.find(operations)
                try PlanArgument.require(found, [.proposed, .approved], toBe: "rejected")
                try StandardStream.output.write(PlanText.describe(found, detail.lines) + "\n")
                let why = try reason.decided(
                    confirmation, "Reject plan/\(found.id) (\(found.cause)) of \(printable(found.cluster))?")
                let rejected = try await operations.reject(found.id, by: caller(why))
                StandardStream.error.note(
                    "plan/\(rejected.id) of \(printable(rejected.cluster)) is rejected: nothing is done")
                StandardStream.error.tell(
                    "to undo it, plan anew",
                    command: "\(thisProgram) remediate plan \(shellWord(rejected.cluster))")
            }
        }
    }
}

struct RemediateUndo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "undo",
        abstract: "Undo a repair, days later too: put back what it changed.",
        discussion: """
            It is a run of its own, with the same guards: where somebody has changed the document since, nothing is \
            forced.

            Exit codes: 0 put back, 1 failed, 2 not confirmed, 5 no such run, 8 the time to wait ran out and it goes \
            on, 10 refused, 64 no reason.
            """)

    @Argument(
        help: ArgumentHelp(
            """
            A run, as `agentctl remediate list` shows it, a plan that was carried out (plan/7), or a cluster: its last \
            repair.
            """,
            valueName: "run"),
        completion: .runs)
    var run: String

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup(title: HelpSection.shared) var quiet: QuietOption
    @OptionGroup var reason: ReasonOption
    @OptionGroup var waivers: WaiverOptions
    @OptionGroup var waiting: WaitOptions

    @OptionGroup var confirmation: ConfirmationOptions

    @Option(name: [.customShort("o", allowingJoined: true), .long], help: "table or json.")
    var output = PlainFormat.standard

    func run() async throws {
        try await CommandFailure.reporting {
            try reason.check(confirmation)
            try await connection.with { operations, caller in
                let undone = try await find(operations)
                try await FreezeRefusal.check(undone.cluster, "put back", connection, operations)
                if output == .table { try StandardStream.output.write(try await preview(undone, operations)) }
                let why = try reason.decided(
                    confirmation, "Put the old configuration of \(printable(undone.cluster)) back?")
                ConnectionOptions.goesToItsEnd(operations)
                try await waiting.follow(
                    try await operations.undo(undone.id, waiving: waivers.waive, by: caller(why)), operations,
                    json: output == .json)
            }
        }
    }

    private func find(_ operations: any ControlOperations) async throws -> RunReply {
        switch try NamedArgument.name(run, kinds: [.plan, .run]) {
        case .run(let id): return try await operations.run(id)
        case .plan(let number):
            guard let id = try await operations.plan(number).run else {
                throw CommandFailure(
                    .noSuchObject, "plan/\(number) was not carried out: there is nothing to put back",
                    hint: NextStep("look", command: "agentctl remediate show plan/\(number)"))
            }
            return try await operations.run(id)
        case .incident, .freeze, .mute:
            throw CommandFailure(
                .usage, "\(printable(run, limit: 60)) is nothing that can be put back",
                hint: "name a run, a plan or a cluster")
        case nil: return try await last(operations)
        }
    }

    /// The cluster's last run; an undo of it is one as well, and is not put back by its cluster's name.
    private func last(_ operations: any ControlOperations) async throws -> RunReply {
        guard let last = try await operations.runs().first(where: { $0.cluster == run }) else {
            throw CommandFailure(
                .noSuchObject, "there is no run of \(printable(run, limit: 120))",
                hint: NextStep("list them", command: "agentctl remediate list"), code: "no_such_run")
        }
        guard let plan = last.plan, try await operations.plan(plan).plan.undoes == nil else {
            throw CommandFailure(
                .judgedBad, "the last run of \(printable(run, limit: 120)), run/\(last.id), is an undo itself",
                hint: NextStep(
                    "to put an earlier one back, name its run",
                    command: "agentctl remediate list --cluster \(shellWord(run))"), code: "last_is_undo")
        }
        return last
    }

    /// What would be put back, and what comes of it.
    private func preview(_ undone: RunReply, _ operations: any ControlOperations) async throws -> String {
        let width = StandardStream.output.terminalWidth
        let ended =
            """
            Undo of run/\(undone.id) on \(printable(undone.cluster)), which ended: \
            \(printable(undone.summary ?? "not over"))
            """
        var lines = hanging(ended, after: "", width: width)
        if let id = undone.plan, let plan = try? await operations.plan(id).plan, !plan.diff.isEmpty {
            lines += hanging(
                "It puts this back, where the document still holds what the run wrote (secrets as fingerprints)",
                after: "", width: width)
            lines += UnifiedDiff.reversed(plan.diff).split(separator: "\n").map {
                "  " + printable(String($0), limit: 1000)
            }
            let warning = "Warning: \(plan.cause.rawValue) will be back: the member refuses the host's tokens again."
            if plan.undoes == nil { lines += hanging(warning, after: "", width: width) }
        }
        return lines.map { $0 + "\n" }.joined()
    }
}
