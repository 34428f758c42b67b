package import ArgumentParser
import Console
import Fleet
import FoundationEssentials
import Reports
import Store

package struct JournalCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "journal", abstract: "List every step of every repair; verify the chain of hashes.",
        subcommands: [JournalList.self, JournalVerify.self], defaultSubcommand: JournalList.self)

    package init() {}
}

struct JournalList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the journal, the newest row first.",
        discussion: """
            A step has two rows: what was about to be done, and what came of it. A step without its second row was \
            interrupted.

              agentctl journal --cluster edge-1 --since 7d
              agentctl journal --run run/20261124T035248Z-16a36d42 -o jsonl
            """)

    @Option(
        name: .long,
        help: ArgumentHelp("Only this run, plan, incident, freeze or mute: run/…, plan/3.", valueName: "name"),
        completion: .runs)
    var run: String?

    @OptionGroup var history: HistoryOptions
    @OptionGroup(title: HelpSection.shared) var store: StoreOptions
    @OptionGroup(title: HelpSection.shared) var output: OutputOptions

    func run() async throws {
        let reader = try HistoryReader.open(path: store.path)
        let now = Date()
        let filter = try await history.filter(
            reader, config: store.agent.config, now: now, zone: output.zone)
        let subject = try run.map(Self.name)
        let items = try await reader.journal(filter, run: subject?.journalKey).map(JournalItem.init)
        if let subject, items.isEmpty {
            throw CommandFailure(.noSuchObject, "the journal has no row of \(subject)", hint: .run("agentctl journal"))
        }
        try output.show(JournalItem.listing(items, zone: output.zone), whenEmpty: "no such row in the journal")
        history.noteLimit(shown: items.count)
        try await history.checkWhole(reader, now: now)
    }

    private static func name(_ text: String) throws -> HistoryName {
        if let name = HistoryName(text) { return name }
        throw CommandFailure(
            .usage, "\(printable(text, limit: 100)) is no run, plan, incident, freeze or mute",
            hint: NextStep("find their names", command: "agentctl journal"))
    }
}

struct JournalVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Verify the journal's chain of hashes.",
        discussion: """
            Each row holds SHA-256 over itself and the row before it, so that a row that was changed or removed later \
            shows.

            Exit codes: 0 intact, 10 not.
            """)

    @OptionGroup(title: HelpSection.shared) var store: StoreOptions
    @OptionGroup(title: HelpSection.shared) var output: OutputOptions

    /// `agentctl.journal.verify/v1`.
    private struct Item: Encodable {
        let intact: Bool
        /// Rows that were verified, from the first.
        let rows: Int64
        let brokenRow: Int64?
        let reason: String?
    }

    func run() async throws {
        let result = try await HistoryReader.open(path: store.path).verifyJournal()
        let item = Item(
            intact: result.isIntact, rows: result.rows, brokenRow: result.broken?.sequence,
            reason: result.broken?.reason)
        let listing = Listing(
            "agentctl.journal.verify/v1",
            [.init("JOURNAL"), .init("ROWS", .right), .init("BROKEN AT", .right), .init("REASON", isFlexible: true)],
            [item]
        ) { item in
            [
                .init(item.intact ? "intact" : "broken", tone: item.intact ? .good : .bad), .init(String(item.rows)),
                item.brokenRow.map { .init("row \($0)", full: String($0)) } ?? .none,
                item.reason.map { .init($0) } ?? .none,
            ]
        }
        try output.show(listing, whenEmpty: "")
        guard result.isIntact else {
            throw CommandFailure(
                .judgedBad, "the journal was changed after it was written",
                hint: "compare with a backup of \(printable(try store.path))",
                code: "journal_broken")
        }
    }
}

/// One row of the journal: `agentctl.journal.list/v2`.
struct JournalItem: Encodable {
    let row: Int64
    let at: Date
    /// What the row belongs to: `run/…`, `plan/3`, `incident/2`, `freeze/1`, `control`.
    let subject: String
    let cluster: ClusterID
    let actor: String
    let step: String
    let phase: JournalEntry.Phase
    let detail: String
    let hash: String

    init(_ row: JournalRow) {
        self.row = row.sequence
        at = row.entry.at
        subject = HistoryName(journalKey: row.entry.run)?.description ?? row.entry.run
        cluster = row.entry.cluster
        actor = row.entry.actor
        step = row.entry.step
        phase = row.entry.phase
        detail = row.entry.detail
        hash = row.hash
    }

    static func listing(_ items: [JournalItem], zone: ClockZone) -> Listing<JournalItem> {
        Listing(
            "agentctl.journal.list/v2",
            [
                .init("ROW", .right, expendable: 0), .init("TIME"), .init("SUBJECT", expendable: 2),
                .init("CLUSTER", isName: true), .init("STEP"), .init("PHASE"),
                .init("ACTOR", expendable: 1), .init("DETAIL", isFlexible: true),
            ], items, name: \.subject
        ) { item in
            [
                .init(String(item.row)), .init(zone.text(item.at), full: item.at.rfc3339, tone: .quiet),
                .init(item.subject),
                .init(item.cluster.rawValue),
                .init(item.step), .init(item.phase.rawValue, tone: item.tone),
                .init(personName(ofActor: item.actor), full: item.actor), .init(item.detail),
            ]
        }
    }

    private var tone: Tone {
        switch phase {
        case .intended: .quiet
        case .done: .good
        case .failed, .refused: .bad
        }
    }
}
