import ArgumentParser
import Console
import Linux
import Reports

struct VersionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Print the version.")

    @OptionGroup(title: HelpSection.shared) var output: OutputOptions

    private struct Item: Encodable {
        let program = ProgramName.current.command
        let version = ProgramVersion.current
    }

    func run() async throws {
        try output.show(
            Listing("agentctl.version/v1", [.init("PROGRAM"), .init("VERSION")], [Item()]) {
                [.init($0.program), .init($0.version)]
            },
            whenEmpty: "")
    }
}
