extension Schema {
    /// Notifications: what ended and was not told yet, what receivers were told, and what is on its way to them.
    static let version4 = noticeTables + endings

    private static let noticeTables = """
        -- What ended, by the triggers below in the transaction that ended it, whoever wrote it: the planner takes \
        each row once.
        CREATE TABLE endings (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, reference TEXT NOT NULL) STRICT;
        -- What a receiver was told of a group: state is a NoticeGroup.
        CREATE TABLE notice_groups (route TEXT NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL, PRIMARY KEY (route, \
        name)) WITHOUT ROWID, STRICT;
        -- message is a NoticeMessage, which holds no secret. AUTOINCREMENT: receivers tell duplicates by the id, so \
        none is ever used again.
        CREATE TABLE outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT, route TEXT NOT NULL, name TEXT NOT NULL, message TEXT NOT NULL, \
        state TEXT NOT NULL,
            created_at INTEGER NOT NULL, next_attempt INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, ended_at \
        INTEGER, error TEXT) STRICT;
        CREATE INDEX outbox_by_state ON outbox(state, route, id);

        """

    /// Where nobody plans, the oldest go: a history without notifications does not grow by them.
    private static let endings = """
        CREATE TRIGGER incident_ends AFTER UPDATE OF closed_at ON incidents WHEN old.closed_at IS NULL AND \
        new.closed_at IS NOT NULL
            BEGIN INSERT INTO endings(kind, reference) VALUES ('incident', new.id); END;
        CREATE TRIGGER run_ends AFTER UPDATE OF ended_at ON runs WHEN old.ended_at IS NULL AND new.ended_at IS NOT NULL
            BEGIN INSERT INTO endings(kind, reference) VALUES ('run', new.id); END;
        CREATE TRIGGER plan_is_decided AFTER UPDATE OF state ON plans WHEN old.state = 'proposed' AND new.state <> \
        'proposed'
            BEGIN INSERT INTO endings(kind, reference) VALUES ('plan', new.id); END;
        CREATE TRIGGER breaker_closes AFTER UPDATE OF opened_at ON breaker WHEN old.opened_at IS NOT NULL AND \
        new.opened_at IS NULL
            BEGIN INSERT INTO endings(kind, reference) VALUES ('breaker', old.opened_at); END;
        CREATE TRIGGER endings_are_few AFTER INSERT ON endings
            BEGIN DELETE FROM endings WHERE id <= new.id - 10000; END;

        """
}
