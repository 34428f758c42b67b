import Fleet
import FoundationEssentials
import Reports
import Store

extension TimelineEvent {
    /// Its beginning, and its end where it has one.
    static func of(_ record: IncidentRecord) -> [TimelineEvent] {
        let incident = record.incident
        let again =
            incident.reopened == 0 ? "" : ", reopened \(incident.reopened == 1 ? "once" : "\(incident.reopened) times")"
        func event(_ at: Date, _ word: String, _ text: String, good: Bool) -> TimelineEvent {
            TimelineEvent(.incident, at, incident.cluster, "incident/\(incident.id) \(text)", tone: good ? .good : .bad)
            {
                $0.incident = .incident(incident.id)
                $0.cause = incident.cause.rawValue
                $0.event = word
            }
        }
        let opened = event(incident.openedAt, "opened", "opened: \(incident.cause.rawValue)\(again)", good: false)
        guard let closed = incident.closedAt else { return [opened] }
        let lasted = shortDuration(seconds: closed.timeIntervalSince(incident.openedAt))
        return [opened, event(closed, "closed", "closed after \(lasted): \(incident.cause.rawValue)", good: true)]
    }

    init(_ change: ConfigChange) {
        let what = "\(change.manager ?? "somebody") wrote the configuration"
        let written = change.writtenAt.map { " at \($0.rfc3339)" } ?? ""
        // Beside the time at which it was seen, how long before says more than another time.
        let delay = change.writtenAt.map { change.at.timeIntervalSince($0) } ?? 0
        let later = delay < 60 ? "" : ", seen \(shortDuration(seconds: delay)) later"
        self.init(.config, change.at, change.cluster, "\(what)\(written), resourceVersion \(change.resourceVersion)") {
            $0.resourceVersion = change.resourceVersion
            $0.manager = change.manager
            $0.writtenAt = change.writtenAt
            $0.shown = "\(what), resourceVersion \(change.resourceVersion)\(later)"
        }
    }

    /// What came of a step. The rows before a step say only what was about to be done: they are for `agentctl journal`.
    init?(_ row: JournalRow) { self.init(row.entry, row: row.sequence) }

    init?(_ entry: JournalEntry, row: Int64?) {
        guard entry.phase != .intended else { return nil }
        let what = "\(entry.step) \(entry.phase.rawValue): \(entry.detail)"
        let name = HistoryName(journalKey: entry.run)
        self.init(
            .action, entry.at, entry.cluster, "\(what) [\(entry.actor), \(name?.description ?? entry.run)]",
            tone: entry.phase == .done ? .good : .bad
        ) {
            $0.row = row
            switch name {
            case .run: $0.run = name
            case .plan: $0.plan = name
            case .incident: $0.incident = name
            case .freeze, .mute, nil: break
            }
            ($0.step, $0.phase) = (entry.step, entry.phase)
            ($0.detail, $0.actor) = (entry.detail, entry.actor)
            $0.shown = "\(what), by \(personName(ofActor: entry.actor))"
        }
    }

    /// A repair, or a plan that came to none, as one event: its end.
    init(_ story: JournalStory, _ run: RunRecord?) {
        let text = run.map { Self.sentence($0, story) } ?? Self.sentence(story)
        self.init(.action, story.last.at, story.cluster, text, tone: Self.tone(run, story.last)) {
            ($0.run, $0.plan) = (story.run.map(HistoryName.run), story.plan.map(HistoryName.plan))
        }
    }

    /// `run/… proved after 3m, by root: secret-mismatch (plan/1, 8 steps)`.
    private static func sentence(_ run: RunRecord, _ story: JournalStory) -> String {
        let lasted = shortDuration(seconds: story.last.at.timeIntervalSince(run.startedAt))
        let end = run.outcome.map { "\($0.rawValue) after \(lasted)" } ?? "under way, at step \(story.last.step)"
        let people = Set([run.approval?.by, run.actor].compactMap { $0 }.map(personName(ofActor:))).sorted().joined(
            separator: " and ")
        let what = run.plan.undoes.map { "undo of \(HistoryName.run($0))" } ?? run.plan.cause.rawValue
        let why = run.outcome == .proved ? what : [what, run.summary].compactMap { $0 }.joined(separator: ": ")
        return
            """
            \(HistoryName.run(run.id)) \(end), by \(people): \(why) (\(HistoryName.plan(run.planID)), \
            \(counted(story.entries.count, "step")))
            """
    }

    /// A plan without a run, or a rehearsal: what came of it last.
    private static func sentence(_ story: JournalStory) -> String {
        let name = story.run.map { "\(HistoryName.run($0))" } ?? story.plan.map { "\(HistoryName.plan($0))" } ?? ""
        return
            """
            \(name) \(story.last.step) \(story.last.phase.rawValue), by \(personName(ofActor: story.last.actor)): \
            \(story.last.detail)
            """
    }

    private static func tone(_ run: RunRecord?, _ last: JournalEntry) -> Tone {
        guard let run else { return last.phase == .done ? .good : .bad }
        guard let outcome = run.outcome else { return .unsure }
        return outcome == .proved ? .good : .bad
    }

    /// Failures by cluster, hour (or day, when they are older) and cause: a line for each minute would drown the rest.
    /// Each stands where its hour begins.
    static func hourly(_ failures: [StoredFailures]) -> [TimelineEvent] {
        struct Key: Hashable {
            let cluster: ClusterID
            let hour: Int
            let isDay: Bool
            let cause: FailureCause
        }
        let groups = Dictionary(grouping: failures) {
            Key(cluster: $0.cluster, hour: $0.hour, isDay: $0.period == 86_400, cause: $0.cause)
        }
        return groups.map { key, rows in
            let count = rows.reduce(0) { $0 + $1.count }
            let text =
                """
                \(count) failed authentication\(count == 1 ? "" : "s") in that \(key.isDay ? "day" : "hour"): \
                \(key.cause.rawValue)
                """
            return TimelineEvent(
                .failures, Date(timeIntervalSince1970: Double(key.hour) * 3600), key.cluster, text, tone: .unsure
            ) {
                $0.cause = key.cause.rawValue
                $0.count = count
                $0.seconds = key.isDay ? 86_400 : 3600
            }
        }
    }
}

extension StoredFailures {
    /// Hours since 1970; of a count for a day, the day's first.
    var hour: Int { minute.minute / 60 }
}
