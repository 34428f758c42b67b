/// What the program was called as: its help, its completions and its errors say the same name back.
///
/// Commands that ksfleet prints for later are written with `agentctl`, which every installation has, wherever they are
/// read.
struct ProgramName: Equatable {
    /// The name of the root command: `agentctl` or `ksfleet`.
    let command: String
    /// What runs it as a plugin of its own: `kubectl`.
    let host: String?

    static let current = ProgramName(path: CommandLine.arguments.first ?? "")

    /// - Parameter path: argv[0]. kubectl calls a plugin by its file's path, as `kubectl-ksfleet`.
    init(path: String) {
        let file = path.split(separator: "/").last ?? ""
        command = file.hasSuffix("ksfleet") ? "ksfleet" : "agentctl"
        host = command == "ksfleet" && file.hasPrefix("kubectl-") ? "kubectl" : nil
    }

    /// What is typed: `agentctl`, `ksfleet`, `kubectl ksfleet`.
    var typed: String { host.map { "\($0) \(command)" } ?? command }

    /// A help text or an error with this name in place of `agentctl`. Schemas (`agentctl.status/v1`) are names of their
    /// own.
    func named(_ text: String) -> String {
        typed == "agentctl" ? text : text.replacing(/\bagentctl\b(?!\.[a-z.]+\/)/, with: typed)
    }
}
