import Reports

/// What a reading command found: items for programs, and the same as rows for people.
struct Report<Item: Encodable> {
    /// `agentctl.status/v1`: what a reader of the JSON may rely on. Fields are only ever added.
    let schema: String
    let columns: [Table.Column]
    let items: [Item]
    let row: (Item) -> [Table.Cell]

    init(_ schema: String, _ columns: [Table.Column], _ items: [Item], row: @escaping (Item) -> [Table.Cell]) {
        self.schema = schema
        self.columns = columns
        self.items = items
        self.row = row
    }
}

extension OutputOptions {
    /// Writes a report in the format asked for.
    ///
    /// - Parameter whenEmpty: Said on standard error in place of a table without rows, so that a pipe stays empty.
    func show<Item>(_ report: Report<Item>, whenEmpty: String) throws {
        if report.items.isEmpty, output == .table { return StandardStream.error.note(whenEmpty) }
        try StandardStream.output.write(try text(report))
    }

    /// Writes a table that is no list of items, in a format that is no JSON.
    func write(_ table: Table) throws {
        try StandardStream.output.write(output == .csv ? table.csv(header: !noHeaders) : text(table))
    }

    private func text<Item>(_ report: Report<Item>) throws -> String {
        switch output {
        case .json: try JSONDocument(schema: report.schema, items: report.items).text()
        case .jsonl: try JSONDocument(schema: report.schema, items: report.items).lines()
        case .csv: Table(report.columns, rows: report.items.map(report.row)).csv(header: !noHeaders)
        case .table: text(Table(report.columns, rows: report.items.map(report.row)))
        }
    }

    private func text(_ table: Table) -> String {
        guard let width = terminalWidth else { return table.tabSeparated(header: !noHeaders) }
        return table.fitted(to: width, style: style, header: !noHeaders)
    }
}
