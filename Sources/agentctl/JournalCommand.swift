import ArgumentParser
import Fleet
import FoundationEssentials
import Reports
import Store

struct JournalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "journal", abstract: "Every step of every repair, before and after it was taken.",
        subcommands: [JournalList.self, JournalVerify.self], defaultSubcommand: JournalList.self)
}

struct JournalList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "The rows, the newest first.")

    @Option(name: .long, help: "Only this run.")
    var run: String?

    @OptionGroup var history: HistoryOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await CommandFailure.reporting {
            let rows = try await HistoryReader.open(path: store.db).journal(history.filter(now: Date()), run: run)
            try output.show(Listings.journal(rows), whenEmpty: "the journal is empty: nothing was repaired yet")
        }
    }
}

struct JournalVerify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Recompute the journal's hash chain.",
        discussion: "Each row holds SHA-256 over itself and the row before it. Exit codes: 0 intact, 10 a row was changed or removed.")

    @OptionGroup var store: StoreOptions

    func run() async throws {
        try await CommandFailure.reporting {
            let result = try await HistoryReader.open(path: store.db).verifyJournal()
            if let broken = result.broken {
                print("broken at row \(broken.sequence) of \(result.rows): \(printable(broken.reason))")
                throw ExitCode(ExitStatus.judgedBad.rawValue)
            }
            print("intact: \(result.rows) rows")
        }
    }
}
