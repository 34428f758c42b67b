package import ArgumentParser
import Console
import Fleet
import FoundationEssentials
import Reports
import Store

package struct HistoryCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Show what happened: incidents, failed logins, changes, repairs.",
        discussion: """
            Without --kind, one timeline of incidents, changes of configuration, failures (summed by the hour) and \
            what repairs did, \
            the newest first. Where --since is not given, 7 days are read. Requests that the agent refused stand in \
            --kind actions only.

              agentctl history                               what happened this week
              agentctl history edge-1 --since 2h             to one cluster, or to those of a glob
              agentctl history --kind failures --since 2h    who refuses, how often
              agentctl history --kind failures -o csv        the same by the minute
              agentctl history --kind probes --since "2026-10-01 14:00" --until @1790863200

            Times: 90m, 2h, 7d, 2w (that long ago), now, today, yesterday, 2026-10-01, "2026-10-01 14:00[:05]", RFC \
            3339, @epoch.
            -v says which stretch of time they make.

            Exit codes: 0 read, 3 one of several clusters named is unknown, 5 no such cluster or history.
            """)

    enum Kind: String, ExpressibleByArgument, CaseIterable { case all, incidents, failures, config, actions, probes }

    @Argument(
        help: ArgumentHelp("Only these clusters: names, or globs such as 'prod-*'.", valueName: "cluster"),
        completion: .clusters)
    var clusters: [String] = []

    @Option(name: .long, help: "What to read.")
    var kind = Kind.all

    @OptionGroup var causes: CauseOptions
    @OptionGroup var history: HistoryOptions
    @OptionGroup(title: HelpSection.shared) var store: StoreOptions
    @OptionGroup(title: HelpSection.shared) var output: OutputOptions

    /// How far back to read where nothing is said, seconds.
    private static let week = 604_800.0

    package func run() async throws {
        let now = Date()
        let reader = try HistoryReader.open(path: store.path)
        var filter = try await history.filter(
            reader, names: clusters, config: store.agent.config, now: now, zone: output.zone, defaultSince: Self.week)
        filter.causes = try causes.codes()
        switch kind {
        case .probes: try await showProbes(reader, filter)
        case .failures: try await showFailures(reader, filter, now)
        default: try await showTimeline(reader, filter)
        }
        try await history.checkWhole(reader, names: clusters, now: now)
    }

    private var nothing: String {
        "nothing of that kind in the history"
            + (history.since == nil
                ? " of the 7 days before \(history.until == nil ? "now" : "--until"); for more, give --since" : "")
    }

    private func showProbes(_ reader: HistoryReader, _ filter: HistoryFilter) async throws {
        let probes = try await reader.probes(filter)
        try output.show(
            ProbeItem.listing(probes.map(ProbeItem.init), zone: output.zone, style: output.style), whenEmpty: nothing)
        history.noteLimit(shown: probes.count)
    }

    /// The limit counts rows of the table, each of which sums many minutes; of CSV's minutes it takes the newest.
    private func showFailures(_ reader: HistoryReader, _ filter: HistoryFilter, _ now: Date) async throws {
        switch output.output {
        case .csv:
            let rows = try await reader.failures(filter)
            try output.show(FailureMinute.listing(rows.map(FailureMinute.init)), whenEmpty: nothing)
        case .json, .jsonl, .yaml, .name:
            var whole = filter
            whole.limit = nil
            let series = Array(FailureSeries.all(try await reader.failures(whole)).prefix(filter.limit ?? .max))
            try output.show(FailureSeries.listing(series), whenEmpty: nothing)
            history.noteLimit(shown: series.count)
        case .table, .wide:
            let sums = try await reader.failureSums(filter, bins: FailureTable.bars, now: now)
            guard !sums.isEmpty else { return StandardStream.error.note(nothing) }
            try output.write(FailureTable.table(sums, zone: output.zone, style: output.style))
            history.noteLimit(shown: sums.count)
        }
    }

    private func showTimeline(_ reader: HistoryReader, _ filter: HistoryFilter) async throws {
        // A person wants to know of a repair that it was, and how it ended; a program wants each of its steps.
        let isFolded = kind == .all && output.output.isTable && output.terminalWidth != nil
        let timeline = Timeline(
            kinds: kind == .all ? [.incidents, .config, .actions, .failures] : [kind], filter: filter,
            isFolded: isFolded)
        let events = try await timeline.events(reader)
        try output.show(TimelineEvent.listing(events, zone: output.zone), whenEmpty: nothing)
        history.noteLimit(shown: events.count)
    }

    package init() {}
}
