package import GRDB

/// How the pages of the database file are used.
package struct StoreUsage: Hashable {
    package let pages: Int
    /// Pages that hold nothing.
    package let free: Int
    private let pageSize: Int64

    package init(_ db: Database) throws {
        pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
        free = try Int.fetchOne(db, sql: "PRAGMA freelist_count") ?? 0
        pageSize = try Int64.fetchOne(db, sql: "PRAGMA page_size") ?? 4096
    }

    /// Bytes of the file once all of the write-ahead log is in it.
    package var file: Int64 { Int64(pages) * pageSize }
    /// Bytes that hold something.
    package var used: Int64 { Int64(pages - free) * pageSize }
}
