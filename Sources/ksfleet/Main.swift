import AgentctlCommands
import AgentdCommand

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Both programs in one file, which the package installs under each of their names: they share all but a hundredth of
/// their code.
@main
enum Main {
    static func main() async {
        let name = CommandLine.arguments.first?.split(separator: "/").last ?? ""
        switch name {
        case "agentd": await AgentdProgram.main()
        case "agentctl": await AgentctlProgram.main()
        // ksfleet itself, and kubectl-ksfleet: the command line by the program's own name.
        case _ where name.hasSuffix("ksfleet"): await AgentctlProgram.main()
        default:
            let message = "\(name): unknown program name; call this file ksfleet, agentctl or agentd\n"
            _ = write(STDERR_FILENO, message, message.utf8.count)
            // sysexits(3), EX_USAGE.
            exit(64)
        }
    }
}
