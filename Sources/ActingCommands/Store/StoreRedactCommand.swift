import ArgumentParser
import Console
import Fleet
import FoundationEssentials
import Linux
import Reports
import Rounds
import Store

struct StoreRedactCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "redact", abstract: "Rewrite stored configurations under today's redaction rule.",
        discussion: """
            Of a kubesphere.yaml, booleans, numbers, durations, sizes, hosts and the settings that are known to be \
            harmless are stored; \
            everything else is a fingerprint (docs/security.md). Of what servers call their objects, UUIDs and numbers \
            are stored. The agent \
            rewrites what an older version stored when it starts for the first time after the upgrade. This does it at \
            any time, to any history: to one that could not be rewritten then, or to a backup.

            Fingerprints stay as they are, and a text that is hidden now gets the one that it has in every later \
            configuration, so that \
            diffs go on to compare. The file is built anew and its write-ahead log emptied, so that no old page is \
            left in it: that takes as \
            much room on the disk as the history has, once more. The journal is never rewritten.

              agentctl store redact --dry-run
              agentctl store redact --yes
              agentctl store redact --yes --db /var/backups/ksfleet-2026-11-01.sqlite --key \
            /var/lib/ksfleet/fingerprint.key

            Exit codes: 0 done, 2 not confirmed, 4 you may not write to the history, 5 no history or no key there, 8 \
            rewritten, and old pages \
            may be left: run it again, 64 no terminal to ask on, and no --yes.
            """)

    @Flag(name: .long, help: "Only say what would be rewritten.")
    var dryRun = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The installation's fingerprint key (default: fingerprint.key beside the history).", valueName: "path"),
        completion: .file())
    var key: String?

    @OptionGroup var confirmation: ConfirmationOptions
    @OptionGroup(title: HelpSection.shared) var store: StoreOptions
    @OptionGroup(title: HelpSection.shared) var output: OutputOptions

    func run() async throws {
        try await CommandFailure.reporting {
            let path = try store.path
            let reader = try HistoryReader.open(path: path)
            let rule = StoredTexts.rule(try fingerprintKey(beside: path))
            if dryRun { return try show(try await reader.redactable(rule), path) }
            try confirmation.ask(
                "Rewrite what \(printable(path)) holds of configurations?",
                otherwise: "give --yes, or --dry-run to change nothing")
            let report = try rewrite(rule, path)
            try show(report, path)
            guard report.isWhole else { throw CommandFailure(.pending, report.advice ?? "", code: "store.old_pages") }
        }
    }

    private func rewrite(_ rule: StoredTextRule, _ path: String) throws -> RedactionReport {
        let writer = try HistoryWriter.open(path: path, program: ProgramVersion.current)
        let report = try writer.redact(rule, always: true) ?? RedactionReport()
        try writer.close()
        return report
    }

    /// With another key nothing would compare any more: none is made.
    private func fingerprintKey(beside path: String) throws -> FingerprintKey {
        let file = key ?? URL(filePath: path).deletingLastPathComponent().appending(path: "fingerprint.key").path
        guard FileManager.default.fileExists(atPath: file) else {
            throw CommandFailure(
                .noSuchObject, "there is no fingerprint key at \(printable(file))",
                hint: "name the one of the agent that wrote this history: --key /var/lib/ksfleet/fingerprint.key",
                code: "no_fingerprint_key")
        }
        return try FingerprintKeyFile.loadOrCreate(file)
    }

    private func show(_ report: RedactionReport, _ path: String) throws {
        let item = Item(report, path, isDryRun: dryRun)
        let columns: [Table.Column] = [
            .init("FILE", isFlexible: true), .init("CONFIGURATIONS", .right), .init("REWRITTEN", .right),
            .init("PLANS", .right),
            .init("PLANS REWRITTEN", .right), .init("NAMES REWRITTEN", .right), .init("OLD PAGES"),
        ]
        try output.show(Listing("agentctl.store.redact/v1", columns, [item], row: Self.row), whenEmpty: "")
    }

    private static func row(_ item: Item) -> [Table.Cell] {
        let counts = [
            item.configurations, item.rewrittenConfigurations, item.plans, item.rewrittenPlans, item.rewrittenNames,
        ]
        let tone: Tone = item.scrubbed || item.dryRun ? .plain : .bad
        return [Table.Cell(item.file)] + counts.map { Table.Cell(String($0)) } + [Table.Cell(item.oldPages, tone: tone)]
    }

    /// `agentctl.store.redact/v1`.
    private struct Item: Encodable {
        let file: String
        let dryRun: Bool
        let configurations: Int
        let rewrittenConfigurations: Int
        let damagedConfigurations: Int
        let plans: Int
        let rewrittenPlans: Int
        /// UIDs and resourceVersions that are none.
        let rewrittenNames: Int
        /// Nothing of before is left in the file.
        let scrubbed: Bool

        var oldPages: String { dryRun ? "not looked at" : scrubbed ? "none" : "perhaps" }

        init(_ report: RedactionReport, _ file: String, isDryRun: Bool) {
            self.file = file
            dryRun = isDryRun
            configurations = report.snapshots
            rewrittenConfigurations = report.rewrittenSnapshots
            damagedConfigurations = report.damagedSnapshots
            plans = report.plans
            rewrittenPlans = report.rewrittenPlans
            rewrittenNames = report.rewrittenNames
            scrubbed = report.isScrubbed
        }
    }
}
