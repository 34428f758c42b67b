import Fleet
import FoundationEssentials
import Reports
import Store

/// One probe: `agentctl.history.probes/v1`.
struct ProbeItem: Encodable {
    let at: Date
    let cluster: ClusterID
    let health: Health
    let cause: Cause?
    /// Seconds.
    let elapsed: Double

    init(_ probe: StoredProbe) {
        at = probe.at
        cluster = probe.cluster
        health = probe.health
        cause = probe.cause
        elapsed = probe.elapsed
    }

    static func report(_ items: [ProbeItem], zone: ClockZone, style: Style) -> Report<ProbeItem> {
        Report(
            "agentctl.history.probes/v1",
            [
                .init("TIME"), .init("CLUSTER", isFlexible: true), .init("HEALTH"), .init("CAUSE", isFlexible: true),
                .init("SECONDS", .right),
            ], items
        ) { item in
            [
                .init(zone.text(item.at), full: item.at.rfc3339, tone: .quiet), .init(item.cluster.rawValue),
                .init(style.mark(item.health), full: item.health.rawValue, tone: item.health.tone),
                item.cause.map { .init($0.rawValue) } ?? .none,
                .init(String(item.elapsed)),
            ]
        }
    }
}
