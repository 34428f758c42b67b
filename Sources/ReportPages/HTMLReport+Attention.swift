import Fleet
import Reports

extension HTMLReport {
    /// At most five reasons; the others are folded, and so is what each cluster's evidence was.
    var attention: Markup {
        let topics = report.attentionTopics
        guard !topics.isEmpty else {
            return section(
                "attention", "What needs attention",
                nothing("Nothing that the last probes, the incidents and the journal know of."))
        }
        let first: [Markup] = topics.prefix(Self.shown).map { item($0, isBrief: true) }
        let others: [Markup] = topics.dropFirst(Self.shown).map { item($0, isBrief: false) }
        // What is folded cannot be opened on paper.
        let rest: Markup =
            others.isEmpty
            ? ""
            : folded("\(countText(others.count)) more", "<ul class=\"todo\">\n\(others)</ul>\n")
                + "<p class=\"quiet paper\">\(countText(others.count)) more, on the page itself.</p>\n"
        return section(
            "attention", "What needs attention",
            """
            <ul class="todo">
            \(first)</ul>
            \(rest)\(leftOut(report.attention.total - listed, "agentctl status --explain"))
            """
        )
    }

    private static let shown = 5
    /// Lines of evidence on the front.
    private static let reasons = 2

    private var listed: Int { report.attentionTopics.reduce(0) { $0 + $1.total } }

    private func item(_ topic: AttentionTopic, isBrief: Bool) -> Markup {
        let reasons = topic.why.map(report.timeZone.words.text)
        let shown = isBrief ? Array(reasons.prefix(Self.reasons)) : reasons
        let why: [Markup] = shown.map { "<li>\(isBrief ? $0.clipped : $0)</li>" }
        return """
            <li class="\(topic.severity.rawValue)"><p><span class="word">\(topic.severity.rawValue)</span> <span \
            class="strong">\(title(topic))</span></p>
            <ul>\(why)</ul>
            \(next(topic))\
            \(topic.total > 1 || topic.why.count > shown.count ? folded("Each with its evidence", each(topic)) : "")\
            </li>

            """
    }

    private func title(_ topic: AttentionTopic) -> Markup {
        guard topic.total == 1, let line = topic.lines.first, let cluster = line.cluster else {
            return "\(topic.title)"
        }
        return "\(link(cluster, shown: shortName(cluster, most: 48))): \(line.what)"
    }

    private func next(_ topic: AttentionTopic) -> Markup {
        let (first, step) = topic.next
        return "<p class=\"next\">\(first.map { "Begin with \($0): " } ?? "Next: ")\(instruction(step))</p>\n"
    }

    private func each(_ topic: AttentionTopic) -> Markup {
        let items: [Markup] = topic.lines.map { line in
            let why: [Markup] = line.why.map { "<li>\(report.timeZone.words.text($0))</li>" }
            return
                """
                <li>\(line.cluster.map { link($0) } ?? "the fleet"): \
                \(line.what)<ul>\(why)</ul>\(instruction(line.nextStep))</li>\n
                """
        }
        return "<ul class=\"each\">\n\(items)</ul>\n"
    }

    /// Words as words, and what is run as code.
    func instruction(_ next: NextStep) -> Markup {
        next.all.map { step -> Markup in
            guard let command = step.command else { return "\(step.text)" }
            return step.text.isEmpty ? "<code>\(command)</code>" : "\(step.text): <code>\(command)</code>"
        }.joined(by: "; then ")
    }
}
