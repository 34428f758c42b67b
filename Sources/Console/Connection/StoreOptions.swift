package import ArgumentParser
package import ConfigurationFiles

/// Which history is read, for commands that are told of a configuration by other options.
package struct StoreFile: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            """
            The history's file (environment: KSFLEET_DB; else the one in the configuration's state; else \
            \(defaultPath)).
            """,
            valueName: "path"),
        completion: .file())
    package var db: String?

    static let defaultPath = "/var/lib/ksfleet/history.sqlite"

    /// - Parameter config: the configuration that was named beside it: what is read is its agent's history, whatever
    ///   the environment says.
    /// - Throws: `ConfigurationError` where a configuration would tell, and cannot be read; `CommandFailure` for the
    ///   name of nothing.
    package func path(config: String?) throws -> String {
        if db == "" { throw CommandFailure(.usage, "--db is empty: name the history's file, or leave --db out") }
        if let db { return db }
        if config == nil, let named = AgentOptions.environment("KSFLEET_DB") { return named }
        guard let configuration = config ?? AgentOptions.environment("KSFLEET_CONFIG") else { return Self.defaultPath }
        return try AgentConfiguration.load(configuration).databasePath
    }

    package init() {}
}

/// Which history is read.
package struct StoreOptions: ParsableArguments {
    @OptionGroup(title: HelpSection.shared) package var file: StoreFile
    @OptionGroup(title: HelpSection.shared) package var agent: ConfigurationOptions

    /// - Throws: `ConfigurationError` where a configuration would tell, and cannot be read.
    package var path: String { get throws { try file.path(config: agent.config) } }

    package init() {}
}

/// Where agent.yaml is, for commands that do not speak to the agent.
package struct ConfigurationOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "The agent's configuration (environment: KSFLEET_CONFIG; else \(AgentOptions.defaultConfiguration)).",
            valueName: "path"),
        completion: .file())
    package var config: String?

    /// - Throws: `ConfigurationError`.
    package func load() throws -> AgentConfiguration {
        try AgentConfiguration.load(
            config ?? AgentOptions.environment("KSFLEET_CONFIG") ?? AgentOptions.defaultConfiguration)
    }

    package init() {}
}
