import AgentctlCommands

@main
enum Main {
    static func main() async { await AgentctlProgram.main() }
}
