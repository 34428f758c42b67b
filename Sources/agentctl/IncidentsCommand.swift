import ArgumentParser
import Fleet
import FoundationEssentials
import Reports
import Store

struct IncidentsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "incidents", abstract: "Stretches of time in which a cause kept a cluster from being healthy, the newest first.")

    @OptionGroup var history: HistoryOptions
    @OptionGroup var store: StoreOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        try await CommandFailure.reporting {
            let rows = try await HistoryReader.open(path: store.db).incidents(history.filter(now: Date()))
            try output.show(Listings.incidents(rows), whenEmpty: "no incident")
        }
    }
}
