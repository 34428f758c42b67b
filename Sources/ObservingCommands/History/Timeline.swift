import Fleet
import FoundationEssentials
import Store

/// Several tables of the history as one list of events.
struct Timeline {
    let kinds: [HistoryCommand.Kind]
    let filter: HistoryFilter
    /// Whether the rows of one repair are shown as one event.
    var isFolded = false

    /// For tables whose rows are not the timeline's events one by one: minutes against hours, beginnings against ends,
    /// steps against repairs.
    private var unlimited: HistoryFilter {
        var filter = filter
        filter.limit = nil
        return filter
    }

    /// The newest first, as many as the filter allows.
    ///
    /// Changes of configuration and repairs carry no cause, so that a filter with one leaves them out.
    func events(_ reader: HistoryReader) async throws -> [TimelineEvent] {
        var events: [TimelineEvent] = []
        if kinds.contains(.incidents) { events += try await incidents(reader) }
        if kinds.contains(.config), filter.causes == nil {
            events += try await reader.configChanges(filter).map(TimelineEvent.init)
        }
        if kinds.contains(.actions), filter.causes == nil { events += try await actions(reader) }
        if kinds.contains(.failures) { events += try await failures(reader) }
        return Array(events.sorted(by: >).prefix(filter.limit ?? .max))
    }

    /// An incident may have begun before the time asked for and ended in it: each of its ends is an event of its own.
    private func incidents(_ reader: HistoryReader) async throws -> [TimelineEvent] {
        try await reader.incidents(unlimited).flatMap(TimelineEvent.of).filter { event in
            event.at >= filter.since ?? .distantPast && event.at < filter.until ?? .distantFuture
        }
    }

    private func actions(_ reader: HistoryReader) async throws -> [TimelineEvent] {
        // A request that the agent refused changed nothing: the timeline leaves it to --kind actions and the journal.
        let rows = try await reader.journal(unlimited).filter { kinds == [.actions] || $0.entry.run != "control" }
        guard isFolded else { return rows.compactMap(TimelineEvent.init) }
        let runs = Dictionary(
            try await reader.runs(HistoryFilter(clusters: filter.clusters, until: filter.until)).map { ($0.id, $0) }
        ) { first, _ in first }
        let numbers = Dictionary(rows.map { ($0.entry, $0.sequence) }) { max($0, $1) }
        let (stories, others) = JournalStory.all(rows.map(\.entry), runs: runs.mapValues(\.planID))
        return stories.map { TimelineEvent($0, $0.run.flatMap { runs[$0] }) }
            + others.compactMap { TimelineEvent($0, row: numbers[$0]) }
    }

    private func failures(_ reader: HistoryReader) async throws -> [TimelineEvent] {
        guard let wanted = filter.limit else { return TimelineEvent.hourly(try await reader.failures(filter)) }
        var limited = filter
        var rows = max(Self.fewestRows, min(wanted, 1 << 32) * 8)
        while true {
            limited.limit = rows
            let read = try await reader.failures(limited)
            guard read.count == rows, let oldest = read.last?.hour else { return TimelineEvent.hourly(read) }
            // The hour in which the reading stopped may be cut: it is left out, and read again where the others are too
            // few.
            let whole = TimelineEvent.hourly(read.filter { $0.hour != oldest })
            if whole.count >= wanted { return whole }
            rows *= 4
        }
    }

    /// Counts of minutes that are read at first; an hour has sixty for each cluster and cause.
    private static let fewestRows = 1000
}
