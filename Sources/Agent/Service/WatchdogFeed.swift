import AgentMetrics
import FoundationEssentials
import Linux
import Logging
import ServiceLifecycle

/// Feeds systemd's watchdog (WatchdogSec=) while the agent does what it is for. Whatever hangs, its task too, leaves it
/// unfed, and systemd ends the process and starts it anew.
struct WatchdogFeed: ServiceLifecycle.Service {
    let notifier: SystemdNotifier
    /// Seconds between two feedings: a third of what systemd waits for (sd_watchdog_enabled(3): "every half of the
    /// time" at least).
    let period: Double
    let logger: Logger
    let condition: @Sendable () async -> AgentCondition

    /// - Returns: nil where no watchdog waits for this process (WATCHDOG_USEC, WATCHDOG_PID).
    static func period(environment: [String: String], pid: Int32) -> Double? {
        guard let microseconds = environment["WATCHDOG_USEC"].flatMap(Double.init), microseconds > 0 else { return nil }
        if let wanted = environment["WATCHDOG_PID"], wanted != "\(pid)" { return nil }
        return microseconds / 1e6 / 3
    }

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var starved: [String] = []
            while !Task.isCancelled {
                let failed = await condition().alive.filter { !$0.holds }
                if failed.isEmpty { notifier.watchdog() }
                if failed.map(\.name) != starved, !failed.isEmpty {
                    let why = failed.map { "\($0.name): \($0.words)" }.joined(separator: "; ")
                    logger.critical(
                        "stopped sending watchdog keep-alives; systemd will restart agentd", metadata: ["why": "\(why)"]
                    )
                    notifier.status("STARVED: \(why)")
                }
                starved = failed.map(\.name)
                try? await Task.sleep(for: .seconds(period))
            }
        }
    }
}
