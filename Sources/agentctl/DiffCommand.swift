import ArgumentParser
import Fleet
import FoundationEssentials
import Reports
import Store

struct DiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "What changed in a cluster's kubesphere.yaml between its last two versions. Secrets show as fingerprints.",
        discussion: "Exit codes as kubectl diff's: 0 no difference, 1 different, above 1 an error.")

    @Argument(help: "The cluster.")
    var cluster: String

    @OptionGroup var store: StoreOptions

    @Option(name: .shortAndLong, help: "table (a unified diff) or json.")
    var output = RepairOptions.RepairFormat.table

    func run() async throws {
        try await CommandFailure.reporting {
            let snapshots = try await HistoryReader.open(path: store.db).lastSnapshots(of: ClusterID(cluster), limit: 2)
            guard let new = snapshots.first else {
                throw CommandFailure(.noSuchObject, "the history has no configuration of \(printable(cluster))", hint: "list the clusters: agentctl status")
            }
            guard snapshots.count == 2 else {
                StandardError.note("one version only, seen since \(new.change.at.rfc3339): nothing to compare")
                return
            }
            let lines = LineDiff.unified(old: snapshots[1].text, new: new.text)
            print(try render(lines, old: snapshots[1].change, new: new.change))
            if !lines.isEmpty { throw ExitCode(1) }
        }
    }

    private struct Document: Encodable {
        var schema = "agentctl.diff/v1"
        let cluster: String
        let from: ConfigChange
        let to: ConfigChange
        let lines: [String]
    }

    private func render(_ lines: [String], old: ConfigChange, new: ConfigChange) throws -> String {
        if output == .json { return try JSONText.encode(Document(cluster: cluster, from: old, to: new, lines: lines), pretty: true) }
        let head = [
            "--- \(printable(cluster)) resourceVersion \(old.resourceVersion), seen \(old.at.rfc3339)",
            "+++ \(printable(cluster)) resourceVersion \(new.resourceVersion), seen \(new.at.rfc3339)\(new.manager.map { ", written by \(printable($0))" } ?? "")",
        ]
        return (head + lines.map { printable($0, limit: 2000) }).joined(separator: "\n")
    }
}
