import Agent
import ArgumentParser
import Fleet
import Reports

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

struct RemediateApply: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "apply",
        abstract: "Carry out the repair of one member, and prove that it accepts the host's tokens again.",
        discussion: """
            Asks before it writes, unless --yes is given. If access is not proved at the end, the old configuration is put back.

            Exit codes: 0 proved (or the dry run passed), 1 failed or rolled back, 2 not confirmed, 10 a gate refuses it.
            """)

    @OptionGroup var options: RepairOptions

    @Flag(name: [.customShort("n"), .long], help: "Stop after the server-side dry run: nothing is written.")
    var dryRun = false

    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    @Option(name: .long, help: "Carry it out only if the plan still has this hash.")
    var plan: String?

    @Option(name: .long, help: "Why: it goes into the journal.")
    var reason = ""

    func run() async throws {
        try await CommandFailure.reporting {
            try await options.prepared { desk, preparation in
                switch preparation {
                case .refused(let gates, _):
                    print(PlanText.describe(preparation, cluster: options.cluster, json: options.output == .json))
                    try await desk.noteRefusal(ClusterID(options.cluster), gates: gates, actor: Operator.name())
                    throw ExitCode(ExitStatus.judgedBad.rawValue)
                case .ready(let repair): try await carryOut(repair, preparation, desk)
                }
            }
        }
    }

    private func carryOut(_ repair: PreparedRepair, _ preparation: Preparation, _ desk: RepairDesk) async throws {
        if let plan, plan != repair.plan.hash {
            throw CommandFailure(.judgedBad, "the plan is now \(repair.plan.hash), not \(plan): the cluster has changed", hint: "look again: agentctl remediate plan \(options.cluster)")
        }
        if options.output == .table { print(PlanText.describe(preparation, cluster: options.cluster, json: false)) }
        if !yes, !dryRun {
            try Confirmation.ask("Carry this out on \(repair.plan.cluster)?", otherwise: "give --yes, or --dry-run to write nothing")
        }
        // Half a repair is worse than either end of it: from here on it goes to its end, proved or rolled back, within its own deadlines.
        signal(SIGINT, SIG_IGN)
        signal(SIGTERM, SIG_IGN)
        let isTable = options.output == .table
        var order = RepairOrder(actor: Operator.name(), reason: reason)
        order.dryRun = dryRun
        order.limits.soak = desk.soakByHand
        order.watch = { progress in if isTable { print(PlanText.progress(progress)) } }
        switch try await desk.apply(repair, order) {
        case .refused(let gates):
            print(PlanText.describe(.refused(gates, Diagnosis(health: .unknown, findings: [])), cluster: options.cluster, json: !isTable))
            throw ExitCode(ExitStatus.judgedBad.rawValue)
        case .carriedOut(let run, let outcome):
            print(PlanText.outcome(outcome, run: run, plan: repair.plan, json: !isTable))
            if let status = outcome.exitStatus { throw ExitCode(status.rawValue) }
        }
    }
}

/// Who runs this program, for the journal.
enum Operator {
    static func name() -> String {
        let uid = getuid()
        guard let entry = getpwuid(uid), let name = entry.pointee.pw_name else { return "uid \(uid)" }
        return "uid \(uid) (\(String(cString: name)))"
    }
}

extension RepairOutcome {
    /// nil where all is well.
    var exitStatus: ExitStatus? {
        switch self {
        case .proved, .rehearsed: nil
        case .stopped: .judgedBad
        case .rolledBack, .contested, .failed, .unfinished: .failed
        }
    }
}
