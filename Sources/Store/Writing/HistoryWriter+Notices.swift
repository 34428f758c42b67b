package import Fleet
package import FoundationEssentials
import GRDB
import StoreSchema

/// The planner's and the senders' side of the outbox. Each call is one transaction.
extension HistoryWriter {
    /// Plans what is to be told, and puts it into the outbox, in the transaction that reads what holds: killed before
    /// its end, the same is planned again; after it, the outbox delivers it.
    ///
    /// - Parameters:
    ///   - sending: messages that are being sent: they are left as they are.
    ///   - board: what is told of the facts.
    /// - Returns: how many messages came into the outbox.
    @discardableResult
    package func planMessages(
        routes: [NoticeRoute], sending: Set<Int64> = [], at now: Date, board: @Sendable (NoticeFacts) -> NoticeBoard
    ) async throws -> Int {
        try await withStoreErrors(file: file) {
            try await rounds.write { db in
                var facts = try NoticeQuery.facts(db)
                if try begins(routes, db) { facts.forgetEndings() }
                let stored = try OutboxTable.groups(db)
                let (messages, groups) = Fleet.planMessages(
                    board(facts), routes: routes, groups: OutboxTable.decoded(stored), at: now)
                try OutboxTable.store(groups, over: stored, db)
                for message in messages { try OutboxTable.insert(message, sending: sending, db) }
                try db.run("DELETE FROM endings")
                if !messages.isEmpty { try OutboxTable.bound(db, at: now) }
                return messages.count
            }
        }
    }

    private static let plannedKey = "notices-planned"

    /// Whether these are the first routes, or the first after a time without any: what ended before is nobody's news.
    private func begins(_ routes: [NoticeRoute], _ db: Database) throws -> Bool {
        let planned = try db.row("SELECT value FROM meta WHERE key = ?", [Self.plannedKey]) != nil
        if routes.isEmpty {
            if planned { try db.run("DELETE FROM meta WHERE key = ?", [Self.plannedKey]) }
        } else if !planned {
            try db.run("INSERT INTO meta(key, value) VALUES (?, 'yes')", [Self.plannedKey])
        }
        return !planned
    }

    package func noteDelivered(_ entry: OutboxEntry, at now: Date) async throws {
        try await change(
            "UPDATE outbox SET state = 'delivered', attempts = attempts + 1, ended_at = ?, error = NULL WHERE id = ?",
            [now.milliseconds, entry.id])
    }

    /// - Parameters:
    ///   - delay: seconds after which it is tried again, at least.
    package func noteUndelivered(_ entry: OutboxEntry, because error: String, at now: Date, delay: Double = 0)
        async throws
    {
        let next = now.addingTimeInterval(max(delay, DeliveryBackoff.delay(afterAttempt: entry.attempts + 1)))
        try await change(
            "UPDATE outbox SET attempts = attempts + 1, next_attempt = ?, error = ? WHERE id = ?",
            [next.milliseconds, error, entry.id])
    }

    /// The message is kept, and not tried again.
    package func giveUp(_ entry: OutboxEntry, because error: String, at now: Date) async throws {
        try await change(
            "UPDATE outbox SET state = 'given-up', attempts = attempts + 1, ended_at = ?, error = ? WHERE id = ?",
            [now.milliseconds, error, entry.id])
    }

    /// What waits for a route that there is no more is given up.
    package func giveUpMessages(notOf routes: [String], at now: Date) async throws {
        try await change(
            """
            UPDATE outbox SET state = 'given-up', ended_at = ?, error = 'no route of this name is configured any more'
            WHERE state = 'waiting' AND route NOT IN (SELECT value FROM json_each(?))
            """, [now.milliseconds, try encoded(routes)])
    }

    private func change(_ sql: String, _ arguments: StatementArguments) async throws {
        try await withStoreErrors(file: file) { try await rounds.write { try $0.run(sql, arguments) } }
    }
}

extension NoticeFacts {
    fileprivate mutating func forgetEndings() { (closed, decided, ended, closedBreakers) = ([], [], [], []) }
}
