import Fleet
import FoundationEssentials
import Reports
import Store

/// Several tables of the history as one list of events.
struct Timeline {
    let kinds: [HistoryCommand.Kind]
    let filter: HistoryFilter

    /// For tables whose rows are not the timeline's events one by one: minutes against hours, beginnings against ends.
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
        if kinds.contains(.config), filter.causes == nil { events += try await reader.configChanges(filter).map(TimelineEvent.init) }
        if kinds.contains(.actions), filter.causes == nil { events += try await reader.journal(unlimited).compactMap(TimelineEvent.init) }
        if kinds.contains(.failures) { events += try await failures(reader) }
        return Array(events.sorted(by: >).prefix(filter.limit ?? .max))
    }

    /// An incident may have begun before the time asked for and ended in it: each of its ends is an event of its own.
    private func incidents(_ reader: HistoryReader) async throws -> [TimelineEvent] {
        try await reader.incidents(unlimited).flatMap(TimelineEvent.of).filter { event in
            event.at >= filter.since ?? .distantPast && event.at < filter.until ?? .distantFuture
        }
    }

    private func failures(_ reader: HistoryReader) async throws -> [TimelineEvent] {
        guard let wanted = filter.limit else { return TimelineEvent.hourly(try await reader.failures(filter)) }
        var limited = filter
        var rows = max(Self.fewestRows, min(wanted, 1 << 32) * 8)
        while true {
            limited.limit = rows
            let read = try await reader.failures(limited)
            guard read.count == rows, let oldest = read.last?.hour else { return TimelineEvent.hourly(read) }
            // The hour in which the reading stopped may be cut: it is left out, and read again where the others are too few.
            let whole = TimelineEvent.hourly(read.filter { $0.hour != oldest })
            if whole.count >= wanted { return whole }
            rows *= 4
        }
    }

    /// Counts of minutes that are read at first; an hour has sixty for each cluster and cause.
    private static let fewestRows = 1000
}

/// One event of `agentctl history`: `agentctl.history/v1`.
struct TimelineEvent: Encodable, Comparable {
    enum Kind: String, Encodable { case incident, config, failures, action }

    let at: Date
    let cluster: ClusterID
    let kind: Kind
    let text: String
    let cause: String?
    /// The number of the incident or of the journal's row.
    let number: Int64?
    /// How many failures.
    let count: Int?
    /// What a person's eye should be drawn to.
    private let tone: Tone

    private enum CodingKeys: String, CodingKey { case at, cluster, kind, text, cause, number, count }

    init(
        _ kind: Kind, _ at: Date, _ cluster: ClusterID, _ text: String, cause: String? = nil, number: Int64? = nil, count: Int? = nil,
        tone: Tone = .plain
    ) {
        self.at = at
        self.cluster = cluster
        self.kind = kind
        self.text = text
        self.cause = cause
        self.number = number
        self.count = count
        self.tone = tone
    }

    static func < (a: TimelineEvent, b: TimelineEvent) -> Bool {
        (a.at, a.number ?? 0, a.cluster, a.text) < (b.at, b.number ?? 0, b.cluster, b.text)
    }

    static func report(_ events: [TimelineEvent], zone: ClockZone) -> Report<TimelineEvent> {
        Report("agentctl.history/v1", [.init("TIME"), .init("CLUSTER"), .init("KIND", expendable: 0), .init("WHAT", isFlexible: true)], events) { event in
            [
                .init(zone.text(event.at), full: event.at.rfc3339, tone: .quiet), .init(event.cluster.rawValue), .init(event.kind.rawValue),
                .init(event.text, tone: event.tone),
            ]
        }
    }
}
