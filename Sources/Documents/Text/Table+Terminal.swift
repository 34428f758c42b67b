import Fleet

extension Table {
    /// A table as one terminal shows it.
    package struct Fitted: Sendable {
        package let text: String
        /// Titles of columns for which there was no room.
        package let omitted: [String]
    }

    /// For terminals: a header unless suppressed, every line at most `width` columns wide, two spaces between two
    /// cells. Only names are cut.
    ///
    /// Where there is too little room, prose is broken over several lines, and of long names the middle is left out, as
    /// far as they stay apart; where those columns would be narrow, columns that can be done without are left out; and
    /// where even that does not help, each row is a block of its own, with one value a line, and nothing is left out.
    package func fitted(to width: Int, style: Style, header: Bool = true) -> Fitted {
        let shown = shownColumns
        let expendable = shown.filter { columns[$0].expendable != nil }.sorted {
            columns[$0].expendable ?? 0 < columns[$1].expendable ?? 0
        }
        for room in Room.all {
            for count in 0...expendable.count {
                let omitted = expendable.prefix(count)
                let kept = shown.filter { !omitted.contains($0) }
                guard let widths = widths(kept, width, room, style, header) else { continue }
                return Fitted(
                    text: lines(kept, widths, style, header: header),
                    omitted: omitted.sorted().map { printable(columns[$0].title) })
            }
        }
        return Fitted(text: blocks(width, style, header: header), omitted: [])
    }

    /// Every column and every value whole, whatever the terminal's width: it breaks the lines where they end.
    package func unfitted(style: Style, header: Bool = true) -> String {
        let shown = shownColumns
        return lines(shown, natural(shown, header), style, header: header)
    }

    private var shownColumns: [Int] {
        columns.indices.filter { index in columns[index].isShownEmpty || rows.contains { !$0[index].isAbsent } }
    }

    private static let gap = "  "

    /// In a narrower column than this prose cannot be read.
    private static let leastProse = 20

    /// How narrow columns may become, in columns of the terminal.
    private struct Room {
        let prose: Int
        let name: Int

        /// As it is pleasant to read, and as it can just be read.
        static let all = [Room(prose: 32, name: 24), Room(prose: leastProse, name: 12)]
    }

    private func natural(_ kept: [Int], _ header: Bool) -> [Int] {
        kept.map { index in
            rows.reduce(max(columns[index].minimum, header ? displayWidth(columns[index].title) : 0)) {
                max($0, displayWidth($1[index].text))
            }
        }
    }

    /// nil where the named columns do not fit.
    private func widths(_ kept: [Int], _ width: Int, _ room: Room, _ style: Style, _ header: Bool) -> [Int]? {
        var widths = natural(kept, header)
        let least = kept.indices.map { position -> Int in
            let column = columns[kept[position]]
            if column.isFlexible { return max(room.prose, column.minimum) }
            return column.isName ? leastDistinct(kept[position], from: max(room.name, column.minimum), style) : .max
        }
        var excess = widths.reduce(0, +) + Self.gap.count * max(0, kept.count - 1) - width
        while excess > 0,
            let widest = kept.indices.filter({ widths[$0] > least[$0] }).max(by: { widths[$0] < widths[$1] })
        {
            widths[widest] -= 1
            excess -= 1
        }
        return excess > 0 ? nil : widths
    }

    /// Two names that looked the same would be one too few.
    private func leastDistinct(_ index: Int, from least: Int, _ style: Style) -> Int {
        let names = Set(rows.map { $0[index].text })
        let longest = names.reduce(0) { max($0, displayWidth($1)) }
        guard longest > least else { return least }
        return (least..<longest).first { width in
            Set(names.map { shortened($0, width: width, ellipsis: style.ellipsis) }).count == names.count
        } ?? longest
    }

    /// What a cell shows, line by line.
    private func cellLines(_ text: String, _ index: Int, _ width: Int, _ style: Style) -> [String] {
        columns[index].isName ? [shortened(text, width: width, ellipsis: style.ellipsis)] : wrapped(text, width: width)
    }

    private func lines(_ kept: [Int], _ widths: [Int], _ style: Style, header: Bool) -> String {
        let titles = header ? [columns.map { Cell($0.title, tone: .strong) }] : []
        return (titles + rows).map { row in
            let cells = zip(kept, widths).map { cellLines(row[$0].text, $0, $1, style) }
            let height = cells.map(\.count).max() ?? 1
            return (0..<height).map { line in
                let parts = cells.indices.map { column in
                    let text = line < cells[column].count ? cells[column][line] : ""
                    return (text: text, padding: widths[column] - displayWidth(text), index: kept[column])
                }
                return joined(parts, row, style) + "\n"
            }.joined()
        }.joined()
    }

    /// Blanks at the end of a line are left out.
    private func joined(_ parts: [(text: String, padding: Int, index: Int)], _ row: [Cell], _ style: Style) -> String {
        var line = ""
        var blanks = 0
        for (position, part) in parts.enumerated() {
            if position > 0 { blanks += Self.gap.count }
            let isRight = columns[part.index].alignment == .right
            if isRight { blanks += part.padding }
            if !part.text.isEmpty {
                line += String(repeating: " ", count: blanks) + style.paint(part.text, row[part.index].tone)
                blanks = 0
            }
            if !isRight { blanks += part.padding }
        }
        return line
    }

    /// A block for each row: the title before each value, what there is none of left out. Of two columns, the first
    /// names the second.
    private func blocks(_ width: Int, _ style: Style, header: Bool) -> String {
        if columns.count == 2 {
            return rows.map { row in
                let lines = hanging(row[1].text, after: row[0].text + Self.gap, width: width, wholeWords: false)
                return lines.map { $0 + "\n" }.joined()
            }.joined()
        }
        let titles = columns.map { header ? printable($0.title) : "" }
        let label = titles.reduce(0) { max($0, displayWidth($1)) }
        return rows.map { row in
            columns.indices.filter { !row[$0].isAbsent }.map { value(row[$0], titles[$0], label, width, style) }
                .joined()
        }.joined(separator: "\n")
    }

    /// A value that would have no room beside its title stands below it.
    private func value(_ cell: Cell, _ title: String, _ label: Int, _ width: Int, _ style: Style) -> String {
        guard label > 0 else {
            return wrapped(cell.text, width: width).map { style.paint($0, cell.tone) + "\n" }.joined()
        }
        let room = width - label - Self.gap.count
        let isBeside = room >= Self.leastProse || displayWidth(cell.text) <= room
        let lines = wrapped(cell.text, width: max(1, isBeside ? room : width - Self.gap.count))
        let blank = String(repeating: " ", count: isBeside ? label + Self.gap.count : Self.gap.count)
        let mark = title + String(repeating: " ", count: label - displayWidth(title)) + Self.gap
        let first = isBeside ? "" : style.paint(title, .quiet) + "\n"
        return first
            + lines.enumerated().map { line, text in
                (isBeside && line == 0 ? style.paint(mark, .quiet) : blank) + style.paint(text, cell.tone) + "\n"
            }.joined()
    }
}
