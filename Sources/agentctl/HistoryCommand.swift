import ArgumentParser
import Fleet
import FoundationEssentials
import Reports
import Store

struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "What happened: incidents, failed authentications, changes of configuration, repairs, single probes.",
        discussion: """
              agentctl history                                  everything but single probes, the newest first
              agentctl history --kind failures --since 2h       failed authentications by minute and cause
              agentctl history --kind probes --cluster member-02 -o csv
            """)

    enum Kind: String, ExpressibleByArgument, CaseIterable { case all, incidents, failures, config, actions, probes }

    @Option(name: .long, help: "all, incidents, failures, config, actions or probes.")
    var kind = Kind.all

    @OptionGroup var history: HistoryOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func validate() throws { _ = try history.filter(now: Date()) }

    func run() async throws {
        try await CommandFailure.reporting {
            let filter = try history.filter(now: Date())
            let reader = try HistoryReader.open(path: store.db)
            switch kind {
            case .probes: try output.show(Listings.probes(try await reader.probes(filter)), whenEmpty: nothing)
            case .failures: try await showFailures(reader, filter)
            default: try output.show(HistoryEvent.listing(try await events(reader, filter), terminal: output.terminal), whenEmpty: nothing)
            }
        }
    }

    private var nothing: String { "nothing of that kind in the history" }

    private func showFailures(_ reader: HistoryReader, _ filter: HistoryFilter) async throws {
        let failures = try await reader.failures(filter)
        try output.show(Listings.failures(failures), whenEmpty: nothing)
        guard output.output == .table, output.terminal.isTerminal, !failures.isEmpty else { return }
        print(FailurePlot.text(failures, unicode: output.terminal.unicode))
    }

    /// Several kinds in one timeline; the filter's cause is a cause of incidents and failures, so with one the other kinds are left out.
    private func events(_ reader: HistoryReader, _ filter: HistoryFilter) async throws -> [HistoryEvent] {
        var events: [HistoryEvent] = []
        if kind == .all || kind == .incidents { events += try await reader.incidents(filter).flatMap(HistoryEvent.of) }
        if filter.causes == nil, kind == .all || kind == .config { events += try await reader.configChanges(filter).map(HistoryEvent.init) }
        if filter.causes == nil, kind == .all || kind == .actions { events += try await reader.journal(filter).compactMap(HistoryEvent.init) }
        if kind == .all { events += HistoryEvent.hourly(try await reader.failures(filter)) }
        let sorted = events.sorted { $0.at == $1.at ? $0.order > $1.order : $0.at > $1.at }
        return Array(sorted.prefix(filter.limit ?? sorted.count))
    }
}
