import ArgumentParser
import ConfigurationFiles
import Console
import Fleet
import FoundationEssentials
import Reports

/// What a report is judged by, grouped by and told in; agent.yaml's `report` speaks where an option does not.
struct ReportOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            "Availability to be reached, such as 99.9% (default: report.objective of agent.yaml).", valueName: "percent"
        ),
        transform: Self.share)
    var objective: Double?

    @Option(
        name: .long,
        help: ArgumentHelp(
            """
            Time zone of days and times, such as Asia/Shanghai (default: report.timeZone of agent.yaml, else this \
            machine's).
            """,
            valueName: "zone"))
    var tz: String?

    @Flag(name: .long, help: "The same as --tz UTC.")
    var utc = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Group clusters by this label of agent.yaml's contexts (default: report.groupBy of agent.yaml).",
            valueName: "label"))
    var groupBy: String?

    func validate() throws {
        if utc, let tz, tz != "UTC" {
            throw ValidationError("--utc and --tz \(printable(tz, limit: 60)) exclude each other")
        }
        if groupBy == "" { throw ValidationError("--group-by is empty: name a label") }
    }

    @Sendable private static func share(_ text: String) throws -> Double {
        guard let share = Objective.share(percent: text) else {
            throw ValidationError("\"\(printable(text, limit: 60))\": \(Objective.expected)")
        }
        return share
    }

    /// - Parameter configuration: of the agent whose history is read; nil where none could be read.
    /// - Throws: `CommandFailure` for a zone or a label that is not there.
    func settings(_ configuration: AgentConfiguration?) throws -> ReportSettings {
        ReportSettings(
            objective: objective ?? configuration?.report.objective, zone: try zone(configuration?.report.timeZone),
            fleet: configuration?.report.fleet, grouping: try grouping(configuration))
    }

    private func zone(_ configured: String?) throws -> ReportZone {
        guard let name = utc ? "UTC" : tz ?? configured else { return .local }
        switch ZoneFiles.system.zone(name) {
        case .success(let rules): return ReportZone(name: name, clock: ClockZone { rules.offset(at: $0) ?? 0 })
        case .failure(let fault): throw CommandFailure(tz == nil ? .configuration : .usage, fault.message(name))
        }
    }

    private func grouping(_ configuration: AgentConfiguration?) throws -> ReportSource.Grouping? {
        guard let label = groupBy ?? configuration?.report.groupBy else { return nil }
        let values = (configuration?.contexts ?? [:]).compactMapValues { $0.labels[label] }
        guard values.isEmpty, groupBy != nil else { return ReportSource.Grouping(label: label, values: values) }
        let known = Set((configuration?.contexts ?? [:]).values.flatMap(\.labels.keys)).sorted()
        let hint: NextStep =
            known.isEmpty
            ? "labels stand in agent.yaml, contexts.NAME.labels; name it with --config"
            : "known labels: \(known.joined(separator: ", "))"
        throw CommandFailure(.usage, "no cluster has a label \(printable(label, limit: 60))", hint: hint)
    }
}

/// What a report is told by.
struct ReportSettings {
    var objective: Double?
    var zone: ReportZone
    var fleet: String?
    var grouping: ReportSource.Grouping?
}

extension StoreOptions {
    /// The configuration of the agent whose history is read, for what it says of reports.
    ///
    /// One that nobody named is optional: a report is made all the same, and a note says what is wrong with it.
    ///
    /// - Throws: `ConfigurationError` where one was named and cannot be read.
    func reportConfiguration() throws -> AgentConfiguration? {
        if AgentOptions.named(agent.config) != nil { return try agent.load() }
        do {
            let configuration = try agent.load()
            return try configuration.databasePath == path ? configuration : nil
        } catch let error as ConfigurationError {
            if !error.isMissing, file.db == nil {
                StandardStream.error.note("the settings of reports are not used: \(error.description)")
            }
            return nil
        }
    }
}
