package import ArgumentParser
import Console
import Fleet
import FoundationEssentials
import Reports
import Store

package struct StoreCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "store", abstract: "Check, copy, shrink and redact the history's file.",
        subcommands: [
            StoreInfoCommand.self, StoreCheckCommand.self, StoreBackupCommand.self, StorePruneCommand.self,
            StoreRedactCommand.self,
        ])

    package init() {}
}

struct StoreInfoCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "info", abstract: "Show the history's size, schema and rows.",
        discussion: """
            Counts rows, so that it reads much of the file. `probes` are single probes that are still kept one by one; \
            a row of probes holds \
            those of one cluster in one hour, so there are fewer rows. What is older is kept by the hour, then by the \
            day (retention in \
            docs/configuration.md).
            """)

    @Flag(name: .long, help: "Show how many rows each table of the database has, too.")
    var tables = false

    @OptionGroup(title: HelpSection.shared) var store: StoreOptions
    @OptionGroup(title: HelpSection.shared) var output: OutputOptions

    func run() async throws {
        let info = try await HistoryReader.open(path: store.path).info()
        let listing = Listing("agentctl.store.info/v2", [.init("WHAT"), .init("VALUE", isFlexible: true)], [info]) {
            _ in
            []
        }
        switch output.output {
        case .json, .jsonl, .yaml, .name: try output.show(listing, whenEmpty: "")
        case .table, .wide, .csv: try output.write(Table(listing.columns, rows: facts(info).map { [.init($0), $1] }))
        }
    }

    /// A row for each thing worth knowing.
    private func facts(_ info: StoreInfo) -> [(String, Table.Cell)] {
        [
            ("file", .init(info.file)), ("schema", .init(String(info.schema))),
            ("last written by", info.program.map { .init("ksfleet \($0)", full: $0) } ?? .none),
            ("installation", info.installation.map { .init($0) } ?? .none), ("database", size(info.size.database)),
            ("write-ahead log", size(info.size.writeAheadLog)), ("probes", .init(String(info.probes))),
            ("oldest probe", time(info.oldestProbe)),
            ("newest probe", time(info.newestProbe)), ("probes by the hour", range(info.hourlyProbes)),
            ("probes by the day", range(info.dailyProbes)), ("free in the database", size(info.freeBytes)),
        ] + (tables ? rows(info) : [])
    }

    private func rows(_ info: StoreInfo) -> [(String, Table.Cell)] {
        info.rows.sorted { $0.key < $1.key }.map { ("rows of \($0.key)", .init(String($0.value))) }
    }

    private func time(_ date: Date?) -> Table.Cell {
        date.map { .init(output.zone.text($0), full: $0.rfc3339) } ?? .none
    }

    private func range(_ range: StoredRange?) -> Table.Cell {
        range.map {
            .init(
                "\(output.zone.text($0.oldest)) to \(output.zone.text($0.newest))",
                full: "\($0.oldest.rfc3339) \($0.newest.rfc3339)")
        } ?? .none
    }

    private func size(_ bytes: Int64) -> Table.Cell {
        let text = bytes < 1024 ? "\(bytes) B" : bytes < 1 << 20 ? "\(bytes >> 10) KiB" : "\(bytes >> 20) MiB"
        return .init(text, full: String(bytes))
    }
}

struct StoreCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check the history's integrity and references.",
        discussion: "Reads the whole file. Exit codes: 0 sound, 10 not.")

    @OptionGroup(title: HelpSection.shared) var store: StoreOptions
    @OptionGroup(title: HelpSection.shared) var output: OutputOptions

    /// `agentctl.store.check/v2`.
    private struct Item: Encodable {
        let file: String
        let sound: Bool
        let problems: [String]
        let size: StoreSize
    }

    func run() async throws {
        let check = try await HistoryReader.open(path: store.path).check()
        let item = Item(file: try store.path, sound: check.isSound, problems: check.problems, size: check.size)
        let listing = Listing(
            "agentctl.store.check/v2",
            [.init("FILE", isFlexible: true), .init("VERDICT"), .init("PROBLEMS", isFlexible: true)], [item]
        ) { item in
            [
                .init(item.file), .init(item.sound ? "sound" : "damaged", tone: item.sound ? .good : .bad),
                item.problems.isEmpty ? .none : .init(item.problems.joined(separator: "; ")),
            ]
        }
        try output.show(listing, whenEmpty: "")
        guard check.isSound else {
            throw CommandFailure(
                .judgedBad, "the history is damaged", hint: "stop agentd, keep a copy, then restore a backup",
                code: "store.corrupt")
        }
    }
}
