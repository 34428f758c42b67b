import ConfigurationFiles
import Fleet
import Foundation
import Repair
import Store

/// A program for tests alone: plans and carries out one repair or undo as agentctl does, takes up what was left, and
/// kills itself with SIGKILL where it is told to. Nothing of this is in the product.
///
///     repair-driver apply|undo|recover STATE KUBECONFIG CLUSTER|RUN [KILL]
///
/// KILL is `STEP:PHASE`, right after that row of the journal (`patch:intended`), `STEP:asked`, before it, or a number
/// of milliseconds.
@main
struct RepairDriver {
    static func main() async {
        let words = Array(CommandLine.arguments.dropFirst())
        guard words.count >= 4 else { exit(64) }
        var configuration = AgentConfiguration()
        configuration.state = words[1]
        configuration.kubeconfigs = [words[2]]
        configuration.host = ClusterID("host")
        configuration.requestTimeout = 10
        configuration.clusterTimeout = 60
        configuration.rolloutTimeout = 60
        do {
            let kill = words.count > 4 ? KillPoint(words[4]) : nil
            try await RepairService.with(configuration) { try await act(words[0], words[3], $0, kill) }
        } catch {
            print("error: \(error)")
            exit(1)
        }
    }

    private static func act(_ verb: String, _ subject: String, _ desk: RepairService, _ kill: KillPoint?) async throws {
        var order = RepairOrder(actor: "campaign", reason: "crash campaign")
        order.limits.soak = 0.05
        // No agent has watched these members before they broke.
        order.waivers = GateWaivers([Waiver(.documentHasStarted, by: "campaign", reason: "crash campaign")])
        // Runs that other kills left are none of its business.
        order.limits.concurrent = 10
        order.watch = { progress in if kill?.strikes(progress) == true { die() } }
        order.mayWrite = { step in
            if kill?.step == step.rawValue, kill?.phase == "asked" { die() }
            return nil
        }
        switch verb {
        case "apply":
            guard case .ready(let repair) = await desk.prepare(ClusterID(subject), waivers: order.waivers) else {
                return print("refused: no plan")
            }
            kill?.start()
            say(try await desk.apply(repair, order))
        case "undo":
            kill?.start()
            say(try await desk.undo(subject, order))
        default:
            kill?.start()
            for recovered in try await desk.recover(order) { print("\(recovered.run.id) \(recovered.outcome.code)") }
            print("open \(try await desk.reader.runsUnderWay().count)")
        }
    }

    private static func say(_ answer: RepairAnswer) {
        switch answer {
        case .carriedOut(let run, let outcome): print("\(run) \(outcome.code): \(outcome.summary)")
        case .refused(let gates):
            print("refused: \(gates.filter { !$0.passed }.map { "\($0.name): \($0.compared.plain)" })")
        }
    }
}

private func die() -> Never {
    kill(getpid(), SIGKILL)
    while true { sleep(1) }
}

private struct KillPoint: Sendable {
    let step: String
    let phase: String
    let milliseconds: Int?

    init(_ text: String) {
        let words = text.split(separator: ":").map(String.init)
        step = words[0]
        phase = words.count > 1 ? words[1] : ""
        milliseconds = Int(text)
    }

    func strikes(_ progress: RepairProgress) -> Bool {
        progress.step.rawValue == step && progress.phase.rawValue == phase
    }

    /// A thread of its own, so that it strikes whatever the others do.
    func start() {
        guard let milliseconds else { return }
        Thread.detachNewThread {
            usleep(UInt32(milliseconds) * 1000)
            die()
        }
    }
}
