import ArgumentParser
import Control
import Fleet
import FoundationEssentials
import Reports

struct AgentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent", abstract: "Show the state of the running agent; reload its policy.",
        discussion: """
            Exit codes: 0 it answered, 4 you may not ask it, 6 it is not running, or does not answer.

              agentctl agent
              agentctl agent -o json
              agentctl agent reload
              agentctl agent probe member-02
            """,
        subcommands: [AgentShow.self, AgentReload.self, AgentProbe.self], defaultSubcommand: AgentShow.self)
}

struct AgentShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show rounds, policy, breaker, pending plans and running repairs.")

    @OptionGroup(title: HelpSection.shared) var agent: AgentOptions

    @Option(name: [.customShort("o", allowingJoined: true), .long], help: "table or json.")
    var output = PlainFormat.table

    @Flag(name: .long, help: "Show times in UTC instead of local time.")
    var utc = false

    func run() async throws {
        let state = try await agent.client.state()
        let words = AgentText.on(.output, zone: utc ? .utc : .local).describe(state)
        let document = JSONDocument(schema: "agentctl.agent.show/v2", items: [AgentItem(state: state)])
        try StandardStream.output.write(output == .json ? try document.text() : Self.fitted(words) + "\n")
    }

    private static func fitted(_ text: String) -> String {
        let width = StandardStream.output.terminalWidth
        return text.split(separator: "\n").flatMap { hanging(String($0), after: "", width: width) }.joined(
            separator: "\n")
    }
}

struct AgentReload: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reload", abstract: "Reload policy.yaml, as SIGHUP does (agent.yaml needs a restart).",
        discussion: """
            An invalid file changes nothing: the policy in force stays in force.

            Exit codes: 0 taken over, 78 the file is wrong, 4 or 6 the agent could not be asked.
            """)

    @OptionGroup(title: HelpSection.shared) var agent: AgentOptions

    func run() async throws {
        let policy = try await agent.client.post(PolicyReply.self, ControlPath.policyReload, [String: String]())
        StandardStream.error.note("policy reloaded: \(AgentText.on(.error).policy(policy))")
        if let changed = AgentText.changed(try await agent.client.state().configuration) {
            StandardStream.error.note("\(changed): systemctl restart ksfleet-agent")
        }
        StandardStream.error.note("to undo it, put the old file back and reload again")
    }
}

/// Formats of what is no list.
enum PlainFormat: String, ExpressibleByArgument, CaseIterable { case table, json }

/// What an agent says of itself, for a person.
struct AgentText {
    let now: Date
    /// How a moment is written.
    let time: (Date) -> String

    static func on(_ stream: StandardStream, zone: ClockZone = .local) -> AgentText {
        AgentText(now: Date()) { stream.time($0, zone: zone) }
    }

    func describe(_ state: AgentState) -> String {
        var lines = [
            """
            agentd \(state.version), process \(state.pid), running since \(time(state.startedAt)), \
            \(counted(state.rounds, "round")), one every \(state.interval) s
            """
        ]
        if let round = state.lastRound {
            let health = round.health.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", ")
            lines.append(
                """
                last round at \(time(round.startedAt)): \(health); host \
                \(round.host.map { printable($0) } ?? "not found")
                """
            )
        }
        if let changed = Self.changed(state.configuration) { lines.append("✖ " + changed) }
        if let policy = state.policy { lines.append("policy: " + self.policy(policy)) }
        if let error = state.policy?.lastError {
            lines.append("✖ the last policy reload failed, the policy above is in force:")
            lines += error.split(separator: "\n").map { "    " + printable(String($0)) }
        }
        if let breaker = state.breaker { lines.append("breaker: " + self.breaker(breaker)) }
        if let freezes = state.freezes, freezes > 0 {
            lines.append("freezes: \(freezes) hold now; see them: \(thisProgram) freeze list")
        }
        if let mutes = state.mutes, mutes > 0 {
            lines.append("mutes: \(mutes) hold now; see them: \(thisProgram) mute list")
        }
        lines += (state.running ?? []).map {
            "under way: run/\(printable($0)); follow it: \(thisProgram) remediate show run/\(printable($0))"
        }
        lines += (state.waiting ?? []).map { waiting($0) }
        if let store = state.store { lines += history(store) }
        lines += (state.notifications ?? []).map { notifications($0) }
        return lines.joined(separator: "\n")
    }

    /// nil where the agent goes by what the file says.
    static func changed(_ configuration: AgentState.Configuration?) -> String? {
        guard let configuration, !configuration.isInForce else { return nil }
        return
            """
            \(printable(configuration.file)) was changed since the agent started, and is not in force: it takes a \
            restart
            """
    }

    func policy(_ policy: PolicyReply) -> String {
        guard let file = policy.file else { return "none, so it observes and changes nothing (agent.yaml: policy)" }
        return
            """
            \(printable(file)), default \(policy.mode), \(counted(policy.rules, "rule")) \
            (highest: \(policy.highestMode)), loaded \(time(policy.loadedAt))
            """
    }

    func breaker(_ breaker: BreakerReply) -> String {
        guard breaker.open else {
            return "closed"
                + (breaker.closedAt.map {
                    " since \(time($0)) by \(printable(personName(ofActor: breaker.closedBy ?? "unknown")))"
                } ?? "")
        }
        return
            """
            OPEN since \(breaker.openedAt.map(time) ?? "unknown"): \
            \(printable(breaker.reason ?? "no reason is known")); 
            """
                + "look, then: \(thisProgram) remediate breaker close"
    }

    private func waiting(_ waiting: AgentState.Waiting) -> String {
        let left = waiting.expiresAt.map { ", expires in \(shortDuration(seconds: $0.timeIntervalSince(now)))" } ?? ""
        return
            """
            pending approval: plan/\(waiting.plan), \(printable(waiting.cluster)), \(waiting.cause)\(left): \
            \(thisProgram) remediate approve plan/\(waiting.plan)
            """
    }

    private func notifications(_ route: AgentState.Notifications) -> String {
        let name = "notifications to \(printable(route.route)) (\(printable(route.receiver))): "
        let told = route.lastDelivered.map { "last delivered at \(time($0))" } ?? "nothing was delivered yet"
        guard let error = route.error else {
            return name + told + (route.waiting > 0 ? ", \(route.waiting) on their way" : "")
        }
        let age = route.oldestWaiting.map { " for \(shortDuration(seconds: now.timeIntervalSince($0)))" } ?? ""
        let seen = "see them: \(thisProgram) notify list"
        return "✖ " + name + "\(route.waiting) NOT DELIVERED\(age): \(printable(error)); \(seen)"
    }

    private func history(_ store: AgentState.Store) -> [String] {
        var lines = ["history \(store.databaseBytes >> 20) MiB\(store.maxBytes.map { " of \($0 >> 20) MiB" } ?? "")"]
        if let run = store.lastRetention {
            lines[0] +=
                ", retention at \(time(run.endedAt)): \(counted(run.rolledUp, "row")) rolled up, \(run.removed) removed"
            if run.isOverBound {
                lines.append("the history is larger than retention.maxBytes, and nothing more can be pruned")
            }
        }
        if let trouble = store.trouble {
            lines.append(
                """
                \(counted(trouble.rounds, "round")) NOT RECORDED since \(time(trouble.since)): \
                \(printable(trouble.message, limit: 400))
                """
            )
        }
        return lines
    }
}
