package import Fleet
package import GRDB

/// The integers that stand for causes in one database.
package struct CauseCodes: Sendable {
    private let ids: [String: Int64]
    private let codes: [Int64: String]

    package init(_ db: Database) throws {
        let rows = try Row.fetchAll(db, sql: "SELECT id, code FROM causes").map {
            (id: $0["id"] as Int64, code: $0["code"] as String)
        }
        ids = Dictionary(uniqueKeysWithValues: rows.map { ($0.code, $0.id) })
        codes = Dictionary(uniqueKeysWithValues: rows.map { ($0.id, $0.code) })
    }

    /// Gives a number to each cause that has none. The diagnosis's causes first: a probe has 6 bits for them.
    package static func register(_ db: Database) throws {
        for code in Cause.allCases.map(\.rawValue) + FailureCause.allCases.map(\.rawValue) {
            try db.execute(
                sql:
                    """
                    INSERT INTO causes(id, code) VALUES ((SELECT ifnull(max(id), 0) + 1 FROM causes), ?) ON CONFLICT \
                    DO NOTHING
                    """,
                arguments: [code])
        }
    }

    /// nil only for a cause that was not registered when the database was opened.
    package subscript(_ cause: Cause) -> Int64? { ids[cause.rawValue] }
    package subscript(_ cause: FailureCause) -> Int64? { ids[cause.rawValue] }

    /// nil for "no cause", and for a cause that a later program registered.
    package func cause(_ id: Int64) -> Cause? { codes[id].flatMap(Cause.init(rawValue:)) }

    /// A cause that a later program registered reads as `other`.
    package func failureCause(_ id: Int64) -> FailureCause { codes[id].flatMap(FailureCause.init(rawValue:)) ?? .other }
}
