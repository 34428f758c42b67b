package import Fleet
package import FoundationEssentials
package import GRDB

/// Tables `outbox` and `notice_groups`.
package enum OutboxTable {
    /// Messages that may wait for one route; beyond it the oldest is given up, and says so.
    package static let mostWaiting = 1000
    /// Messages that are over, of all routes, that are kept to be looked at.
    package static let mostEnded = 1000

    // MARK: Groups

    package static func groups(_ db: Database) throws -> [String: [String: String]] {
        try db.rows("SELECT route, name, state FROM notice_groups").reduce(into: [:]) {
            $0[$1["route"], default: [:]][$1["name"]] = $1["state"]
        }
    }

    /// A state that a later program wrote begins anew: told twice is better than not at all.
    package static func decoded(_ groups: [String: [String: String]]) -> NoticeGroups {
        groups.mapValues { $0.compactMapValues { try? JSONDecoder().decode(NoticeGroup.self, from: Data($0.utf8)) } }
    }

    /// Writes what has changed only: most of the time nothing has.
    package static func store(_ groups: NoticeGroups, over stored: [String: [String: String]], _ db: Database) throws {
        for (route, named) in stored {
            for name in named.keys where groups[route]?[name] == nil {
                try db.run("DELETE FROM notice_groups WHERE route = ? AND name = ?", [route, name])
            }
        }
        for (route, named) in groups {
            for (name, group) in named {
                let state = try encoded(group)
                guard stored[route]?[name] != state else { continue }
                try db.run(
                    "INSERT OR REPLACE INTO notice_groups(route, name, state) VALUES (?, ?, ?)", [route, name, state])
            }
        }
    }

    // MARK: Messages

    /// Puts a message in. One of the same group that waits, and is not being sent, is taken into it: a receiver that
    /// was away is told what holds by then, not all that was.
    package static func insert(_ message: NoticeMessage, sending: Set<Int64>, _ db: Database) throws {
        let last = try db.row(
            "SELECT * FROM outbox WHERE state = 'waiting' AND route = ? AND name = ? ORDER BY id DESC LIMIT 1",
            [message.route, message.group])
        guard let last, let earlier = entry(last), !sending.contains(earlier.id) else {
            return try add(message, created: message.at, next: message.at, attempts: 0, error: nil, db)
        }
        try db.run("DELETE FROM outbox WHERE id = ?", [earlier.id])
        try add(
            earlier.message.merged(with: message), created: earlier.createdAt, next: earlier.nextAttempt,
            attempts: earlier.attempts, error: earlier.error, db)
    }

    private static func add(
        _ message: NoticeMessage, created: Date, next: Date, attempts: Int, error: String?, _ db: Database
    ) throws {
        try db.run(
            """
            INSERT INTO outbox(route, name, message, state, created_at, next_attempt, attempts, error) VALUES (?, ?, \
            ?, 'waiting', ?, ?, ?, ?)
            """,
            [
                message.route, message.group, try encoded(message), created.milliseconds, next.milliseconds, attempts,
                error,
            ])
    }

    /// Gives up what is too much, and forgets what nobody looks at any more.
    package static func bound(_ db: Database, at now: Date) throws {
        try db.run(
            """
            UPDATE outbox SET state = 'given-up', ended_at = ?, error = ? WHERE id IN (
                SELECT id FROM (SELECT id, row_number() OVER (PARTITION BY route ORDER BY id DESC) AS place FROM \
            outbox WHERE state = 'waiting')
                WHERE place > ?)
            """, [now.milliseconds, "more than \(mostWaiting) messages wait for this route", mostWaiting])
        try db.run(
            """
            DELETE FROM outbox WHERE state <> 'waiting' AND id <= (SELECT id FROM outbox WHERE state <> 'waiting' \
            ORDER BY id DESC LIMIT 1 OFFSET ?)
            """,
            [mostEnded])
    }

    package static func all(_ states: Set<OutboxEntry.State>?, route: String?, limit: Int?, _ db: Database) throws
        -> [OutboxEntry]
    {
        let wanted = try states.map { try encoded($0.map(\.rawValue).sorted()) }
        return try db.rows(
            """
            SELECT * FROM outbox WHERE (:states IS NULL OR state IN (SELECT value FROM json_each(:states))) AND \
            (:route IS NULL OR route = :route)
            ORDER BY id DESC LIMIT :limit
            """, ["states": wanted, "route": route, "limit": limit ?? -1]
        ).compactMap(entry)
    }

    package static func due(_ route: String, at now: Date, limit: Int, _ db: Database) throws -> [OutboxEntry] {
        try db.rows(
            """
            SELECT * FROM outbox o WHERE state = 'waiting' AND route = ? AND next_attempt <= ?
                AND NOT EXISTS (SELECT 1 FROM outbox e WHERE e.state = 'waiting' AND e.route = o.route AND e.name = \
            o.name AND e.id < o.id)
            ORDER BY id LIMIT ?
            """, [route, now.milliseconds, limit]
        ).compactMap(entry)
    }

    package static func standings(_ db: Database) throws -> [RouteStanding] {
        try db.rows(
            """
            SELECT route, sum(state = 'waiting') AS waiting, min(CASE WHEN state = 'waiting' THEN created_at END) AS \
            oldest,
                max(CASE WHEN state = 'delivered' THEN ended_at END) AS delivered, sum(state = 'given-up') AS given_up,
                (SELECT error FROM outbox w WHERE w.state = 'waiting' AND w.route = o.route AND w.error IS NOT NULL \
            ORDER BY attempts DESC, id LIMIT 1) AS error
            FROM outbox o GROUP BY route ORDER BY route
            """
        ).map { row in
            RouteStanding(
                route: row["route"], waiting: row["waiting"],
                oldestWaiting: row.date("oldest"), error: row["error"],
                lastDelivered: row.date("delivered"), givenUp: row["given_up"])
        }
    }

    /// nil where a later program wrote it.
    private static func entry(_ row: Row) -> OutboxEntry? {
        guard let message = try? JSONDecoder().decode(NoticeMessage.self, from: Data((row["message"] as String).utf8)),
            let state = OutboxEntry.State(rawValue: row["state"])
        else { return nil }
        return OutboxEntry(
            id: row["id"], route: row["route"], message: message, state: state,
            createdAt: Date(milliseconds: row["created_at"]),
            nextAttempt: Date(milliseconds: row["next_attempt"]), attempts: row["attempts"],
            endedAt: row.date("ended_at"),
            error: row["error"])
    }
}
