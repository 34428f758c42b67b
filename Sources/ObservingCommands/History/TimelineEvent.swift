import Console
import Fleet
import FoundationEssentials
import Reports
import Store

/// One event of `agentctl history`: `agentctl.history/v1`. Each kind has fields of its own; `text` says the same in a
/// sentence.
struct TimelineEvent: Encodable, Comparable {
    enum Kind: String, Encodable { case incident, config, failures, action }

    let at: Date
    let cluster: ClusterID
    let kind: Kind
    let text: String
    var incident: HistoryName?
    /// The number of the journal's row.
    var row: Int64?
    var cause: String?
    /// Of an incident: `opened` or `closed`.
    var event: String?
    /// Of failures: how many, in how many seconds from `at` on.
    var count: Int?
    var seconds: Int?
    /// Of a change of configuration.
    var resourceVersion: String?
    var manager: String?
    var writtenAt: Date?
    /// Of an action: what was done, by whom, and what came of it.
    var run: HistoryName?
    var plan: HistoryName?
    var step: String?
    var phase: JournalEntry.Phase?
    var detail: String?
    var actor: String?
    /// The same sentence with people's names, as a terminal shows it; nil where that is the same.
    var shown: String?
    /// What a person's eye should be drawn to.
    private let tone: Tone

    private enum CodingKeys: String, CodingKey {
        case at, cluster, kind, text, incident, row, cause, event, count, seconds, resourceVersion, manager, writtenAt,
            run, plan, step, phase,
            detail, actor
    }

    init(
        _ kind: Kind, _ at: Date, _ cluster: ClusterID, _ text: String, tone: Tone = .plain,
        _ say: (inout TimelineEvent) -> Void = { _ in }
    ) {
        self.at = at
        self.cluster = cluster
        self.kind = kind
        self.text = text
        self.tone = tone
        say(&self)
    }

    /// Of what happened in one moment, what the history numbers comes after what it was seen from.
    private var order: Int64 {
        if let row { return row }
        if case .incident(let number)? = incident { return number }
        return 0
    }

    static func < (a: TimelineEvent, b: TimelineEvent) -> Bool {
        (a.at, a.order, a.cluster, a.text) < (b.at, b.order, b.cluster, b.text)
    }

    static func == (a: TimelineEvent, b: TimelineEvent) -> Bool {
        (a.at, a.order, a.cluster, a.text) == (b.at, b.order, b.cluster, b.text)
    }

    /// What another command takes for it.
    private var name: String { (run ?? plan ?? incident)?.description ?? cluster.rawValue }

    static func listing(_ events: [TimelineEvent], zone: ClockZone) -> Listing<TimelineEvent> {
        Listing(
            "agentctl.history/v1",
            [
                .init("TIME"), .init("CLUSTER", isName: true), .init("KIND", expendable: 0),
                .init("WHAT", isFlexible: true),
            ], events,
            name: \.name
        ) { event in
            [
                .init(zone.text(event.at), full: event.at.rfc3339, tone: .quiet), .init(event.cluster.rawValue),
                .init(event.kind.rawValue),
                .init(event.shown ?? event.text, full: event.text, tone: event.tone),
            ]
        }
    }
}
