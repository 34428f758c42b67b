package import Fleet
package import FoundationEssentials
package import GRDB

/// What the history says at one moment that somebody may have to be told.
package struct NoticeFacts: Sendable {
    /// An incident, with what the last probe found of it; nil where it found another thing, or nothing.
    package struct OpenIncident: Sendable {
        package let record: IncidentRecord
        package let finding: Finding?
        /// The last repair of this cluster and cause, where it was begun while the incident is open.
        package var repair: RunRecord?
    }

    package struct Expiring: Sendable {
        package let cluster: ClusterID
        package let findings: [Finding]
        /// When the probe was made that found them last.
        package let since: Date
    }

    package var open: [OpenIncident] = []
    package var expiring: [Expiring] = []
    /// Clusters whose last probe could not say what holds.
    package var undecided: Set<ClusterID> = []
    /// Plans that a person is asked about.
    package var waiting: [PlanRecord] = []
    /// What nobody wants to be told of.
    package var mutes: [Mute] = []
    package var breaker = BreakerState()

    // What came to an end since the last look.
    package var closed: [IncidentRecord] = []
    package var decided: [PlanRecord] = []
    package var ended: [RunRecord] = []
    /// When the breaker was opened that is closed by now.
    package var closedBreakers: [Date] = []
}

/// Reads the facts from the small tables: no probe is scanned, and no finding of a cluster without an incident is
/// decoded.
package enum NoticeQuery {
    package static func facts(_ db: Database) throws -> NoticeFacts {
        var facts = NoticeFacts()
        let open = try IncidentQuery.open(db)
        let clusters = Set(open.map(\.incident.cluster))
        let found = try findings(of: clusters, db)
        let repairs = try RepairQuery.lastRuns(of: clusters, db)
        facts.open = open.map { record in
            let incident = record.incident
            return .init(
                record: record, finding: found[incident.cluster]?.findings.first { $0.cause == incident.cause },
                repair: repairs.first {
                    $0.plan.cluster == incident.cluster && $0.plan.cause == incident.cause
                        && $0.startedAt >= incident.openedAt
                })
        }
        facts.expiring = try expiring(db)
        facts.undecided = Set(
            try db.rows(
                "SELECT c.name FROM latest l JOIN clusters c ON c.id = l.cluster WHERE l.health = ?",
                [Int64(Health.unknown.stored)]
            ).map {
                ClusterID($0["name"])
            })
        facts.waiting = try RepairQuery.plans(HistoryFilter(), states: [.proposed], db).filter(\.asks)
        facts.mutes = try MuteQuery.all(db)
        facts.breaker = try RepairQuery.breaker(db)
        for row in try db.rows("SELECT kind, reference FROM endings ORDER BY id") { try add(row, to: &facts, db) }
        return facts
    }

    /// A row that refers to what is gone by now is nothing to tell of.
    private static func add(_ row: Row, to facts: inout NoticeFacts, _ db: Database) throws {
        let reference: String = row["reference"]
        switch (row["kind"] as String, Int64(reference)) {
        case ("incident", let id?):
            if let record = try IncidentQuery.one(id, db), record.incident.closedAt != nil {
                facts.closed.append(record)
            }
        case ("plan", let id?):
            if let record = try RepairQuery.plan(id, db), record.asks { facts.decided.append(record) }
        case ("run", _): if let record = try RepairQuery.run(reference, db) { facts.ended.append(record) }
        case ("breaker", let time?): facts.closedBreakers.append(Date(milliseconds: time))
        default: break
        }
    }

    private static func findings(of clusters: Set<ClusterID>, _ db: Database) throws -> [ClusterID: Diagnosis] {
        guard !clusters.isEmpty else { return [:] }
        let names = try encoded(clusters.map(\.rawValue).sorted())
        let rows = try db.rows(
            """
            SELECT c.name, f.json FROM findings f JOIN clusters c ON c.id = f.cluster WHERE c.name IN (SELECT value \
            FROM json_each(?))
            """,
            [names])
        return rows.reduce(into: [:]) { result, row in result[ClusterID(row["name"])] = diagnosis(row) }
    }

    private static func expiring(_ db: Database) throws -> [NoticeFacts.Expiring] {
        let cause = Cause.credentialsExpire
        let rows = try db.rows(
            """
            SELECT c.name, f.at, f.json FROM findings f JOIN clusters c ON c.id = f.cluster WHERE instr(f.json, ?) > 0 \
            ORDER BY c.name
            """,
            [cause.rawValue])
        return rows.compactMap { row in
            let findings = diagnosis(row)?.findings.filter { $0.cause == cause } ?? []
            return findings.isEmpty
                ? nil : .init(cluster: ClusterID(row["name"]), findings: findings, since: Date(milliseconds: row["at"]))
        }
    }

    /// A later program may have written a cause that this one does not know.
    private static func diagnosis(_ row: Row) -> Diagnosis? {
        try? JSONDecoder().decode(Diagnosis.self, from: Data((row["json"] as String).utf8))
    }
}
