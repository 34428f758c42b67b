import ConfigurationFiles
import Control
import Fleet
import FoundationEssentials
import Logging
import Notifications
import Store

/// Plans what is to be told into the outbox, and has the outbox delivered. It holds what is being sent, and what it
/// last said in the log.
actor NotificationScheduler {
    let routes: [NotificationRoute]
    private let labels: [ClusterID: [String: String]]
    private let writer: HistoryWriter
    private let reader: HistoryReader
    private let sender: Sender
    private let installation: String?
    private let logger: Logger
    private var sending: Set<Int64> = []
    /// Why a route's last delivery failed: said once, not with every attempt.
    private var troubles: [String: String] = [:]
    private var planningTrouble: String?

    init(
        configuration: AgentConfiguration, writer: HistoryWriter, reader: HistoryReader, installation: String?,
        sender: Sender, logger: Logger
    ) {
        routes = configuration.notifications
        labels = configuration.contexts.mapValues(\.labels)
        self.writer = writer
        self.reader = reader
        self.installation = installation
        self.sender = sender
        self.logger = logger
    }

    /// What was meant for routes that are gone is given up, once, at the start.
    func begin(at now: Date) async {
        do { try await writer.giveUpMessages(notOf: routes.map(\.route.name), at: now) } catch { note(planning: error) }
    }

    /// Looks at what holds, and puts what is to be told into the outbox.
    func plan(at now: Date) async {
        do {
            let labels = labels
            try await writer.planMessages(routes: routes.map(\.route), sending: sending, at: now) {
                NoticeBoard($0, labels: labels, at: now)
            }
            if planningTrouble != nil { logger.notice("notifications are planned again") }
            planningTrouble = nil
        } catch {
            note(planning: error)
        }
    }

    /// A full disk is said once; the rounds say it too.
    private func note(planning error: any Error) {
        guard !(error is CancellationError) else { return }
        let said = "\(error)"
        logger.log(
            level: said == planningTrouble ? .debug : .error, "notifications could not be planned",
            metadata: ["error": "\(said)"])
        planningTrouble = said
    }

    /// Sends what is due to a route, one after another, up to the first that the receiver does not answer.
    func deliver(_ route: NotificationRoute, at now: @Sendable () -> Date = { Date() }) async {
        do {
            for entry in try await reader.dueMessages(of: route.route.name, at: now())
            where try await !deliver(entry, route, now) { return }
        } catch {
            note(planning: error)
        }
    }

    /// - Returns: whether the receiver took it, or may take another.
    private func deliver(_ entry: OutboxEntry, _ route: NotificationRoute, _ now: @Sendable () -> Date) async throws
        -> Bool
    {
        sending.insert(entry.id)
        defer { sending.remove(entry.id) }
        do throws(DeliveryFailure) {
            try await sender.deliver(
                entry.message, to: try receiver(route), id: "\(installation ?? "ksfleet")-\(entry.id)")
        } catch {
            // A stop in the middle of a delivery is no failure of the receiver: the next start sends it again.
            try Task.checkCancellation()
            try await note(error, entry, route, now())
            return error.isAboutMessage
        }
        try await writer.noteDelivered(entry, at: now())
        logger.debug(
            "a notification was delivered", metadata: ["route": "\(entry.route)", "notification": "\(entry.id)"])
        if troubles.removeValue(forKey: entry.route) != nil {
            logger.notice("notifications are delivered again", metadata: ["route": "\(entry.route)"])
        }
        return true
    }

    private nonisolated func receiver(_ route: NotificationRoute) throws(DeliveryFailure) -> Receiver {
        do throws(Fault) { return try route.receiver() } catch { throw DeliveryFailure(error.message) }
    }

    private func note(_ failure: DeliveryFailure, _ entry: OutboxEntry, _ route: NotificationRoute, _ now: Date)
        async throws
    {
        var metadata: Logger.Metadata = [
            "route": "\(entry.route)", "notification": "\(entry.id)", "attempt": "\(entry.attempts + 1)",
            "error": "\(failure)",
        ]
        if now.timeIntervalSince(entry.message.at) > DeliveryBackoff.longest {
            try await writer.giveUp(entry, because: failure.description, at: now)
            logger.error("a notification is given up", metadata: metadata)
        } else {
            try await writer.noteUndelivered(
                entry, because: failure.description, at: now, delay: failure.retryAfter ?? 0)
            let isNew = troubles[entry.route] != failure.description
            metadata["receiver"] = "\(route.receiverText)"
            logger.log(level: isNew ? .warning : .debug, "a notification was not delivered", metadata: metadata)
        }
        troubles[entry.route] = failure.description
    }

    /// What the control socket tells: every route that is configured, with how its deliveries go.
    func state() async -> [AgentState.Notifications] {
        let standings = (try? await reader.routeStandings()) ?? []
        return routes.map { route in
            let standing = standings.first { $0.route == route.route.name }
            return AgentState.Notifications(
                route: route.route.name, receiver: route.receiverText, waiting: standing?.waiting ?? 0,
                oldestWaiting: standing?.oldestWaiting,
                error: standing?.error, lastDelivered: standing?.lastDelivered)
        }
    }
}
