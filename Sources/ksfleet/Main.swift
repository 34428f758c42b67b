import AgentctlCommands
import AgentdCommand

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#endif

/// Both programs in one file, which the package installs under both names: they share all but a hundredth of their code.
@main
enum Main {
    static func main() async {
        let name = CommandLine.arguments.first?.split(separator: "/").last ?? ""
        switch name {
        case "agentd": await AgentdProgram.main()
        case "agentctl": await AgentctlProgram.main()
        default:
            let message = "\(name): this file is two programs, and its name says which: call it as agentd or as agentctl\n"
            _ = write(STDERR_FILENO, message, message.utf8.count)
            // sysexits(3), EX_USAGE.
            exit(64)
        }
    }
}
