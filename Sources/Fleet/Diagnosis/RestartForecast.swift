extension Subject {
    /// The member accepts the host's tokens with what its process once read, and its ConfigMap now says something under
    /// which it would not: the next restart, whoever makes it, locks everybody out. Certain, because a token was just
    /// accepted.
    func restartFindings() -> [Finding] {
        // What overrules the ConfigMap overrules it after a restart too.
        guard observation.acceptance == .accepted, let config, workload?.overrides.isEmpty == true,
            workload?.environmentSources.isEmpty == true
        else { return [] }
        var changes: [String] = []
        if let own = config.secret, let hosts = host?.config.value?.secret, own != hosts {
            changes.append("its ConfigMap holds another jwtSecret than the host's: host \(hosts), member \(own)")
            changes += likeness()
        }
        if config.maxAge.checksSessionCache == true {
            changes.append(
                """
                its ConfigMap says accessTokenMaxAge \(config.maxAge.text), under which only sessions made on the \
                member itself are accepted
                """
            )
        }
        guard !changes.isEmpty else { return [] }
        let write = config.lastWrite.map { ["last written at \($0.time.rfc3339) by \($0.manager)"] } ?? []
        let when =
            observation.version?.reloadsConfig == true
            ? "its next restart, or its next reload of the file," : "its next restart"
        return [
            Finding(
                .staleProcess, .warning,
                evidence: [
                    """
                    it accepts the host's tokens with what its process read at its start; \(when) takes the ConfigMap \
                    as it is now
                    """
                ] + changes + write,
                nextStep: NextStep(
                    "correct the ConfigMap before anything restarts ks-apiserver; this says who changed it",
                    command: "agentctl blame \(word)"))
        ]
    }
}
