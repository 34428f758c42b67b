import Fleet
import FoundationEssentials
import Reports

/// What is looked up: every run by its id, configurations with fingerprints, and the figures behind the plots.
extension HTMLReport {
    var appendix: Markup {
        """
        <div class="appendix"><h2 class="part">Appendix</h2>
        \(repairs)\(changes)\(comparison)\
        \(section("access-table", "Access by \(pieceName)", folded("As a table", accessTable)))</div>

        """
    }

    private var repairs: Markup {
        let listing = report.repairs
        guard !listing.isEmpty else {
            return section("repairs", "Repairs", nothing("None was started in this period."))
        }
        let table = HTMLTable(
            "The newest first",
            [
                .init("Cluster", .long), .init("Started"), .init("Took", .number), .init("Outcome"), .init("By", .long),
                .init("Reason", .long),
                .init("What", .long), .init("Run", .long),
            ],
            rows: listing.items.map { line in
                [
                    link(line.cluster), "\(short(line.startedAt))",
                    "\(line.endedAt.map { elapsedText($0.timeIntervalSince(line.startedAt)) } ?? "-")",
                    "\(line.outcome.rawValue)", "\(line.by)",
                    "\(line.reason)",
                    "\(line.what)\(line.outcome == .proved ? "" : line.summary.map { ": \($0)" } ?? "")", run(line),
                ]
            })
        return section("repairs", "Repairs", table.markup + leftOut(listing.leftOut, "agentctl remediate list"))
    }

    private func run(_ line: RepairLine) -> Markup {
        "<code>\("\(line.run)")</code>\(line.undoes.map { "<br>undoes <code>\("\($0)")</code>" as Markup } ?? "")"
    }

    /// Changes that are not folded, and on paper all that there is.
    private static let shown = 20

    private var changes: Markup {
        let listing = report.changes
        guard !listing.isEmpty else {
            return section("changes", "Configuration changes", nothing("No kubesphere-config changed in this period."))
        }
        let (first, others) = (Array(listing.items.prefix(Self.shown)), Array(listing.items.dropFirst(Self.shown)))
        let rest: Markup =
            others.isEmpty ? "" : folded("\(countText(others.count)) earlier ones", table(others, "Earlier ones"))
        return section(
            "changes", "Configuration changes",
            table(first, "The newest first, when a probe first saw it; secrets are fingerprints") + rest
                + leftOut(listing.leftOut, "agentctl history --kind config"))
    }

    private func table(_ lines: [ChangeLine], _ caption: String) -> Markup {
        HTMLTable(
            caption,
            [.init("Cluster", .long), .init("Seen"), .init("Written by", .long), .init("What changed", .long)],
            rows: lines.map { line in
                let written = line.writtenAt.map { ", \(short($0))" } ?? ""
                let edits: [Markup] = line.edits.map { "<code>\($0)</code>" }
                let more: Markup = line.moreEdits > 0 ? "<br>and \(line.moreEdits) more" : ""
                let what: Markup =
                    edits.isEmpty ? "resourceVersion \(line.resourceVersion)" : "\(edits.joined(by: "<br>"))\(more)"
                return [link(line.cluster), "\(short(line.at))", "\(line.writer ?? "unknown")\(written)", what]
            }
        ).markup
    }

    private var comparison: Markup {
        guard !report.comparison.isEmpty else { return "" }
        let table = HTMLTable(
            "This period and the \(elapsedText(report.length)) before it",
            [.init("Measure"), .init("Before", .number), .init("Now", .number), .init("Change", .number)],
            rows: report.comparison.map { line in
                [
                    "\(line.measure.name)", "\(line.measure.text(line.before))", "\(line.measure.text(line.now))",
                    change(line),
                ]
            }, becomesBlocks: false)
        return section("comparison", "Compared with the period before", table.markup)
    }

    private var accessTable: Markup {
        HTMLTable(
            "All clusters' time, by \(pieceName)",
            [
                .init("From"), .init("Healthy", .number), .init("Failing", .number), .init("Unknown", .number),
                .init("Available", .number),
            ],
            rows: report.access.map { piece in
                [
                    "\(short(AccessPiece.date(piece.at)))", "\(elapsedText(piece.time.healthy))",
                    "\(elapsedText(piece.time.failing))",
                    "\(elapsedText(piece.time.unknown))", "\(piece.time.availability.map(shareText) ?? "-")",
                ]
            }, becomesBlocks: false
        ).markup
    }
}
