import ArgumentParser
import ConfigurationFiles
import Console
import Fleet
import FoundationEssentials
import Reports
import Store

struct NotifyList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List undelivered messages, and why (--state all: every message).",
        discussion: """
            Reads the history only, so it works while the agent is down. A receiver that does not answer is tried \
            again ever more rarely, for a day.

              agentctl notify list
              agentctl notify list --state all --route chat -o json

            Exit codes: 0 done; with --exit-code, 10 where a message has failed; 5 no history.
            """)

    enum State: String, CaseIterable, ExpressibleByArgument {
        case undelivered, waiting, givenUp = "given-up", delivered, all

        var states: Set<OutboxEntry.State>? {
            switch self {
            case .undelivered: [.waiting, .givenUp]
            case .waiting: [.waiting]
            case .givenUp: [.givenUp]
            case .delivered: [.delivered]
            case .all: nil
            }
        }
    }

    @Option(name: .long, help: "Which of them.")
    var state = State.undelivered

    @Option(name: .long, help: ArgumentHelp("Only those of this route.", valueName: "name"), completion: .routes)
    var route: String?

    @Option(
        name: [.customShort("n", allowingJoined: true), .long],
        help: ArgumentHelp("At most so many, the newest; 0 for all.", valueName: "rows"))
    var limit = 100

    @Flag(name: .long, help: "Exit with 10 where a message that waits has failed, or one was given up.")
    var exitCode = false

    @OptionGroup(title: HelpSection.shared) var store: StoreOptions
    @OptionGroup(title: HelpSection.shared) var output: OutputOptions

    func validate() throws {
        guard limit >= 0 else { throw ValidationError("--limit \(limit) is less than 0") }
    }

    func run() async throws {
        let now = Date()
        let reader = try HistoryReader.open(path: store.path)
        let items = try await reader.outbox(state.states, route: route, limit: limit == 0 ? nil : limit).map {
            NotifyItem($0)
        }
        try output.show(
            NotifyItem.listing(items, now: now, zone: output.zone),
            whenEmpty: items.isEmpty ? try await nothing(reader) : "")
        if exitCode, items.contains(where: { $0.error != nil }) { throw ExitCode(ExitStatus.judgedBad.rawValue) }
    }

    /// Nothing on its way is good news only where something would be sent.
    private func nothing(_ reader: HistoryReader) async throws -> String {
        guard state == .undelivered else { return "no such message" }
        guard try await reader.outbox(nil, route: route, limit: 1).isEmpty else { return "everything was delivered" }
        let routes = (try? store.agent.load())?.notifications
        if let route, let routes, !routes.contains(where: { $0.route.name == route }) {
            return "agent.yaml has no route \(printable(route)) (notifications:)"
        }
        return routes?.isEmpty == true
            ? "no route is configured (agent.yaml: notifications): nobody is told of anything" : "nothing was sent yet"
    }
}

/// One message: `agentctl.notify.list/v2`.
struct NotifyItem: Encodable {
    let notification: Int64
    let route: String
    let state: OutboxEntry.State
    let subject: String
    let firing: Int
    let resolved: Int
    let events: Int
    let createdAt: Date
    let attempts: Int
    /// Of what waits.
    let nextAttemptAt: Date?
    let endedAt: Date?
    let error: String?

    init(_ entry: OutboxEntry) {
        notification = entry.id
        route = entry.route
        state = entry.state
        subject = NoticeText(entry.message).subject
        (firing, resolved, events) = (
            entry.message.firing.count, entry.message.resolved.count, entry.message.events.count
        )
        createdAt = entry.createdAt
        attempts = entry.attempts
        nextAttemptAt = entry.state == .waiting ? entry.nextAttempt : nil
        endedAt = entry.endedAt
        error = entry.error
    }

    static func listing(_ items: [NotifyItem], now: Date, zone: ClockZone) -> Listing<NotifyItem> {
        Listing(
            "agentctl.notify.list/v2",
            [
                .init("ID", .right), .init("ROUTE"), .init("STATE"), .init("SINCE", expendable: 1),
                .init("TRIES", .right, expendable: 0),
                .init("SUBJECT", isFlexible: true), .init("ERROR", isFlexible: true),
            ], items, name: { String($0.notification) }
        ) { item in
            [
                .init(String(item.notification)), .init(item.route),
                .init(item.state.rawValue, tone: item.state == .delivered ? .good : item.error == nil ? .plain : .bad),
                .init(zone.text(item.createdAt), full: item.createdAt.rfc3339), .init(String(item.attempts)),
                .init(item.subject),
                item.error.map { .init($0) } ?? .none,
            ]
        }
    }
}
