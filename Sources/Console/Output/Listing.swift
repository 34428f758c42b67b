import Fleet
package import Reports

/// What a reading command found: items for programs, and the same as rows for people.
package struct Listing<Item: Encodable> {
    /// `agentctl.status/v1`: what a reader of the JSON may rely on. Fields are only ever added.
    package let schema: String
    package let columns: [Table.Column]
    package let items: [Item]
    /// What another command calls an item: `edge-1`, `plan/3`; nil where the items have no names.
    package let name: ((Item) -> String)?
    package let row: (Item) -> [Table.Cell]

    package init(
        _ schema: String, _ columns: [Table.Column], _ items: [Item], name: ((Item) -> String)? = nil,
        row: @escaping (Item) -> [Table.Cell]
    ) {
        self.schema = schema
        self.columns = columns
        self.items = items
        self.name = name
        self.row = row
    }

    package var table: Table { Table(columns, rows: items.map(row)) }
}

extension OutputOptions {
    /// Writes a listing in the format asked for.
    ///
    /// - Parameter whenEmpty: Said on standard error in place of a table without rows, so that a pipe stays empty; nil
    ///   where something else tells.
    package func show<Item>(_ listing: Listing<Item>, whenEmpty: String?) throws {
        switch output {
        case .json, .jsonl, .yaml:
            let document = JSONDocument(schema: listing.schema, items: listing.items)
            try StandardStream.output.write(text(document))
        case .name: try writeNames(listing)
        case .table where listing.items.isEmpty, .wide where listing.items.isEmpty:
            if let whenEmpty { StandardStream.error.tell(whenEmpty) }
        case .table, .wide, .csv: try write(listing.table)
        }
    }

    /// A document as it is, what a path takes of it, or a line for each item.
    package func text<Item>(_ document: JSONDocument<Item>) throws -> String {
        if let path = choice.path { return try path.text(of: document) }
        return switch output {
        case .jsonl: try document.lines()
        case .yaml: try yamlText(document)
        default: try document.text()
        }
    }

    /// Each name once, in the order of the items.
    private func writeNames<Item>(_ listing: Listing<Item>) throws {
        guard let name = listing.name else {
            throw CommandFailure(
                .usage, "what this command shows has no names", hint: "use -o table, wide, json, jsonl, yaml or csv")
        }
        var seen: Set<String> = []
        let names = listing.items.map { printable(name($0), limit: 1000) }.filter {
            !$0.isEmpty && seen.insert($0).inserted
        }
        try StandardStream.output.write(names.map { $0 + "\n" }.joined())
    }

    /// Writes a table, in a format that is one.
    package func write(_ table: Table) throws {
        if output == .csv { return try StandardStream.output.write(table.csv(header: !noHeaders)) }
        guard let width = terminalWidth else {
            return try StandardStream.output.write(table.tabSeparated(header: !noHeaders))
        }
        if output == .wide { return try StandardStream.output.write(table.unfitted(style: style, header: !noHeaders)) }
        let fitted = table.fitted(to: width, style: style, header: !noHeaders)
        try StandardStream.output.write(fitted.text)
        if let note = Self.hidden(fitted.omitted) { StandardStream.error.tell(note) }
    }

    /// nil where every column is shown.
    package static func hidden(_ columns: [String]) -> String? {
        columns.isEmpty ? nil : "hidden (terminal too narrow): \(columns.joined(separator: ", ")); use -o wide"
    }
}
