import FleetModel
import FleetWords

extension Subject {
    /// The member accepts the host's tokens with what its process once read, and its ConfigMap now says something under
    /// which it would not: the next restart, whoever makes it, locks everybody out. Certain, because a token was just
    /// accepted.
    func restartFindings() -> [Finding] {
        // What overrules the ConfigMap overrules it after a restart too.
        guard observation.acceptance == .accepted, let config, workload?.overrides.isEmpty == true,
            workload?.environmentSources.isEmpty == true
        else { return [] }
        var changes: [Statement] = []
        if let own = config.secret, let hosts = host?.config.value?.secret, own != hosts {
            changes.append(ConfigStatement.anotherSecret([.host: "\(hosts)", .member: "\(own)"]))
            changes += likeness()
        }
        if config.maxAge.checksSessionCache == true {
            changes.append(ConfigStatement.ownSessionsOnly([.maxAge: config.maxAge.text]))
        }
        guard !changes.isEmpty else { return [] }
        let write = config.lastWrite.map { [ConfigStatement.lastWritten([.at: $0.time, .writer: $0.manager])] } ?? []
        let reloads = observation.version?.reloadsConfig == true
        let until = reloads ? ConfigStatement.acceptsUntilReload() : ConfigStatement.acceptsUntilRestart()
        return [
            Finding(
                .staleProcess, .warning,
                evidence: [until] + changes + write,
                nextStep: NextStep(
                    "correct the ConfigMap before anything restarts ks-apiserver; this says who changed it",
                    command: "agentctl blame \(word)"))
        ]
    }
}
