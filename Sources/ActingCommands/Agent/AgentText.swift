package import Console
package import Control
package import Fleet
package import FoundationEssentials
import Reports

/// What an agent says of itself, for a person.
package struct AgentText {
    package let now: Date
    /// How a moment is written.
    package let time: (Date) -> String

    package static func on(_ stream: StandardStream, zone: ClockZone = .local) -> AgentText {
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
            lines.append("freezes: \(holding(freezes)) now; see them: \(thisProgram) freeze list")
        }
        if let mutes = state.mutes, mutes > 0 {
            lines.append("mutes: \(holding(mutes)) now; see them: \(thisProgram) mute list")
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
    package static func changed(_ configuration: AgentState.Configuration?) -> String? {
        guard let configuration, !configuration.isInForce else { return nil }
        return
            """
            \(printable(configuration.file)) was changed since the agent started, and is not in force: it takes a \
            restart
            """
    }

    package func policy(_ policy: PolicyReply) -> String {
        guard let file = policy.file else { return "none, so it observes and changes nothing (agent.yaml: policy)" }
        return
            """
            \(printable(file)), default \(policy.mode), \(counted(policy.rules, "rule")) \
            (highest: \(policy.highestMode)), loaded \(time(policy.loadedAt))
            """
    }

    package func breaker(_ breaker: BreakerReply) -> String {
        guard breaker.open else {
            return "closed"
                + (breaker.closedAt.map {
                    " since \(time($0)) by \(printable(personName(ofActor: breaker.closedBy ?? "unknown")))"
                } ?? "")
        }
        let next = NextStep("find out why, then close it", command: "agentctl remediate breaker close")
        return
            ([
                """
                OPEN since \(breaker.openedAt.map(time) ?? "unknown"): \
                \(printable(breaker.reason ?? "no reason is known"))
                """
            ] + next.here.lines(indent: "  ", width: nil)).joined(separator: "\n")
    }

    private func holding(_ count: Int) -> String { "\(count) \(count == 1 ? "holds" : "hold")" }

    private func waiting(_ waiting: AgentState.Waiting) -> String {
        let left = waiting.expiresAt.map { ", expires in \(shortDuration(seconds: $0.timeIntervalSince(now)))" } ?? ""
        return
            """
            pending approval: plan/\(waiting.plan), \(printable(waiting.cluster)), \(waiting.cause)\(left)
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
