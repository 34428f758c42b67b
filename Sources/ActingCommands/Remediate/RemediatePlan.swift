import ArgumentParser
import Console
import Control
import Fleet

struct RemediatePlan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Show what a repair would do, or why there is none. Writes to no cluster.",
        discussion: """
            The plan is kept for a day, so that it can be carried out, approved or rejected by its number. It asks \
            nobody for approval, and is \
            in no list of what waits for a person. Under a freeze it is made and shown, and nobody can carry it out \
            before the freeze ends.

            Exit codes: 0 there is a plan, 10 a gate refuses it.
            """)

    @OptionGroup var target: TargetArgument
    @OptionGroup var proof: ProofOptions
    @OptionGroup var waivers: WaiverOptions
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup(title: HelpSection.shared) var quiet: QuietOption
    @OptionGroup var detail: DetailOption

    @Option(name: [.customShort("o", allowingJoined: true), .long], help: "table or json.")
    var output = PlainFormat.standard

    @Option(name: .long, help: "Why: it goes into the journal.")
    var reason = ""

    func validate() throws {
        if !waivers.waive.isEmpty, reason.isEmpty {
            throw ValidationError(
                "--waive needs --reason: the waiver stands under your name in the plan and in the journal")
        }
    }

    func run() async throws {
        try await CommandFailure.reporting {
            let clusters = try await target.clusters(config: connection.agent.config)
            var refused = false
            try await connection.with { operations, caller in
                for cluster in clusters {
                    guard
                        let plan = try await PlanText.proposed(
                            cluster, byLogs: proof.byLogs, waiving: waivers.waive, operations, caller(reason), output,
                            detail)
                    else {
                        refused = true
                        continue
                    }
                    try StandardStream.output.write(
                        (output == .json ? try PlanText.json(plan) : PlanText.describe(plan, detail.lines)) + "\n")
                    if output == .table, let freeze = plan.freeze {
                        Self.tellHeld(by: freeze)
                    } else if output == .table {
                        let reason = waivers.waive.isEmpty ? "" : " --reason \(shellWord(reason))"
                        StandardStream.error.tell(
                            "carry it out",
                            command: """
                                \(thisProgram) remediate apply \(shellWord(cluster.rawValue))\(flags) --plan \
                                \(plan.hash)\(reason)
                                """)
                    }
                }
            }
            if refused { throw ExitCode(ExitStatus.judgedBad.rawValue) }
        }
    }

    private static func tellHeld(by freeze: FreezeReply) {
        StandardStream.error.tell(
            "nothing is carried out before it ends: held by \(freeze.text(StandardStream.error)); all freezes",
            command: "\(thisProgram) freeze list")
    }

    /// Those without which the same plan would not be made again.
    private var flags: String {
        (proof.byLogs ? " --by-logs" : "") + waivers.waive.map { " --waive \($0.rawValue)" }.joined()
    }
}
