package import ArgumentParser
import Console
import Fleet
import FoundationEssentials
import Reports
import Store

package struct BlameCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "blame",
        abstract: "Show who wrote each line of a cluster's kubesphere.yaml, and when.",
        discussion: """
            Each line of the newest configuration, with the change that brought it: the field manager and the time of \
            the write as the
            cluster's managedFields tell them, and when a probe first saw it. Changes that came and went between two \
            probes are not known.

              agentctl blame edge-1
              agentctl blame edge-1 accessTokenMaxAge
              agentctl blame edge-1 authentication.issuer -o json

            Exit codes: 0 shown, 5 no such cluster or key.
            """)

    @Argument(help: ArgumentHelp("The cluster.", valueName: "cluster"), completion: .clusters)
    var cluster: String

    @Argument(help: ArgumentHelp("Only this key and what stands below it; a.b.c or its last part.", valueName: "key"))
    var key: String?

    @OptionGroup(title: HelpSection.shared) var store: StoreOptions
    @OptionGroup(title: HelpSection.shared) var output: OutputOptions

    package func run() async throws {
        let reader = try HistoryReader.open(path: store.path)
        let cluster = try await reader.cluster(named: cluster, now: Date()).rawValue
        let versions = try await reader.lastSnapshots(of: ClusterID(cluster), limit: Int(Int32.max)).reversed()
        guard !versions.isEmpty else {
            throw CommandFailure(
                .noSuchObject, "no configuration of \(printable(cluster)) was ever read",
                hint: NextStep("why", command: "agentctl status \(shellWord(printable(cluster)))"),
                code: "no_such_snapshot")
        }
        let blame = LineBlame(versions.map(\.text))
        let lines = key.map { blame.lines(ofKey: $0) } ?? blame.lines
        if let key, lines.isEmpty {
            throw CommandFailure(
                .noSuchObject, "kubesphere.yaml of \(printable(cluster)) has no key \(printable(key, limit: 100))",
                hint: NextStep("its lines", command: "agentctl blame \(shellWord(printable(cluster)))"),
                code: "no_such_key")
        }
        let changes = versions.map(\.change)
        try output.show(
            BlameItem.listing(lines.map { BlameItem($0, changes[$0.version]) }, zone: output.zone),
            whenEmpty: "the document is empty")
    }

    package init() {}
}

/// One line and where it comes from: `agentctl.blame/v1`.
private struct BlameItem: Encodable {
    let line: Int
    let path: String
    let text: String
    let manager: String?
    let writtenAt: Date?
    let seenAt: Date
    let resourceVersion: String

    init(_ line: LineBlame.Line, _ change: ConfigChange) {
        self.line = line.number
        path = line.path
        text = line.text
        manager = change.manager
        writtenAt = change.writtenAt
        seenAt = change.at
        resourceVersion = change.resourceVersion
    }

    static func listing(_ items: [BlameItem], zone: ClockZone) -> Listing<BlameItem> {
        Listing(
            "agentctl.blame/v1",
            [
                .init("WRITTEN", expendable: 1), .init("BY"), .init("SEEN", expendable: 0), .init("LINE", .right),
                .init("TEXT", isFlexible: true),
            ], items
        ) { item in
            [
                item.writtenAt.map { .init(zone.text($0), full: $0.rfc3339, tone: .quiet) } ?? .none,
                item.manager.map { .init($0) } ?? .none,
                .init(zone.text(item.seenAt), full: item.seenAt.rfc3339, tone: .quiet),
                .init(String(item.line)), .init(item.text),
            ]
        }
    }
}
