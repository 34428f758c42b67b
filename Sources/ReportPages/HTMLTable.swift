/// A table that becomes one block a row where the page is narrow. ARIA's roles say that it is still a table: CSS that
/// changes the display of rows and cells takes their meaning away.
struct HTMLTable {
    struct Column {
        enum Kind: String {
            /// Words that are never broken.
            case plain
            /// What may be long: it is broken anywhere rather than that the page gets wider.
            case long
            case number
        }

        let title: String
        let kind: Kind

        init(_ title: String, _ kind: Kind = .plain) {
            self.title = title
            self.kind = kind
        }

        fileprivate var style: Markup {
            switch kind {
            case .plain: ""
            case .long: " class=\"l\""
            case .number: " class=\"n\""
            }
        }
    }

    let caption: String
    let columns: [Column]
    let rows: [[Markup]]
    /// Whether each row becomes a block on a telephone; false for tables that are narrow enough.
    var becomesBlocks = true

    var markup: Markup {
        let heads: [Markup] = columns.map { "<th role=\"columnheader\" scope=\"col\"\($0.style)>\($0.title)</th>" }
        return """
            <table role="table"\(becomesBlocks ? rowsClass : "")><caption>\(caption)</caption><thead \
            role="rowgroup"><tr role="row">\(heads)</tr></thead>\
            <tbody role="rowgroup">
            \(rows.map(row))</tbody></table>

            """
    }

    private let rowsClass: Markup = " class=\"rows\""

    init(_ caption: String, _ columns: [Column], rows: [[Markup]], becomesBlocks: Bool = true) {
        self.caption = caption
        self.columns = columns
        self.rows = rows
        self.becomesBlocks = becomesBlocks
    }

    private func row(_ cells: [Markup]) -> Markup {
        guard becomesBlocks else {
            let cells: [Markup] = zip(columns, cells).map { "<td\($0.style)>\($1)</td>" }
            return "<tr>\(cells)</tr>\n"
        }
        let cells: [Markup] = zip(columns, cells).enumerated().map { index, pair in
            let label: Markup = index == 0 ? "" : " data-l=\"\(pair.0.title)\""
            return "<td role=\"cell\"\(pair.0.style)\(label)>\(pair.1)</td>"
        }
        return "<tr role=\"row\">\(cells)</tr>\n"
    }
}

/// What is folded away until somebody asks for it.
func folded(_ summary: String, _ content: Markup) -> Markup {
    "<details><summary>\(summary)</summary>\n\(content)</details>\n"
}
