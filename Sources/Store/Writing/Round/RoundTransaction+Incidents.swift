import Fleet
import FoundationEssentials
import GRDB

extension RoundTransaction {
    /// Moves the trackers of every cause that is or was failing in the cluster, and the incidents with them.
    func advanceIncidents(_ record: ProbeRecord, _ cluster: Int64) throws -> [IncidentEvent] {
        // Unknown moves nothing, so that nothing needs to be read either.
        guard record.diagnosis.health != .unknown else { return [] }
        var trackers = try storedTrackers(cluster)
        if let cause = record.diagnosis.primary?.cause, trackers[cause] == nil { trackers[cause] = IncidentTracker() }
        guard !trackers.isEmpty else { return [] }
        let at = record.observation.at
        let claim = try claim(on: record.observation.cluster, at: at)
        return try trackers.sorted { $0.key < $1.key }.compactMap { cause, stored in
            var tracker = stored
            let action = tracker.onProbe(
                record.diagnosis, cause: cause, at: at, hysteresis: rules.hysteresis, claim: claim)
            guard let code = codes[cause] else { return nil }
            try store(tracker, code, cluster)
            let subject = IncidentSubject(
                cluster: record.observation.cluster, cause: cause, clusterID: cluster, causeID: code)
            switch action {
            case .open: return try open(subject, at: tracker.failingSince ?? at, now: at)
            case .close: return try close(subject, now: at)
            case nil: return nil
            }
        }
    }

    /// The run that was under way when the cluster was probed, whichever process carries it out. A probe may end after
    /// the run that it saw.
    private func claim(on cluster: ClusterID, at probed: Date) throws -> RepairClaim? {
        let newest = try db.row(
            "SELECT cause, ended_at FROM runs WHERE cluster = ? ORDER BY started_at DESC, id DESC LIMIT 1",
            [cluster.rawValue])
        guard let newest, newest.date("ended_at").map({ $0 >= probed }) ?? true else { return nil }
        return RepairClaim(
            cause: Cause(rawValue: newest["cause"]) ?? .unexplained, restartTakes: rules.restartTakes)
    }

    private func storedTrackers(_ cluster: Int64) throws -> [Cause: IncidentTracker] {
        let rows = try db.rows(
            "SELECT cause, failures, successes, is_open, failing_since FROM trackers WHERE cluster = ?", [cluster])
        return rows.reduce(into: [:]) { trackers, row in
            if let cause = codes.cause(row["cause"]) { trackers[cause] = IncidentTracker(row) }
        }
    }

    /// A tracker with nothing to remember is as good as none.
    private func store(_ tracker: IncidentTracker, _ cause: Int64, _ cluster: Int64) throws {
        guard tracker.isOpen || tracker.failures > 0 else {
            return try db.run("DELETE FROM trackers WHERE cluster = ? AND cause = ?", [cluster, cause])
        }
        try db.run(
            """
            INSERT OR REPLACE INTO trackers(cluster, cause, failures, successes, is_open, failing_since) VALUES (?, ?, \
            ?, ?, ?, ?)
            """,
            [cluster, cause, tracker.failures, tracker.successes, tracker.isOpen, tracker.failingSince?.milliseconds])
    }

    private func open(_ subject: IncidentSubject, at: Date, now: Date) throws -> IncidentEvent {
        let last = try db.row(
            """
            SELECT id, opened_at, closed_at, reopened FROM incidents WHERE cluster = ? AND cause = ?
            ORDER BY opened_at DESC, id DESC LIMIT 1
            """, [subject.clusterID, subject.causeID])
        if let last, let closed: Int64 = last["closed_at"],
            now.timeIntervalSince(Date(milliseconds: closed)) < rules.reopenWithin
        {
            return try reopen(subject, last)
        }
        try db.run(
            "INSERT INTO incidents(cluster, cause, opened_at) VALUES (?, ?, ?)",
            [subject.clusterID, subject.causeID, at.milliseconds])
        return IncidentEvent(.opened, subject.incident(db.lastInsertedRowID, openedAt: at.milliseconds))
    }

    private func reopen(_ subject: IncidentSubject, _ last: Row) throws -> IncidentEvent {
        let id: Int64 = last["id"]
        let reopened = last["reopened"] + 1
        try db.run("UPDATE incidents SET closed_at = NULL, reopened = ? WHERE id = ?", [reopened, id])
        return IncidentEvent(.reopened, subject.incident(id, openedAt: last["opened_at"], reopened: reopened))
    }

    private func close(_ subject: IncidentSubject, now: Date) throws -> IncidentEvent? {
        let row = try db.row(
            """
            UPDATE incidents SET closed_at = ? WHERE cluster = ? AND cause = ? AND closed_at IS NULL
            RETURNING id, opened_at, reopened
            """, [now.milliseconds, subject.clusterID, subject.causeID])
        return row.map {
            IncidentEvent(
                .closed,
                subject.incident(
                    $0["id"], openedAt: $0["opened_at"], closedAt: now.milliseconds, reopened: $0["reopened"]))
        }
    }
}

/// What an incident is about, as the program and as the database say it.
private struct IncidentSubject {
    let cluster: ClusterID
    let cause: Cause
    let clusterID: Int64
    let causeID: Int64

    func incident(_ id: Int64, openedAt: Int64, closedAt: Int64? = nil, reopened: Int = 0) -> Incident {
        Incident(
            id: id, cluster: cluster, cause: cause, openedAt: Date(milliseconds: openedAt),
            closedAt: closedAt.map(Date.init(milliseconds:)),
            reopened: reopened)
    }
}
