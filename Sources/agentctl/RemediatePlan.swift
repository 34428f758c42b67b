import Agent
import ArgumentParser

struct RemediatePlan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan",
        abstract: "Say what a repair would do, or why there is none. Reads only.",
        discussion: "Exit codes: 0 there is a plan, 10 a gate refuses it.")

    @OptionGroup var options: RepairOptions

    func run() async throws {
        try await CommandFailure.reporting {
            try await options.prepared { _, preparation in
                print(PlanText.describe(preparation, cluster: options.cluster, json: options.output == .json))
                if case .refused = preparation { throw ExitCode(ExitStatus.judgedBad.rawValue) }
            }
        }
    }
}
