/// What recomputing the journal's chain showed.
package struct JournalVerification: Hashable, Sendable {
    /// The first row that is not as it was written.
    package struct BrokenRow: Hashable, Sendable {
        package var sequence: Int64
        package var reason: String
    }

    /// Rows that were verified, from the first.
    package var rows: Int64
    /// nil where the whole chain holds.
    package var broken: BrokenRow?

    package var isIntact: Bool { broken == nil }
}
