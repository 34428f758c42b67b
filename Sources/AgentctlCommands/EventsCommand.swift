import ArgumentParser
import Control
import Fleet
import FoundationEssentials
import Reports

struct EventsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events", abstract: "Follow what the running agent does.",
        discussion: """
            The agent holds its last events; what was before them is in agentctl history and agentctl journal. A connection that is lost \
            with --follow is made again, from the last event on.

              agentctl events
              agentctl events -f
              agentctl events --since 10m -o jsonl

            Exit codes: 0 read (with --follow: interrupted), 4 or 6 the agent could not be asked.
            """)

    enum Format: String, ExpressibleByArgument, CaseIterable { case table, jsonl }

    @Flag(name: .shortAndLong, help: "Go on with what happens from now on.")
    var follow = false

    @Option(name: .long, help: ArgumentHelp("Only events from this time on, such as 10m or today; --follow alone begins now.", valueName: "time"))
    var since: String?

    @Option(name: .long, help: ArgumentHelp("Only events after the one with this id.", valueName: "id"))
    var after: Int64?

    @Option(name: [.customShort("o", allowingJoined: true), .long], help: "table or jsonl.")
    var output = Format.table

    @Flag(name: .long, help: "Show times in UTC instead of local time.")
    var utc = false

    @OptionGroup(title: HelpSection.shared) var agent: AgentOptions

    func run() async throws {
        var last = try firstID()
        var wasConnected = false
        while true {
            do {
                try await agent.client.events(after: last, follow: follow) { event in
                    wasConnected = true
                    // Where the connection is lost, the next one goes on here.
                    if event.id > 0 { last = event.id } else if last == nil { last = Int64(saturating: event.at.timeIntervalSince1970 * 1_000_000) }
                    try show(event)
                    return true
                }
            } catch let error as ControlError where follow && wasConnected && error.code != .noPermission {
                StandardStream.error.note("\(ProgramName.current.typed): \(error.description); trying again")
            }
            guard follow else { return }
            try await Task.sleep(for: .seconds(1))
        }
    }

    /// Ids are microseconds since 1970, so that a time is one too.
    private func firstID() throws -> Int64? {
        if let after { return after }
        guard let since else { return follow ? nil : 0 }
        let time = try TimeExpression(since).date(now: Date(), zone: zone)
        return max(0, Int64(saturating: time.timeIntervalSince1970 * 1_000_000) - 1)
    }

    private var zone: ClockZone { utc ? .utc : .local }

    private func show(_ event: AgentEvent) throws {
        switch (output, event.kind) {
        case (_, .heartbeat): return
        case (.jsonl, _): try StandardStream.output.write(jsonText(event) + "\n")
        case (.table, .gap): StandardStream.error.note("\(ProgramName.current.typed): \(event.message)")
        case (.table, _): try StandardStream.output.write(line(event) + "\n")
        }
    }

    private func line(_ event: AgentEvent) -> String {
        let place = [event.cluster, event.run].compactMap { $0 }.map { printable($0) }.joined(separator: " ")
        return [zone.text(event.at), event.kind.rawValue, place.isEmpty ? "-" : place, printable(event.message)].joined(separator: "\t")
    }
}
