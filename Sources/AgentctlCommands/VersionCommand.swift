import Agent
import ArgumentParser
import Reports

struct VersionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "The version of this program.")

    @OptionGroup var output: OutputOptions

    private struct Item: Encodable {
        let program = "agentctl"
        let version = ProgramVersion.current
    }

    func run() async throws {
        try output.show(
            Report("agentctl.version/v1", [.init("PROGRAM"), .init("VERSION")], [Item()]) { [.init($0.program), .init($0.version)] },
            whenEmpty: "")
    }
}
