import Fleet

/// Rows under named columns, for people and for pipes.
package struct Table: Sendable {
    package enum Alignment: Sendable { case left, right }

    package struct Column: Sendable {
        package var title: String
        package var alignment: Alignment
        /// Whether its values are prose, which a terminal that is too narrow shows over several lines. Names, times and
        /// numbers are not.
        package var isFlexible: Bool
        /// Whether its values are names, of which a terminal that is too narrow shows beginning and end.
        package var isName: Bool
        /// In which order the columns are left out on a terminal that is too narrow, the lowest first; nil for what one
        /// cannot do without.
        package var expendable: Int?
        /// Whether a terminal shows it where it has no value at all.
        package var isShownEmpty: Bool
        /// Columns of a terminal that it takes at least: where rows are shown one by one, each has to stand below the
        /// one before it.
        package var minimum: Int

        package init(
            _ title: String, _ alignment: Alignment = .left, isFlexible: Bool = false, isName: Bool = false,
            expendable: Int? = nil, isShownEmpty: Bool = true,
            minimum: Int = 0
        ) {
            self.title = title
            self.alignment = alignment
            self.isFlexible = isFlexible
            self.isName = isName
            self.expendable = expendable
            self.isShownEmpty = isShownEmpty
            self.minimum = minimum
        }
    }

    /// One value, as a person reads it and in full.
    package struct Cell: Sendable {
        let text: String
        let full: String
        let tone: Tone

        /// - Parameter full: What a pipe gets, where that is more than a terminal shows: an exact time, not an age.
        package init(_ text: String, full: String? = nil, tone: Tone = .plain) {
            self.text = printable(text)
            self.full = printable(full ?? text, limit: Self.longestFull)
            self.tone = tone
        }

        /// A value that there is none of: a dash for people, nothing for pipes.
        package static let none = Cell("-", full: "", tone: .quiet)

        var isAbsent: Bool { full.isEmpty && (text.isEmpty || text == "-") }

        private static let longestFull = 10_000
    }

    package var columns: [Column]
    package var rows: [[Cell]]

    /// - Parameter rows: Each with as many cells as there are columns; missing ones are empty, surplus ones are
    ///   dropped.
    package init(_ columns: [Column], rows: [[Cell]]) {
        self.columns = columns
        self.rows = rows.map { row in
            Array(row.prefix(columns.count)) + Array(repeating: Cell(""), count: max(0, columns.count - row.count))
        }
    }

    /// For pipes: a header unless suppressed, full values, one tab between two.
    package func tabSeparated(header: Bool = true) -> String {
        let titles = header ? [columns.map { printable($0.title) }] : []
        return (titles + rows.map { $0.map(\.full) }).map { $0.joined(separator: "\t") + "\n" }.joined()
    }

    /// For CSV readers: a header of plain names unless suppressed, full values.
    package func csv(header: Bool = true) -> String {
        let titles =
            header ? [columns.map { String($0.title.lowercased().map { $0.isLetter || $0.isNumber ? $0 : "_" }) }] : []
        return (titles + rows.map { $0.map(\.full) }).map(csvRecord).joined()
    }
}
