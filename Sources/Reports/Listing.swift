import Fleet
import FoundationEssentials

package enum OutputFormat: String, CaseIterable, Sendable { case table, json, jsonl, csv }

/// One column of a table: the full value for a pipe and a file, and where it helps a shorter one for a terminal.
package struct Column<Row> {
    let title: String
    let alignsRight: Bool
    let full: (Row) -> String
    let short: ((Row) -> String)?
    let tint: (Row) -> Tint?

    package init(
        _ title: String, alignsRight: Bool = false, short: ((Row) -> String)? = nil, tint: @escaping (Row) -> Tint? = { _ in nil },
        _ full: @escaping (Row) -> String
    ) {
        self.title = title
        self.alignsRight = alignsRight
        self.full = full
        self.short = short
        self.tint = tint
    }
}

/// Rows that can be shown as a table, JSON, JSON lines or CSV. All text from outside passes `printable` on its way out.
package struct Listing<Row: Encodable> {
    /// `agentctl.status/v1`: what a reader of the JSON may rely on. Fields are only ever added.
    let schema: String
    let columns: [Column<Row>]
    package let rows: [Row]

    package init(schema: String, columns: [Column<Row>], rows: [Row]) {
        self.schema = schema
        self.columns = columns
        self.rows = rows
    }

    /// - Returns: the text without a newline at its end; empty where there is nothing to show.
    package func rendered(_ format: OutputFormat, on terminal: Terminal) throws -> String {
        switch format {
        case .table: terminal.isTerminal ? aligned(terminal) : tabbed(terminal)
        case .json: try JSONText.encode(Document(schema: schema, items: rows), pretty: true)
        case .jsonl: try rows.map { try JSONText.encode($0, pretty: false) }.joined(separator: "\n")
        case .csv: CSV.text(header: terminal.headers ? columns.map(\.title) : nil, rows: rows.map { row in columns.map { printable($0.full(row)) } })
        }
    }

    private struct Document: Encodable {
        let schema: String
        let items: [Row]
    }

    private func tabbed(_ terminal: Terminal) -> String {
        let header = terminal.headers ? [columns.map { $0.title.uppercased() }.joined(separator: "\t")] : []
        return (header + rows.map { row in columns.map { printable($0.full(row)) }.joined(separator: "\t") }).joined(separator: "\n")
    }

    private func aligned(_ terminal: Terminal) -> String {
        let cells = rows.map { row in columns.map { printable(($0.short ?? $0.full)(row)) } }
        let titles = columns.map { $0.title.uppercased() }
        var widths = columns.indices.map { column in
            (cells.map { DisplayWidth.of($0[column]) } + [terminal.headers ? titles[column].count : 0]).max() ?? 0
        }
        fit(&widths, terminal.width)
        let header = terminal.headers ? [line(titles, widths) { _, text in Tint.dim.applied(to: text, on: terminal) }] : []
        let body = zip(rows, cells).map { row, cells in
            line(cells, widths) { column, text in columns[column].tint(row)?.applied(to: text, on: terminal) ?? text }
        }
        return (header + body).joined(separator: "\n")
    }

    /// Takes what is too much from the widest column, down to ten characters.
    private func fit(_ widths: inout [Int], _ available: Int) {
        var excess = widths.reduce(0, +) + 2 * (widths.count - 1) - available
        while excess > 0, let widest = widths.indices.max(by: { widths[$0] < widths[$1] }), widths[widest] > 10 {
            let taken = min(excess, max(1, widths[widest] - max(10, widths.filter { $0 < widths[widest] }.max() ?? 10)))
            widths[widest] -= taken
            excess -= taken
        }
    }

    private func line(_ cells: [String], _ widths: [Int], paint: (Int, String) -> String) -> String {
        var text = ""
        for (index, cell) in cells.enumerated() {
            let cut = DisplayWidth.cut(cell, to: widths[index])
            let padding = String(repeating: " ", count: max(0, widths[index] - DisplayWidth.of(cut)))
            let painted = paint(index, cut)
            if index > 0 { text += "  " }
            text += columns[index].alignsRight ? padding + painted : painted + (index == cells.count - 1 ? "" : padding)
        }
        return text
    }
}

/// JSON as every command writes it.
package enum JSONText {
    package static func encode(_ value: some Encodable, pretty: Bool) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = pretty ? [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes] : [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
