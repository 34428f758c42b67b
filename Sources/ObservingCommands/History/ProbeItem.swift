import Console
import Fleet
import FoundationEssentials
import Reports
import Store

/// One probe: `agentctl.history.probes/v2`.
struct ProbeItem: Encodable {
    let at: Date
    let cluster: ClusterID
    let health: Health
    let cause: Cause?
    /// Seconds; the average where probes were rolled up.
    let duration: Double
    /// How many probes of an hour or a day the row stands for, and how they went; nil for a single one.
    let rolledUp: StoredProbe.RolledUp?

    init(_ probe: StoredProbe) {
        at = probe.at
        cluster = probe.cluster
        health = probe.health
        cause = probe.cause
        duration = probe.elapsed
        rolledUp = probe.rolledUp
    }

    static func listing(_ items: [ProbeItem], zone: ClockZone, style: Style) -> Listing<ProbeItem> {
        Listing(
            "agentctl.history.probes/v2",
            [
                .init("TIME"), .init("CLUSTER", isName: true), .init("HEALTH"), .init("CAUSE"),
                .init("SECONDS", .right, expendable: 1), .init("OF", expendable: 0),
            ], items, name: \.cluster.rawValue
        ) { item in
            [
                .init(zone.text(item.at), full: item.at.rfc3339, tone: .quiet), .init(item.cluster.rawValue),
                .init(style.mark(item.health), full: item.health.rawValue, tone: item.health.tone),
                item.cause.map { .init($0.rawValue) } ?? .none,
                .init(String(item.duration)), item.rolledUp.map { .init(describe($0), tone: .quiet) } ?? .none,
            ]
        }
    }

    /// `1h: 118 healthy, 2 failing`.
    private static func describe(_ rolledUp: StoredProbe.RolledUp) -> String {
        let counts = [(rolledUp.healthy, "healthy"), (rolledUp.failing, "failing"), (rolledUp.unknown, "unknown")]
        return (rolledUp.period == 3600 ? "1h: " : "1d: ")
            + counts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
    }
}
