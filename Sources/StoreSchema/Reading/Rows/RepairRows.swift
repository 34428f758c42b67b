package import Fleet
package import FoundationEssentials
package import GRDB

/// A plan as it was stored, and what became of it.
package struct PlanRecord: Hashable, Codable, Sendable {
    package var id: Int64
    package var plan: RepairPlan
    package var hash: String
    package var incident: Int64?
    package var createdAt: Date
    package var createdBy: String
    /// When it can no longer be approved or begun.
    package var expiresAt: Date
    package var state: PlanState
    /// A person is asked to approve it. False of a plan that somebody only had made to look at it: it can be approved,
    /// and waits for nobody.
    package var asks: Bool
    package var decidedAt: Date?
    package var decidedBy: String?
    /// Why it was decided so.
    package var reason: String?
    /// The run that was made of it.
    package var run: String?
}

/// One repair or undo that was begun.
package struct RunRecord: Hashable, Codable, Sendable {
    package var id: String
    package var planID: Int64
    package var plan: RepairPlan
    package var incident: Int64?
    package var mode: RunMode
    /// Who had its plan made.
    package var proposedBy: String
    /// Who approved its plan before it was begun; nil where nobody was asked.
    package var approval: RunApproval?
    /// Who began it, and why.
    package var actor: String
    package var reason: String
    package var state: RepairRunState
    package var startedAt: Date
    /// nil while it is under way, or where its process was killed.
    package var endedAt: Date?
    package var outcome: RepairAttempt.Outcome?
    package var summary: String?

    package var attempt: RepairAttempt {
        RepairAttempt(
            run: id, cluster: plan.cluster, cause: plan.cause, incident: incident, startedAt: startedAt,
            endedAt: endedAt, outcome: outcome,
            automatic: mode == .policy)
    }
}

/// A person's word to the plan of a run.
package struct RunApproval: Hashable, Codable, Sendable {
    package var by: String
    package var reason: String?
}

/// Documents that only their key opens.
package struct SealedDocuments: Hashable, Sendable {
    /// Tells keys apart; it says nothing of the key.
    package let keyID: String
    package let box: [UInt8]

    package init(keyID: String, box: [UInt8]) {
        self.keyID = keyID
        self.box = box
    }
}

extension PlanRecord {
    package init(_ row: Row) throws {
        self.init(
            id: row["id"], plan: try decoded(row["json"]), hash: row["hash"], incident: row["incident"],
            createdAt: Date(milliseconds: row["created_at"]), createdBy: row["created_by"],
            expiresAt: Date(milliseconds: row["expires_at"]),
            state: PlanState(rawValue: row["state"]) ?? .superseded, asks: row["asks"],
            decidedAt: row.date("decided_at"),
            decidedBy: row["decided_by"], reason: row["reason"], run: row["run"])
    }
}

extension RunRecord {
    package init(_ row: Row) throws {
        self.init(
            id: row["id"], planID: row["plan"], plan: try decoded(row["json"]), incident: row["incident"],
            mode: RunMode(rawValue: row["mode"]) ?? .policy, proposedBy: row["created_by"],
            approval: RunApproval(row),
            actor: row["actor"], reason: row["reason"],
            state: try decoded(row["state"]), startedAt: Date(milliseconds: row["started_at"]),
            endedAt: row.date("ended_at"),
            // An outcome that a later program wrote is nothing to build on.
            outcome: (row["outcome"] as String?).map { RepairAttempt.Outcome(rawValue: $0) ?? .failed },
            summary: row["summary"])
    }
}

extension RunApproval {
    /// A plan that was carried out without an approval was decided by who began the run, in the same moment. 0.1.0
    /// wrote the run's time and reason over those of an approval: there the reason is not known.
    fileprivate init?(_ row: Row) {
        guard let by: String = row["decided_by"] else { return nil }
        let inTheSameMoment = (row["decided_at"] as Int64?) == (row["started_at"] as Int64?)
        guard by != row["actor"] || !inTheSameMoment else { return nil }
        self.init(by: by, reason: inTheSameMoment ? nil : row["decision"])
    }
}

extension Freeze {
    package init(_ row: Row) throws {
        let ends = [row["until_at"] as Int64?, row["ended_at"] as Int64?].compactMap { $0 }
        self.init(
            id: row["id"], clusters: try decoded(row["clusters"]), from: Date(milliseconds: row["from_at"]),
            until: ends.min().map(Date.init(milliseconds:)), reason: row["reason"], by: row["made_by"])
    }
}

/// JSON of one of the program's own values.
package func decoded<Value: Decodable>(_ json: String) throws -> Value {
    do { return try JSONDecoder().decode(Value.self, from: Data(json.utf8)) } catch {
        throw DatabaseError(resultCode: .SQLITE_CORRUPT, message: "a stored \(Value.self) cannot be read")
    }
}

package func encoded(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
}
