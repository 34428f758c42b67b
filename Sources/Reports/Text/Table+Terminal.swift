extension Table {
    /// For terminals: a header unless suppressed, every line at most `width` columns wide, two spaces between two cells.
    ///
    /// Flexible columns give way first, then all of them, but none below a few columns: a terminal narrower than that wraps.
    package func fitted(to width: Int, style: Style, header: Bool = true) -> String {
        let widths = fittedWidths(width, header: header)
        let titles = header ? [columns.map { Cell($0.title, tone: .strong) }] : []
        return (titles + rows).map { line($0, widths, style) + "\n" }.joined()
    }

    private static let gap = "  "

    private func line(_ cells: [Cell], _ widths: [Int], _ style: Style) -> String {
        var line = ""
        for (index, cell) in cells.enumerated() {
            let text = Reports.fitted(cell.text, width: widths[index], ellipsis: style.ellipsis)
            let padding = String(repeating: " ", count: widths[index] - displayWidth(text))
            let isLast = index == cells.count - 1
            switch columns[index].alignment {
            case .right: line += padding + style.paint(text, cell.tone)
            case .left: line += style.paint(text, cell.tone) + (isLast ? "" : padding)
            }
            if !isLast { line += Self.gap }
        }
        return line
    }

    private func fittedWidths(_ width: Int, header: Bool) -> [Int] {
        var widths = columns.indices.map { index in
            rows.reduce(header ? displayWidth(columns[index].title) : 0) { max($0, displayWidth($1[index].text)) }
        }
        let available = width - Self.gap.count * max(0, columns.count - 1)
        shrink(&widths, to: available, among: columns.indices.filter { columns[$0].isFlexible }, least: 12)
        shrink(&widths, to: available, among: Array(columns.indices), least: 4)
        return widths
    }

    /// Takes from the widest of the named columns, one at a time, until the line fits or none is wider than `least`.
    private func shrink(_ widths: inout [Int], to available: Int, among indices: [Int], least: Int) {
        var excess = widths.reduce(0, +) - available
        while excess > 0, let widest = indices.max(by: { widths[$0] < widths[$1] }), widths[widest] > least {
            widths[widest] -= 1
            excess -= 1
        }
    }
}
