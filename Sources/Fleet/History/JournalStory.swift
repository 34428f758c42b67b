package import FleetModel
package import FleetRepair
import FoundationEssentials

/// The journal's rows of one repair, its plan's included, as one thing that happened.
package struct JournalStory: Hashable, Sendable {
    /// nil where a plan came to no run.
    package let run: String?
    package let plan: Int64?
    /// What came of each step, the oldest first. Never empty.
    package let entries: [JournalEntry]

    package var cluster: ClusterID { last.cluster }
    package var first: JournalEntry { entries[0] }
    package var last: JournalEntry { entries[entries.count - 1] }

    /// Groups rows by the run that they belong to; rows of a plan belong to the run that was made of it. The newest
    /// story comes first.
    ///
    /// - Parameters:
    ///   - entries: in any order; what was only intended is left out.
    ///   - runs: the plan of each run that is known.
    /// - Returns: also the rows that belong to neither run nor plan: freezes, acknowledgements, refused requests.
    package static func all(_ entries: [JournalEntry], runs: [String: Int64]) -> (
        stories: [JournalStory], others: [JournalEntry]
    ) {
        let runOfPlan = Dictionary(runs.map { ($0.value, $0.key) }) { max($0, $1) }
        var groups: [Key: [JournalEntry]] = [:]
        var others: [JournalEntry] = []
        for entry in entries where entry.phase != .intended {
            guard let key = Key(entry.run, runs, runOfPlan) else {
                others.append(entry)
                continue
            }
            groups[key, default: []].append(entry)
        }
        let stories = groups.map { key, entries in
            JournalStory(
                run: key.run, plan: key.plan,
                entries: entries.enumerated().sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }.map(
                    \.element))
        }
        return (stories.sorted { ($1.last.at, $1.run ?? "") < ($0.last.at, $0.run ?? "") }, others)
    }

    private struct Key: Hashable {
        let run: String?
        let plan: Int64?

        /// nil for a row of neither.
        init?(_ id: String, _ runs: [String: Int64], _ runOfPlan: [Int64: String]) {
            if let plan = runs[id] {
                (run, self.plan) = (id, plan)
            } else if case .plan(let plan)? = HistoryName(journalKey: id) {
                (run, self.plan) = (runOfPlan[plan], plan)
            } else if case .run? = HistoryName(journalKey: id) {
                // A rehearsal: it is in no table of runs.
                (run, plan) = (id, nil)
            } else {
                return nil
            }
        }
    }
}
