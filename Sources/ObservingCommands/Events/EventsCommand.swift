package import ArgumentParser
import Console
import Control
import Fleet
import FoundationEssentials
import Reports

package struct EventsCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "events", abstract: "Follow what the running agent does.",
        discussion: """
            The agent holds its last events; what was before them is in agentctl history and agentctl journal. A \
            connection that is lost \
            with --follow is made again, from the last event on. On a terminal, rounds are shown only with --all or \
            --kind round.

              agentctl events
              agentctl events -f --cluster 'prod-*'
              agentctl events --kind 'run-*' --kind plan-approved
              agentctl events --since 10m -o jsonl
              agentctl events -n 20 -f                      the last twenty, and what comes

            Exit codes: 0 read (with --follow: interrupted), 4 or 6 the agent could not be asked.
            """)

    @Flag(name: .shortAndLong, help: "Go on with what happens from now on.")
    var follow = false

    @Flag(name: .long, help: "Show rounds on a terminal, too.")
    var all = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Only events of this kind, or of those that match a glob such as 'run-*'; may be given more than once.",
            valueName: "kind"), completion: .list(EventSelection.kinds))
    var kind: [String] = []

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Only events about this cluster, or about those that match a glob; may be given more than once.",
            valueName: "name"), completion: .clusters)
    var cluster: [String] = []

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Only events from this time on, such as 10m or today; --follow alone begins now.", valueName: "time"))
    var since: String?

    @Option(name: .long, help: ArgumentHelp("Only events after the one with this id.", valueName: "id"))
    var after: Int64?

    @Option(
        name: [.customShort("n", allowingJoined: true), .long], parsing: .unconditional,
        help: ArgumentHelp("At most so many of those that the agent holds, the newest; 0 for all.", valueName: "rows"))
    var limit: Int?

    @OptionGroup(title: HelpSection.shared) var output: OutputOptions
    @OptionGroup(title: HelpSection.shared) var agent: AgentOptions

    package func validate() throws {
        if let limit, limit < 0 { throw ValidationError("--limit \(limit) is less than 0") }
        guard follow, output.output == .json || output.output == .yaml else { return }
        throw ValidationError("--follow has no \(output.output.rawValue) form: use -o table, jsonl or csv")
    }

    package func run() async throws {
        let selection = try EventSelection(
            kinds: kind, clusters: cluster, hidesRounds: !all && output.output.isTable && output.terminalWidth != nil)
        guard follow else { return try await list(selection) }
        try await follow(selection)
    }

    private func list(_ selection: EventSelection) async throws {
        let (all, hidden, _) = try await held(selection, after: try firstID())
        let events = newest(all)
        try output.show(
            EventRow.listing(events, zone: output.zone), whenEmpty: hidden == 0 ? "no such event" : "nothing but rounds"
        )
        if hidden > 0 {
            StandardStream.error.note("hidden: \(hidden) round\(hidden == 1 ? "" : "s"); --all shows them")
        }
        if events.count < all.count { StandardStream.error.note("showing the newest \(events.count) of \(all.count)") }
    }

    /// What the agent holds now, and the last that it told.
    private func held(_ selection: EventSelection, after first: Int64?) async throws
        -> (events: [AgentEvent], hidden: Int, last: Int64?)
    {
        var (events, hidden, last) = ([AgentEvent](), 0, first)
        try await agent.client.events(after: first, follow: false) { event in
            if event.kind == .gap { note(gap: event) }
            if selection.wants(event) { events.append(event) }
            if selection.hides(event) { hidden += 1 }
            last = event.id > 0 ? event.id : last
            return true
        }
        return (events, hidden, last)
    }

    private func newest(_ events: [AgentEvent]) -> [AgentEvent] {
        guard let limit, limit > 0 else { return events }
        return events.suffix(limit)
    }

    private func note(gap: AgentEvent) {
        StandardStream.error.note("\(thisProgram): \(ProgramName.current.named(quotedIn: gap.message))")
    }

    private func follow(_ selection: EventSelection) async throws {
        var stream = EventStreamWriter(output: output)
        var last = try await begin(selection, &stream)
        var wasConnected = false
        if selection.hidesRounds { StandardStream.error.note("rounds are not shown; --all shows them") }
        while true {
            do {
                try await agent.client.events(after: last, follow: true) { event in
                    wasConnected = true
                    // Where the connection is lost, the next one goes on here.
                    if event.id > 0 {
                        last = event.id
                    } else if last == nil {
                        last = Int64(saturating: event.at.timeIntervalSince1970 * 1_000_000)
                    }
                    if event.kind == .gap { note(gap: event) }
                    if selection.wants(event) { try stream.write(event) }
                    return true
                }
            } catch let error as ControlError where wasConnected && error.code != .noPermission {
                StandardStream.error.note("\(thisProgram): \(error.description); trying again")
            }
            try await Task.sleep(for: .seconds(1))
        }
    }

    /// With a limit, the newest of those that are held come first.
    ///
    /// - Returns: the event after which to follow.
    private func begin(_ selection: EventSelection, _ stream: inout EventStreamWriter) async throws -> Int64? {
        guard limit != nil else { return try firstID() }
        let held = try await held(selection, after: try firstID() ?? 0)
        for event in newest(held.events) { try stream.write(event) }
        return held.last
    }

    /// Ids are microseconds since 1970, so that a time is one too.
    private func firstID() throws -> Int64? {
        if let after { return after }
        guard let since else { return follow ? nil : 0 }
        let time = try HistoryOptions.time(since).date(now: Date(), zone: output.zone)
        return max(0, Int64(saturating: time.timeIntervalSince1970 * 1_000_000) - 1)
    }

    package init() {}
}
