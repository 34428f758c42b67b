import AgentdCommand

@main
enum Main {
    static func main() async { await AgentdProgram.main() }
}
