import Console
import Fleet
import FoundationEssentials
import Reports
import Store

/// `agentctl status --watch`: looks again and again until it is interrupted.
struct StatusWatch {
    let source: StatusSource
    let command: StatusCommand
    var clock: any Clock<Duration> = ContinuousClock()

    private static let pause = Duration.seconds(2)

    func run() async throws {
        // What is wrong at the first look is wrong with the command; later it may pass.
        var look = Look(try await items(Date()))
        try show(&look)
        while true {
            try await clock.sleep(for: Self.pause)
            do {
                look.items = try await items(Date())
            } catch let error as StoreError {
                StandardStream.error.note("\(thisProgram): \(CommandFailure(error).message); trying again")
                continue
            }
            try show(&look)
        }
    }

    private func items(_ now: Date) async throws -> [StatusItem] {
        command.sortBy.sorted(try command.selection.of(try await source.read(now: now), source.agent).items)
    }

    private struct Look {
        var items: [StatusItem]
        var changes = Changes<ClusterID, StatusChange.State>()
        var isFirst = true

        init(_ items: [StatusItem]) { self.items = items }
    }

    private func show(_ look: inout Look) throws {
        let now = Date()
        if command.output.output.isTable, let width = command.output.terminalWidth {
            try redraw(look.items, now, width: width, isFirst: look.isFirst)
        } else {
            let changes = look.changes.take(
                Dictionary(uniqueKeysWithValues: look.items.map { ($0.cluster, StatusChange.State($0)) }))
            try write(changes.map { StatusChange($0, at: now) }, now, isFirst: look.isFirst)
        }
        look.isFirst = false
    }

    // MARK: A terminal

    /// Written over what stands there, line by line, so that nothing flickers.
    private func redraw(_ items: [StatusItem], _ now: Date, width: Int, isFirst: Bool) throws {
        let lines = screen(items, now, width).split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        let room = max(3, (StandardStream.output.terminalHeight ?? .max) - 1)
        var shown = lines.prefix(room)
        if lines.count > room {
            shown = shown.dropLast() + ["(\(lines.count - room + 1) more lines; a larger terminal shows them)"]
        }
        let text = shown.map { $0 + "\u{1B}[K\n" }.joined()
        try StandardStream.output.write((isFirst ? "\u{1B}[2J" : "") + "\u{1B}[H" + text + "\u{1B}[J")
    }

    private func screen(_ items: [StatusItem], _ now: Date, _ width: Int) -> String {
        let style = command.output.style
        let head = style.paint("every 2 s, \(command.output.zone.text(now)); Ctrl-C ends it", .quiet) + "\n\n"
        guard !items.isEmpty else { return head + "no cluster was probed yet\n" }
        let table = StatusItem.listing(items, now: now, style: style).table
        let isWide = command.output.output == .wide
        let fitted = isWide ? table.unfitted(style: style) : table.fitted(to: width, style: style).text
        guard command.explain ?? true else { return head + fitted }
        return head + fitted + command.explanation(now).text(items)
    }

    // MARK: A pipe

    private func write(_ changes: [StatusChange], _ now: Date, isFirst: Bool) throws {
        let output = command.output
        guard output.output != .jsonl else {
            return try StandardStream.output.write(changes.map { try jsonText($0) + "\n" }.joined())
        }
        let table = StatusChange.table(changes)
        let header = isFirst && !output.noHeaders
        guard header || !changes.isEmpty else { return }
        try StandardStream.output.write(
            output.output == .csv ? table.csv(header: header) : table.tabSeparated(header: header))
    }
}

/// A cluster that is not as it was: `agentctl.status.change/v1`.
struct StatusChange: Encodable {
    /// What is watched: numbers and ages would change with every look.
    struct State: Equatable {
        let health: Health
        let cause: Cause?
        let agent: [RepairStanding]

        init(_ item: StatusItem) {
            health = item.health
            cause = item.cause
            agent = item.agent ?? []
        }

        static func == (a: State, b: State) -> Bool {
            a.health == b.health && a.cause == b.cause && a.agent.map(what) == b.agent.map(what)
        }

        /// Without how long, and without sentences in which numbers grow.
        private static func what(_ standing: RepairStanding) -> RepairStanding {
            RepairStanding(standing.state) {
                ($0.plan, $0.run, $0.step) = (standing.plan, standing.run, standing.step)
                ($0.freeze, $0.gate) = (standing.freeze, standing.gate)
            }
        }
    }

    let at: Date
    let cluster: ClusterID
    /// nil where the cluster is not watched any more.
    let health: Health?
    let cause: Cause?
    let agent: [RepairStanding]?
    /// What it was before; nil where it is seen for the first time.
    let before: Health?
    let causeBefore: Cause?

    init(_ change: Changes<ClusterID, State>.Change, at: Date) {
        self.at = at
        cluster = change.key
        health = change.new?.health
        cause = change.new?.cause
        agent = change.new.flatMap { $0.agent.isEmpty ? nil : $0.agent }
        before = change.old?.health
        causeBefore = change.old?.cause
    }

    static func table(_ changes: [StatusChange]) -> Table {
        Table(
            [.init("TIME"), .init("CLUSTER"), .init("HEALTH"), .init("CAUSE"), .init("WAS"), .init("AGENT")],
            rows: changes.map { change in
                [
                    .init(change.at.rfc3339), .init(change.cluster.rawValue), .init(change.health?.rawValue ?? "gone"),
                    change.cause.map { .init($0.rawValue) } ?? .none, change.before.map { .init($0.rawValue) } ?? .none,
                    .init(
                        (change.agent ?? []).map { $0.sentence(now: change.at, words: .plain) }.joined(
                            separator: "; ")),
                ]
            })
    }
}
