package import ArgumentParser
import Console
import Control
import Fleet
import FoundationEssentials
import Reports

package struct MuteCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "mute", abstract: "Stop being told of a known warning, for some time.",
        discussion: """
            A muted finding is in no notification and in no list of what needs attention. It is still found, recorded \
            and shown as muted. Only info \
            and warning findings can be muted: when the same cause becomes critical, it is told as ever. A mute always \
            ends at its time.

              agentctl mute version-skew --for 30d --reason "upgrade is planned, CHG-1234"
              agentctl mute credentials-expire --cluster 'edge-*' --until 2026-12-27 --reason "renewal is under way"
              agentctl mute list
              agentctl mute end mute/3 --reason "upgraded"
            """,
        subcommands: [MuteCreate.self, MuteList.self, MuteEnd.self], defaultSubcommand: MuteCreate.self)

    package init() {}
}

struct MuteCreate: AsyncParsableCommand, TakesWords {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Mute a cause from now on.",
        discussion: """
            Exit codes: 0 muted, 4 you may not, 6 the agent does not answer, 10 it is critical now, 64 no reason, no \
            end, no such cause, or one \
            that is always critical.
            """)

    @Argument(
        help: ArgumentHelp("The cause, as `agentctl status` shows it.", valueName: "cause"),
        completion: .list(Cause.mutable.map(\.rawValue)))
    var cause: String

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Only on these clusters: names or globs; may be given more than once. None means the whole fleet.",
            valueName: "glob"),
        completion: .clusters)
    var cluster: [String] = []

    @OptionGroup var time: UntilOptions
    @OptionGroup var reason: ReasonOption
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup(title: HelpSection.shared) var quiet: QuietOption

    func validate() throws {
        if time.until == nil, time.duration == nil {
            throw ValidationError("a mute needs an end: --for 30d, or --until TIME")
        }
        if cluster.contains("") {
            throw ValidationError("--cluster is empty: leave it out to mute the cause in the whole fleet")
        }
    }

    func run() async throws {
        try await CommandFailure.reporting {
            guard let until = try time.end(after: Date()) else {
                throw ValidationError("a mute needs an end: --for 30d, or --until TIME")
            }
            let reason = try reason.required()
            let request = MuteRequest(
                cause: cause, clusters: cluster.isEmpty ? nil : cluster, until: until, reason: reason)
            try await connection.with { operations, caller in
                let mute = try await operations.mute(request, by: caller(reason))
                StandardStream.error.note(
                    """
                    mute/\(mute.id): \(mute.cause) on \(mute.place) is muted until \
                    \(StandardStream.error.time(mute.until))
                    """
                )
                StandardStream.error.tell("to undo it", command: "\(thisProgram) mute end mute/\(mute.id)")
            }
        }
    }
}

struct MuteList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the mutes that hold now.")

    @OptionGroup var connection: ConnectionOptions
    @OptionGroup(title: HelpSection.shared) var output: OutputOptions

    func run() async throws {
        try await CommandFailure.reporting {
            try await connection.with { operations, _ in
                try output.show(
                    Self.listing(try await operations.mutes(), zone: output.zone), whenEmpty: "nothing is muted")
            }
        }
    }

    private static func listing(_ mutes: [MuteReply], zone: ClockZone) -> Listing<MuteItem> {
        let columns: [Table.Column] = [
            .init("MUTE"), .init("CAUSE"), .init("CLUSTERS", isFlexible: true), .init("SINCE", expendable: 0),
            .init("UNTIL"),
            .init("REASON", isFlexible: true),
            .init("BY", expendable: 1),
        ]
        return Listing("agentctl.mute.list/v1", columns, mutes.map(MuteItem.init)) { mute in
            [
                .init("\(mute.mute)"), .init(mute.cause),
                .init(mute.clusters.map { $0.joined(separator: ",") } ?? "all"),
                .init(zone.text(mute.since), full: mute.since.rfc3339),
                .init(zone.text(mute.until), full: mute.until.rfc3339), .init(mute.reason),
                .init(personName(ofActor: mute.by), full: mute.by),
            ]
        }
    }
}

/// One mute: `agentctl.mute.list/v1`.
private struct MuteItem: Encodable {
    let mute: HistoryName
    let cause: String
    /// nil for the whole fleet.
    let clusters: [String]?
    let since: Date
    let until: Date
    let reason: String
    let by: String

    init(_ reply: MuteReply) {
        mute = .mute(reply.id)
        cause = reply.cause
        clusters = reply.clusters
        since = reply.from
        until = reply.until
        reason = reply.reason
        by = reply.by
    }
}

struct MuteEnd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "end", abstract: "End a mute before its time.",
        discussion:
            """
            Exit codes: 0 ended, 4 you may not, 5 no such mute, 6 the agent does not answer, 10 it has ended already, \
            64 no reason.
            """
    )

    @Argument(
        help: ArgumentHelp("A mute, as `agentctl mute list` shows it: mute/3.", valueName: "mute"), completion: .mutes)
    var mute: String

    @OptionGroup var reason: ReasonOption
    @OptionGroup var connection: ConnectionOptions
    @OptionGroup(title: HelpSection.shared) var quiet: QuietOption

    func run() async throws {
        try await CommandFailure.reporting {
            let number = try NamedArgument.mute(mute)
            let reason = try reason.required()
            try await connection.with { operations, caller in
                let ended = try await operations.endMute(number, by: caller(reason))
                StandardStream.error.note("mute/\(ended.id) has ended: \(ended.cause) on \(ended.place) is told again")
                let clusters = (ended.clusters ?? []).map { " --cluster \(shellWord($0))" }.joined()
                StandardStream.error.tell(
                    "to undo it",
                    command: "\(thisProgram) mute \(ended.cause)\(clusters) --for 30d")
            }
        }
    }
}

extension MuteReply {
    fileprivate var place: String { clusters?.map { printable($0) }.joined(separator: ", ") ?? "the whole fleet" }
}
