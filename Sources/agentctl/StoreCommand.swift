import ArgumentParser
import Fleet
import FoundationEssentials
import Reports
import Store

struct StoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store", abstract: "The history's file: what is in it, and whether it is sound.", subcommands: [StoreInfoCommand.self, StoreCheckCommand.self])
}

struct StoreInfoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "info", abstract: "Size, schema, and how much of what.")

    @OptionGroup var store: StoreOptions
    @Option(name: .shortAndLong, help: "table or json.")
    var output = RepairOptions.RepairFormat.table

    func run() async throws {
        try await CommandFailure.reporting {
            let info = try await HistoryReader.open(path: store.db).info()
            if output == .json { return print(try JSONText.encode(info, pretty: true)) }
            print("file      \(printable(info.file))")
            print("schema    \(info.schema), last written by ksfleet \(info.program ?? "-")")
            print("size      \(info.size.database) bytes, write-ahead log \(info.size.writeAheadLog) bytes")
            print("probes    \(info.probes), from \(info.oldestProbe?.rfc3339 ?? "-") to \(info.newestProbe?.rfc3339 ?? "-")")
            for (table, rows) in info.rows.sorted(by: { $0.key < $1.key }) { print("rows      \(table): \(rows)") }
        }
    }
}

struct StoreCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "SQLite's own integrity and foreign-key checks.", discussion: "Exit codes: 0 sound, 10 not.")

    @OptionGroup var store: StoreOptions

    func run() async throws {
        try await CommandFailure.reporting {
            let check = try await HistoryReader.open(path: store.db).check()
            for problem in check.problems { print(printable(problem)) }
            guard check.isSound else { throw ExitCode(ExitStatus.judgedBad.rawValue) }
            print("sound")
        }
    }
}
