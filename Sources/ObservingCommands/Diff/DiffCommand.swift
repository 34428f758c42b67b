package import ArgumentParser
import Console
import Fleet
import FoundationEssentials
import Reports
import Store

package struct DiffCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "diff",
        abstract: "Show changes of a cluster's kubesphere.yaml, without its secrets.",
        discussion: """
            Compares the last two versions that the probes saw, or those of two times. A diff has no CSV form.

              agentctl diff edge-1
              agentctl diff edge-1 --from yesterday
              agentctl diff edge-1 --from "2026-10-01 14:00" --to 2026-10-02

            Exit codes, as kubectl diff's: 0 no difference, 1 different, above 1 an error.
            """)

    @Argument(help: ArgumentHelp("The cluster.", valueName: "cluster"), completion: .clusters)
    var cluster: String

    @Option(
        name: [.long, .customLong("since")], parsing: .unconditional,
        help: ArgumentHelp("The version that held at this time.", valueName: "time"),
        transform: HistoryOptions.time)
    var from: TimeExpression?

    @Option(
        name: [.long, .customLong("until")], parsing: .unconditional,
        help: ArgumentHelp("The version that held at this time (default: now).", valueName: "time"),
        transform: HistoryOptions.time)
    var to: TimeExpression?

    @OptionGroup(title: HelpSection.shared) var store: StoreOptions
    @OptionGroup(title: HelpSection.shared) var output: OutputOptions

    package func validate() throws {
        let isMissing = output.output == .csv || output.output == .name
        guard !isMissing else {
            throw ValidationError("a diff has no \(output.output.rawValue) form: use -o table, json, jsonl or yaml")
        }
    }

    package func run() async throws {
        do { try await compare() } catch let error where !(error is ExitCode) {
            var failure = CommandFailure(error)
            // 1 says "different" here.
            if failure.status == .failed { failure.status = .cancelled }
            throw failure
        }
    }

    private func compare() async throws {
        let now = Date()
        let reader = try HistoryReader.open(path: store.path)
        let cluster = try await reader.cluster(named: cluster, now: now)
        guard let (old, new) = try await versions(of: cluster, reader, now) else {
            return StandardStream.error.note(
                "\(printable(cluster.rawValue)) has had one configuration only: there is nothing to compare")
        }
        let diff = UnifiedDiff(from: old.text, to: new.text)
        try show(diff, DiffItem(cluster: cluster, from: old.change, to: new.change, diff: diff), old.change, new.change)
        guard diff.isEmpty else { throw ExitCode(1) }
    }

    private func show(_ diff: UnifiedDiff, _ item: DiffItem, _ old: ConfigChange, _ new: ConfigChange) throws {
        switch output.output {
        case .json, .jsonl, .yaml:
            try StandardStream.output.write(output.text(JSONDocument(schema: DiffItem.schema, items: [item])))
        case .table, .wide, .csv, .name:
            try StandardStream.output.write(
                diff.text(from: name(old, of: item.cluster), to: name(new, of: item.cluster), style: output.style))
        }
    }

    /// nil where there is one version only.
    private func versions(of cluster: ClusterID, _ reader: HistoryReader, _ now: Date) async throws -> (
        ConfigSnapshot, ConfigSnapshot
    )? {
        guard from != nil || to != nil else {
            let last = try await reader.lastSnapshots(of: cluster)
            guard let newest = last.first else { throw unseen("") }
            return last.count == 2 ? (last[1], newest) : nil
        }
        let end = to?.date(now: now, zone: output.zone)
        guard let new = try await reader.snapshot(of: cluster, at: end) else {
            throw unseen(end.map { " by \($0.rfc3339)" } ?? "")
        }
        // Without --from: the version before the one that held at --to.
        let start = from?.date(now: now, zone: output.zone) ?? new.change.at.addingTimeInterval(-0.001)
        guard let old = try await reader.snapshot(of: cluster, at: start) else {
            if from == nil { return nil }
            throw unseen(" by \(start.rfc3339)")
        }
        return (old, new)
    }

    private func unseen(_ when: String) -> CommandFailure {
        CommandFailure(
            .noSuchObject, "no configuration of \(printable(cluster)) had been seen\(when)",
            hint: NextStep(
                "the versions",
                command: "agentctl history --kind config --cluster \(shellWord(printable(cluster))) --since 52w"),
            code: "no_such_snapshot")
    }

    private func name(_ change: ConfigChange, of cluster: ClusterID) -> String {
        let writer = change.manager.map { ", written by \($0)" } ?? ""
        return "\(cluster)\tresourceVersion \(change.resourceVersion), seen \(change.at.rfc3339)\(writer)"
    }

    package init() {}
}

/// Two versions and what lies between them: `agentctl.diff/v1`.
private struct DiffItem: Encodable {
    static let schema = "agentctl.diff/v1"

    struct Version: Encodable {
        let seenAt: Date
        let resourceVersion: String
        let manager: String?
        let writtenAt: Date?

        init(_ change: ConfigChange) {
            seenAt = change.at
            resourceVersion = change.resourceVersion
            manager = change.manager
            writtenAt = change.writtenAt
        }
    }

    let cluster: ClusterID
    let from: Version
    let to: Version
    let removed: [String]
    let added: [String]

    init(cluster: ClusterID, from: ConfigChange, to: ConfigChange, diff: UnifiedDiff) {
        self.cluster = cluster
        self.from = Version(from)
        self.to = Version(to)
        removed = diff.lines.compactMap { if case .removed(let line) = $0 { line } else { nil } }
        added = diff.lines.compactMap { if case .added(let line) = $0 { line } else { nil } }
    }
}
