package import Control
import Fleet
package import FoundationEssentials

/// How a running agent is, in the two senses in which it is asked: whether it lives, and whether what it tells is of
/// now.
package struct AgentCondition {
    package struct Check: Equatable {
        package let name: String
        package let holds: Bool
        package let words: String
    }

    let state: AgentState
    /// Seconds by which the rounds are late; nil while they go on.
    let overdue: Double?
    let now: Date

    package init(state: AgentState, overdue: Double?, now: Date) {
        self.state = state
        self.overdue = overdue
        self.now = now
    }

    /// Rounds tick, and what they find is written down or refused for a reason that a restart does not take away.
    package var alive: [Check] { [ticking, committing] }

    /// What `/readyz` says: a client may rely on the agent.
    package var ready: [Check] {
        [Check(name: "store", holds: true, words: "migrated and open"), firstRound, recentRound, recorded, ticking]
    }

    private var ticking: Check {
        guard let overdue else { return Check(name: "rounds", holds: true, words: "go on") }
        return Check(
            name: "rounds", holds: false,
            words: "stalled: no progress for \(Int(overdue)) s past the longest allowed step"
        )
    }

    /// A full disk, and a file that may not be written, are not cured by another process: those go on probing and say
    /// so. With whatever else, a new start opens the history anew; a few rounds in a row, because another program may
    /// hold it for a moment.
    private var committing: Check {
        guard let trouble = state.store?.trouble else { return Check(name: "writer", holds: true, words: "commits") }
        let isIncurable = ["disk-full", "read-only"].contains(trouble.code)
        return Check(
            name: "writer", holds: isIncurable || trouble.rounds < Self.mostMissed,
            words: "\(counted(trouble.rounds, "round")) not recorded: \(trouble.message)")
    }

    private static let mostMissed = 3

    private var firstRound: Check {
        Check(
            name: "first-round", holds: state.rounds > 0,
            words: state.rounds > 0 ? "\(counted(state.rounds, "round")) recorded" : "none is recorded yet")
    }

    /// Three intervals: one that takes its whole time and one that comes late are no news.
    private var recentRound: Check {
        guard let last = state.lastRound?.startedAt else {
            return Check(name: "last-round", holds: false, words: "there was none")
        }
        let age = now.timeIntervalSince(last)
        return Check(
            name: "last-round", holds: age < 3 * state.interval + 60,
            words: "\(Int(age)) s ago, one every \(Int(state.interval)) s")
    }

    private var recorded: Check {
        guard let trouble = state.store?.trouble else {
            return Check(name: "history", holds: true, words: "writable")
        }
        return Check(
            name: "history", holds: false, words: "NOT RECORDED since \(trouble.since.rfc3339): \(trouble.message)")
    }
}
