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
    /// - Parameter whenEmpty: Said on standard error in place of a table without rows, so that a pipe stays empty; nil where something else tells.
    func show<Item>(_ report: Report<Item>, whenEmpty: String?) throws {
        switch output {
        case .json: try StandardStream.output.write(JSONDocument(schema: report.schema, items: report.items).text())
        case .jsonl: try StandardStream.output.write(JSONDocument(schema: report.schema, items: report.items).lines())
        case .table where report.items.isEmpty: if let whenEmpty { StandardStream.error.note(whenEmpty) }
        case .table, .csv: try write(Table(report.columns, rows: report.items.map(report.row)))
        }
    }

    /// Writes a table, in a format that is no JSON.
    func write(_ table: Table) throws {
        if output == .csv { return try StandardStream.output.write(table.csv(header: !noHeaders)) }
        guard let width = terminalWidth else { return try StandardStream.output.write(table.tabSeparated(header: !noHeaders)) }
        let fitted = table.fitted(to: width, style: style, header: !noHeaders)
        try StandardStream.output.write(fitted.text)
        guard !fitted.omitted.isEmpty else { return }
        StandardStream.error.note("no room for \(fitted.omitted.joined(separator: ", ")) in \(width) columns: a wider terminal, or -o csv, has all")
    }
}
