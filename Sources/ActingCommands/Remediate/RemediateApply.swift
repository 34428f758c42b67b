import ArgumentParser
import Console
import Control
import Fleet
import FoundationEssentials
import Linux

struct RemediateApply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Repair a member, and prove that it accepts the host's tokens again.",
        discussion: """
            Asks before it writes, unless --yes is given. A gate that cannot be evaluated refuses; where you know \
            better, --waive lets it pass, under your name and with your reason. If access is not proved at the end, \
            the old configuration is put back. By a cause, clusters are repaired one after another, and the first \
            that is not proved ends it.

            Exit codes: 0 proved (or the dry run passed, or begun with --no-wait), 1 failed, rolled back or contested, \
            2 not confirmed, 5 nothing of that name, 8 the time to wait ran out and it goes on, 10 a gate refuses it \
            or it is decided, 64 no reason.
            """)

    @OptionGroup var target: TargetArgument
    @OptionGroup var proof: ProofOptions
    @OptionGroup var waivers: WaiverOptions
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup(title: HelpSection.shared) var quiet: QuietOption
    @OptionGroup var reason: ReasonOption
    @OptionGroup var waiting: WaitOptions
    @OptionGroup var detail: DetailOption

    @Option(name: [.customShort("o", allowingJoined: true), .long], help: "table or json.")
    var output = PlainFormat.standard

    @Flag(name: .long, help: "Stop after the server-side dry run: nothing is written.")
    var dryRun = false

    @OptionGroup var confirmation: ConfirmationOptions

    @Option(name: .long, help: ArgumentHelp("Carry it out only if the plan still has this hash.", valueName: "hash"))
    var plan: String?

    func run() async throws {
        try await CommandFailure.reporting {
            var why = try reasonBefore()
            let clusters = try await target.clusters(config: connection.agent.config)
            let named = try await target.hash(config: connection.agent.config)
            try await connection.with { operations, caller in
                for cluster in clusters { try await repair(cluster, only: plan ?? named, operations, caller, &why) }
            }
        }
    }

    /// The reason as far as it must be known before the plan: a waiver stands in it with its reason. On a terminal it
    /// is asked for below the plan: nobody gives a reason for what they have not seen.
    private func reasonBefore() throws -> String? {
        // A dry run changes nothing: it needs no reason.
        if dryRun, waivers.waive.isEmpty { return reason.reason ?? "dry run" }
        return waivers.waive.isEmpty ? try reason.given(confirmation) : try reason.required(confirmation)
    }

    private func repair(
        _ cluster: ClusterID, only plan: String?, _ operations: any ControlOperations,
        _ named: ConnectionOptions.Caller, _ why: inout String?
    ) async throws {
        if !dryRun { try await FreezeRefusal.check(cluster.rawValue, "repaired", connection, operations) }
        var caller = named(why ?? "")
        guard
            let proposed = try await PlanText.proposed(
                cluster, byLogs: proof.byLogs, waiving: waivers.waive, operations, caller, output, detail)
        else { throw ExitCode(ExitStatus.judgedBad.rawValue) }
        if let plan, plan != proposed.hash {
            throw CommandFailure(
                .judgedBad,
                "the plan is now \(proposed.hash), not \(printable(plan, limit: 60)): the cluster has changed"
                    + (proposed.plan.waivers.isEmpty
                        ? "" : ", or its waiver has another reason or stands under another name"),
                hint: NextStep("look again", command: "agentctl remediate plan \(shellWord(cluster.rawValue))"))
        }
        if output == .table { try StandardStream.output.write(PlanText.describe(proposed, detail.lines) + "\n") }
        // One that began while the plan was made.
        if !dryRun, let freeze = proposed.freeze {
            await drop(proposed, "held by a freeze", operations, caller)
            throw FreezeRefusal.failure(cluster.rawValue, "repaired", freeze)
        }
        if why == nil {
            why = try await withdrawing(proposed, operations, caller) { try reason.required(confirmation) }
        }
        caller = named(why ?? "")
        if !dryRun { try await confirm(proposed, operations, caller) }
        ConnectionOptions.goesToItsEnd(operations)
        let run = try await operations.apply(proposed.id, dryRun: dryRun, byLogs: proof.byLogs, by: caller)
        try await waiting.follow(run, operations, json: output == .json)
    }
}

extension RemediateApply {
    /// A plan that was made for this question alone waits for nobody once the answer is no. One that waited before, or
    /// that a hash names, goes on.
    private func confirm(_ plan: PlanReply, _ operations: any ControlOperations, _ caller: ControlCaller) async throws {
        try await withdrawing(plan, operations, caller) {
            try confirmation.ask(
                "Carry this out on \(printable(plan.cluster))?", otherwise: "give --yes, or --dry-run to write nothing")
        }
    }

    private func withdrawing<Answer>(
        _ plan: PlanReply, _ operations: any ControlOperations, _ caller: ControlCaller, _ ask: () throws -> Answer
    ) async throws -> Answer {
        do {
            return try ask()
        } catch {
            await drop(plan, "not confirmed", operations, caller)
            throw error
        }
    }

    private func drop(
        _ plan: PlanReply, _ why: String, _ operations: any ControlOperations, _ caller: ControlCaller
    ) async {
        guard plan.asksForApproval == false, plan.state == PlanState.proposed.rawValue else { return }
        _ = try? await operations.withdraw(plan.id, by: ControlCaller(actor: caller.actor, reason: why))
    }
}
