import Documents
import Fleet
import FoundationEssentials
import Reports

/// The first page: the verdict, the figures, the trend, what needs attention first, and what was repaired.
extension HTMLReport {
    var front: Markup {
        let figures: Markup = report.isEmpty ? "" : tiles
        let rest: Markup = report.isEmpty ? "" : trend + attention + repaired
        return banner + figures + notes + rest
    }

    private var banner: Markup {
        let verdict = report.verdict
        return """
            <div class="verdict \(verdict.state.rawValue)"><svg viewBox="0 0 24 24" aria-hidden="true"><path \
            d="\(verdict.state.drawing)"/></svg>
            <div><p class="headline"><span class="word">\(verdict.state.sign.word)</span>\(verdict.headline)</p>
            <p class="lead">\(ReportLead(report).text)</p></div></div>

            """
    }

    private var tiles: Markup {
        let glance = report.glance
        let recovered = report.recovery.longest.map { "longest \(elapsedText($0))" } ?? "no incident closed"
        let tiles: [Markup] = [
            tile("Availability", glance.availability.map(shareText) ?? "unknown", delta(.availability)), budget,
            tile(
                "Incidents", countText(glance.incidentsOpened),
                "opened, \(countText(glance.incidentsOpen)) open at the end<br>\(delta(.incidents))"),
            tile(
                "Mean time to recovery", report.recovery.mean.map(elapsedText) ?? "none",
                "\(recovered)<br>\(delta(.recovery))"),
            tile("Failed authentications", countText(glance.failures), delta(.failures)),
            tile(
                "Repairs", countText(glance.repairs),
                """
                \(countText(glance.repairsProved)) proved<br>\(delta(.repairs))
                """),
        ]
        return "<dl class=\"glance\">\n\(tiles)</dl>\n"
    }

    private func tile(_ name: String, _ value: String, _ below: Markup) -> Markup {
        "<div><dt>\(name)</dt><dd>\(value)</dd><dd>\(below)</dd></div>\n"
    }

    /// The error budget where there is an objective, else the time failing.
    private var budget: Markup {
        guard let objective = report.objective else {
            return tile(
                "Time failing", elapsedText(report.glance.time.failing),
                "of all clusters together<br>\(delta(.timeFailing))")
        }
        let filled = coordinate(min(1, objective.usedShare ?? 0) * 100)
        let left =
            objective.left >= 0 ? "\(elapsedText(objective.left)) left" : "exceeded by \(elapsedText(-objective.left))"
        return tile(
            "Error budget of \(objective.targetText)", "\(objective.usedText) used",
            """
            <span class="meter \(objective.state.rawValue)" aria-hidden="true"><span \
            style="width:\(filled)%"></span></span>\
            \(left)\(objective.clustersBelow > 0 ? ", \(clusters(objective.clustersBelow)) below" : "")
            """)
    }

    private func clusters(_ count: Int) -> String { count == 1 ? "1 cluster" : "\(countText(count)) clusters" }

    /// `▲ 0.09 points, better`: an arrow for the eye, the words for everybody.
    func delta(_ measure: Comparison.Measure) -> Markup {
        guard let comparison = report.comparison.first(where: { $0.measure == measure }) else { return "" }
        return change(comparison)
    }

    func change(_ comparison: Comparison) -> Markup {
        guard let amount = comparison.amount else { return "\(comparison.changeText)" }
        let arrow = comparison.direction == .up ? "▲" : "▼"
        return """
            <span class="\(comparison.verdict.rawValue)"><span aria-hidden="true">\(arrow)</span><span \
            class="sr">\(comparison.direction.rawValue)</span> \
            \(amount)\(comparison.judgement)</span>
            """
    }

    private var notes: Markup {
        guard !report.notes.isEmpty else { return "" }
        let items: [Markup] = report.notes.map { "<li>\($0)</li>\n" }
        return "<ul class=\"notes\">\n\(items)</ul>\n"
    }

    private var trend: Markup {
        let isWhole = report.access.allSatisfy { CellState($0.time) == .healthy }
        guard !isWhole else { return section("access", "Time without access", nothing("There was none.")) }
        let plot = AccessPlot(report: report)
        let cut = plot.top < 1 ? ", axis cut at \(Objective.text(plot.top))" : ""
        let content: Markup = """
            <figure>
            <figcaption>Share of all clusters' time, by \(pieceName)\(cut)</figcaption>
            \(plot.markup)\
            \(key([("failing", "failing"), ("unknown", "unknown"), ("unwatched", "mostly not monitored")]))</figure>

            """
        return section("access", "Time without access", content)
    }

    /// `day`, `hour`, `6 h`: how long a piece is.
    var pieceName: String {
        switch report.grain {
        case 86_400: "day"
        case 604_800: "week"
        case 3600: "hour"
        default: elapsedText(Double(report.grain))
        }
    }

    func key(_ entries: [(style: String, name: String)]) -> Markup {
        let items: [Markup] = entries.map { entry in
            """
            <li><svg viewBox=\"0 0 10 10\" aria-hidden=\"true\"><path class=\"\(entry.style)\" d=\"M0 \
            0h10v10h-10z\"/></svg>\(entry.name)</li>
            """
        }
        return "<ul class=\"key\">\(items)</ul>\n"
    }

    /// The newest repairs by the names of people; their runs are in the appendix.
    private var repaired: Markup {
        let listing = report.repairs
        guard !listing.isEmpty else {
            return section("repaired", "What was repaired", nothing("Nothing was repaired in this period."))
        }
        let items: [Markup] = listing.items.prefix(Self.repairsShown).map { line in
            """
            <li><span class="when">\(short(line.startedAt))</span> \
            \(link(line.cluster, shown: shortName(line.cluster))): \(line.what), \
            <span class="\(line.outcome.tone)">\(line.outcome.rawValue)</span>, by \(line.by): \
            \(fitted(line.reason, width: 64))</li>

            """
        }
        let more: Markup =
            listing.total > items.count ? " <a href=\"#repairs\">All \(countText(listing.total))</a>" : ""
        return section(
            "repaired", "What was repaired",
            """
            <p>\(RepairLine.outcomes(of: listing.items, total: listing.total))\(more)</p>\n<ul \
            class=\"brief\">\n\(items)</ul>\n
            """
        )
    }

    private static let repairsShown = 4
}

extension String {
    /// So much of an evidence that five of them stay on one sheet.
    var clipped: String { fitted(self, width: 140) }
}

extension Verdict.State {
    /// A check, an exclamation mark, a cross and a question mark, as strokes on a field of 24.
    fileprivate var drawing: String {
        switch self {
        case .healthy: "M6 12.5l4 4L18 8"
        case .degraded: "M12 6v7M12 17v.5"
        case .failing: "M7.5 7.5l9 9M16.5 7.5l-9 9"
        case .unknown: "M9 9.5a3 3 0 1 1 4.3 2.7c-.9.5-1.3 1-1.3 2M12 17.2v.4"
        }
    }
}

extension RepairLine.Outcome {
    var tone: String {
        switch self {
        case .proved: "good"
        case .stopped: "quiet"
        case .rolledBack, .contested, .failed, .unfinished: "bad"
        }
    }
}
