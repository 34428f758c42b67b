import ArgumentParser
import Console
import Control
import Fleet
import FoundationEssentials
import Linux
import Operations
import Store

struct IncidentsAcknowledge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ack", abstract: "Acknowledge an incident: records your name and stops reminders.",
        discussion: """
            The first who takes an incident on stays, until it is released. It is still open, and closes by itself \
            when the cluster is well again. The \
            running agent writes it down, under the name that the kernel gives it; where none runs, or with --db, this \
            process does.

              agentctl incidents ack incident/12 --comment "on it, ticket 4711"

            Exit codes: 0 it is yours, 4 you may not, 5 no such incident, 10 somebody else's already.
            """)

    @OptionGroup var act: IncidentAct

    func run() async throws {
        try await CommandFailure.reporting {
            let taken = try await act.carryOut(route: { try await $0.acknowledge($1, by: $2) }, direct: Self.write)
            StandardStream.error.note(
                """
                incident/\(taken.id) (\(taken.cause) in \(printable(taken.cluster))) is acknowledged by \
                \(printable(personName(ofActor: taken.acknowledgedBy ?? "")))
                """
            )
            StandardStream.error.tell(
                "to take that back",
                command: "\(thisProgram) incidents release incident/\(taken.id)")
        }
    }

    private static func write(_ writer: HistoryWriter, _ incident: Int64, _ caller: ControlCaller) async throws
        -> IncidentRecord
    {
        let record = try await writer.acknowledge(
            incident: incident, by: caller.actor, at: Date(), comment: caller.reason)
        guard record.acknowledgedBy == caller.actor else {
            throw CommandFailure(
                .judgedBad,
                """
                incident/\(incident) of \(printable(record.incident.cluster.rawValue)) was taken on before, by \
                \(printable(record.acknowledgedBy ?? "somebody"))
                """,
                hint: NextStep(
                    "to take it over, release it first", command: "agentctl incidents release incident/\(incident)"),
                code: "already_acknowledged")
        }
        return record
    }
}

struct IncidentsRelease: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "release", abstract: "Take back an acknowledgement, whoever gave it.",
        discussion: """
              agentctl incidents release incident/12 --comment "on holiday"

            Exit codes: 0 it is nobody's, 4 you may not, 5 no such incident, 10 nobody had taken it on.
            """)

    @OptionGroup var act: IncidentAct

    func run() async throws {
        try await CommandFailure.reporting {
            let released = try await act.carryOut(route: { try await $0.release($1, by: $2) }, direct: Self.write)
            StandardStream.error.note(
                "incident/\(released.id) (\(released.cause) in \(printable(released.cluster))) is nobody's again")
            StandardStream.error.tell("to take it on", command: "\(thisProgram) incidents ack incident/\(released.id)")
        }
    }
}

extension IncidentsRelease {
    private static func write(_ writer: HistoryWriter, _ incident: Int64, _ caller: ControlCaller) async throws
        -> IncidentRecord
    {
        do {
            return try await writer.release(incident: incident, by: caller.actor, at: Date(), comment: caller.reason)
        } catch let error as StoreError where error.code == .refused {
            throw CommandFailure(.judgedBad, error.message, code: "not_acknowledged")
        }
    }
}

/// What is done about one incident, by the running agent or in this process.
struct IncidentAct: ParsableArguments {
    @Argument(help: ArgumentHelp("An incident: incident/12.", valueName: "incident"), completion: .incidents)
    var incident: String

    @Option(name: .long, help: "What is to be said of it: it goes into the journal, beside who you are.")
    var comment: String?

    @OptionGroup(title: HelpSection.shared) var agent: AgentOptions
    @OptionGroup(title: HelpSection.shared) var store: StoreFile
    @OptionGroup(title: HelpSection.shared) var quiet: QuietOption

    func carryOut(
        route: (AgentConnection, Int64, ControlCaller) async throws -> IncidentReply,
        direct: (HistoryWriter, Int64, ControlCaller) async throws -> IncidentRecord
    ) async throws -> IncidentReply {
        let number = try NamedArgument.incident(incident)
        let caller = ControlCaller(actor: Operator.name(), reason: comment ?? "")
        if store.db == nil, try await agent.answers() {
            return try await route(AgentConnection(client: try agent.client), number, caller)
        }
        let path = try store.path(config: agent.config)
        // A writer would make a history where there is none; a reader says that there is none.
        guard try await HistoryReader.open(path: path).incident(number) != nil else {
            throw CommandFailure(
                .noSuchObject, "there is no incident/\(number)",
                hint: NextStep("list them", command: "agentctl incidents"), code: "no_such_incident")
        }
        StandardStream.error.note(
            store.db == nil ? "agent not running; executing locally" : "executing locally, not in the agent")
        let writer = try HistoryWriter.open(path: path, program: ProgramVersion.current)
        let record = try await direct(writer, number, caller)
        try writer.close()
        return IncidentReply(record)
    }
}
