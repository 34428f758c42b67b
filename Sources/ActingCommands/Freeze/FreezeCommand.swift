package import ArgumentParser
import Console
import Control
import Fleet
import FoundationEssentials
import Reports

package struct FreezeCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "freeze", abstract: "Stop repairs for a while: of the whole fleet, or some clusters.",
        discussion: """
            A freeze beats every rule of the policy, and holds a person's repair and undo too (remediate apply, \
            undo). Plans are made \
            and approved as ever. Proving and rolling back what has begun is not held. Probes go on.

              agentctl freeze --for 4h --reason "network change CHG-1234"
              agentctl freeze --cluster 'prod-*' --until '2026-12-27 08:00' --reason "year-end"
              agentctl freeze list
              agentctl unfreeze freeze/3 --reason "done"
            """,
        subcommands: [FreezeCreate.self, FreezeList.self], defaultSubcommand: FreezeCreate.self)

    package init() {}
}

struct FreezeCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Start a freeze now.",
        discussion: "Exit codes: 0 it holds, 4 you may not, 6 the agent does not answer, 64 no reason or no such time.")

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Only these clusters: names or globs; may be given more than once. None means the whole fleet.",
            valueName: "glob"),
        completion: .clusters)
    var cluster: [String] = []

    @OptionGroup var time: UntilOptions
    @OptionGroup var reason: ReasonOption
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup(title: HelpSection.shared) var quiet: QuietOption

    func validate() throws {
        if cluster.contains("") { throw ValidationError("--cluster is empty: leave it out to freeze the whole fleet") }
    }

    func run() async throws {
        try await CommandFailure.reporting {
            let reason = try reason.required()
            let request = FreezeRequest(
                clusters: cluster.isEmpty ? nil : cluster, until: try time.end(after: Date()), reason: reason)
            try await connection.with { operations, caller in
                let freeze = try await operations.freeze(request, by: caller(reason))
                let what = freeze.clusters.map { $0.map { printable($0) }.joined(separator: ", ") } ?? "the whole fleet"
                StandardStream.error.note(
                    """
                    freeze/\(freeze.id): \(what), \
                    \(freeze.until.map { "until \(StandardStream.error.time($0))" } ?? "until somebody ends it")
                    """
                )
                for run in freeze.underWay ?? [] {
                    let step = try? await operations.run(run).steps?.last.flatMap { RepairStep(rawValue: $0.step) }
                    StandardStream.error.note(
                        """
                        still under way: run/\(run); \((step ?? .gates).underFreeze): \
                        \(thisProgram) remediate show run/\(run)
                        """
                    )
                }
                StandardStream.error.tell("to undo it", command: "\(thisProgram) unfreeze freeze/\(freeze.id)")
            }
        }
    }
}

struct FreezeList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the freezes in force; those of policy.yaml have no number.")

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup(title: HelpSection.shared) var output: OutputOptions

    func run() async throws {
        try await CommandFailure.reporting {
            try await connection.with { operations, _ in
                let freezes = try await operations.freezes()
                try output.show(Self.listing(freezes, zone: output.zone), whenEmpty: "nothing is frozen")
            }
        }
    }

    private static func listing(_ freezes: [FreezeReply], zone: ClockZone) -> Listing<FreezeItem> {
        let columns: [Table.Column] = [
            .init("FREEZE"), .init("CLUSTERS", isFlexible: true), .init("SINCE", expendable: 0), .init("UNTIL"),
            .init("REASON", isFlexible: true),
            .init("BY", isName: true, expendable: 1),
        ]
        let name = { (freeze: FreezeItem) in freeze.freeze.map { "\($0)" } ?? "policy.yaml" }
        return Listing("agentctl.freeze.list/v2", columns, freezes.map(FreezeItem.init), name: name) { freeze in
            let labels = (freeze.labels ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            let clusters = (freeze.clusters ?? []) + labels
            return [
                freeze.freeze.map { .init("\($0)") } ?? .none,
                .init(clusters.isEmpty ? "all" : clusters.joined(separator: ",")),
                .init(zone.text(freeze.since), full: freeze.since.rfc3339),
                freeze.until.map { .init(zone.text($0), full: $0.rfc3339) } ?? .init("ended by hand", full: ""),
                .init(freeze.reason),
                .init(personName(ofActor: freeze.by), full: freeze.by),
            ]
        }
    }
}

/// One freeze: `agentctl.freeze.list/v2`.
private struct FreezeItem: Encodable {
    /// nil for one of policy.yaml, which ends there.
    let freeze: HistoryName?
    /// nil for the whole fleet.
    let clusters: [String]?
    let labels: [String: String]?
    let since: Date
    let until: Date?
    let reason: String
    let by: String

    init(_ reply: FreezeReply) {
        freeze = reply.id == 0 ? nil : .freeze(reply.id)
        clusters = reply.clusters
        labels = reply.labels
        since = reply.from
        until = reply.until
        reason = reply.reason
        by = reply.by
    }
}

package struct UnfreezeCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "unfreeze", abstract: "End a freeze early.",
        discussion: """
            A freeze of policy.yaml, which has no number, ends in that file.

              agentctl freeze list
              agentctl unfreeze freeze/3 --reason "change is done"

            Exit codes: 0 ended, 4 you may not, 5 no such freeze, 6 the agent does not answer, 10 it has ended \
            already, 64 no reason.
            """)

    @Argument(
        help: ArgumentHelp("A freeze, as `agentctl freeze list` shows it: freeze/3.", valueName: "freeze"),
        completion: .freezes)
    var freeze: String

    @OptionGroup var reason: ReasonOption
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup(title: HelpSection.shared) var quiet: QuietOption

    package func run() async throws {
        try await CommandFailure.reporting {
            let number = try NamedArgument.freeze(freeze)
            let reason = try reason.required()
            try await connection.with { operations, caller in
                let ended = try await operations.endFreeze(number, by: caller(reason))
                let what = ended.clusters?.map { printable($0) }.joined(separator: ", ") ?? "the whole fleet"
                let others = (ended.stillFrozenBy ?? []).map { $0.text(StandardStream.error) }
                StandardStream.error.note(
                    "freeze/\(ended.id) of \(what) has ended: "
                        + (others.isEmpty
                            ? "the policy holds again" : "still frozen by \(others.joined(separator: ", and by "))"))
                StandardStream.error.tell("to undo it", command: "\(thisProgram) freeze\(ended.options)")
            }
        }
    }

    package init() {}
}

extension FreezeReply {
    /// `freeze/7 until 2026-12-27 08:00:00 (prod-*)`.
    func text(_ stream: StandardStream) -> String {
        let name = id == 0 ? "a freeze of policy.yaml" : "freeze/\(id)"
        let scope = clusters.map { " (\($0.map { printable($0) }.joined(separator: ", ")))" } ?? ""
        return name + (until.map { " until \(stream.time($0))" } ?? " until somebody ends it") + scope
    }

    /// What makes the same freeze once more.
    fileprivate var options: String {
        let scope = (clusters ?? []).map { " --cluster \(shellWord(printable($0)))" }.joined()
        let end = plannedUntil.map { " --until \($0.rfc3339)" } ?? ""
        return "\(scope)\(end) --reason \(shellWord(printable(reason)))"
    }
}
