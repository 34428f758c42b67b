import Fleet
import FoundationEssentials
import Reports

/// Below the table of `agentctl status`: why, what next, and how many of each.
struct StatusExplanation {
    let style: Style
    let now: Date
    /// Columns of the terminal; nil for a pipe.
    let width: Int?

    /// Whether somebody asked for it, with `--explain` or for clusters by name: then everything is said.
    let asked: Bool

    /// A screen holds so many.
    private static let most = 8

    func text(_ items: [StatusItem]) -> String {
        let worthSaying = items.filter { !findings(of: $0).isEmpty }
        let explained = worthSaying.prefix(asked ? .max : Self.most)
        var blocks = explained.map(block)
        if worthSaying.count > explained.count {
            let next = printable(worthSaying[explained.count].cluster.rawValue)
            blocks.append("and \(worthSaying.count - explained.count) more; one of them: agentctl status \(next); all of them: --explain\n")
        }
        return blocks.map { "\n" + $0 }.joined() + "\n" + summary(items) + "\n"
    }

    /// Of a healthy cluster, unasked, only what somebody should act on.
    private func findings(of item: StatusItem) -> [Finding] {
        item.health == .healthy && !asked ? item.findings.filter { $0.severity > .info } : item.findings
    }

    private func block(_ item: StatusItem) -> String {
        let head = style.paint("\(style.mark(item.health).prefix(1)) \(printable(item.cluster.rawValue))", item.health.tone)
        return head + incident(item) + "\n" + findings(of: item).map { $0.text(indent: "  ", style: style, width: width) }.joined()
    }

    private func incident(_ item: StatusItem) -> String {
        guard let incident = item.incident else { return "" }
        let taken = item.acknowledgedBy.map { ", taken on by \(printable($0, limit: 60))" } ?? ""
        let lasting = item.since.map { ", for \(shortDuration(seconds: now.timeIntervalSince($0)))" } ?? ""
        return ", \(incident)\(lasting)\(taken)"
    }

    /// `3 healthy, 2 failing, 1 unknown`.
    func summary(_ items: [StatusItem]) -> String {
        Health.allCases.map { health in
            let count = items.count { $0.health == health }
            return style.paint("\(count) \(health.rawValue)", count == 0 ? .quiet : health.tone)
        }.joined(separator: ", ")
    }
}

extension Finding {
    /// The cause, its evidence and the next step, a line each or, on a narrow terminal, several.
    ///
    /// The next step stays one line, whatever its length: a terminal breaks it by itself, and it can still be copied as the command it is.
    func text(indent: String, style: Style, width: Int?) -> String {
        let head = "\(indent)\(severity.rawValue): \(cause.rawValue)"
        let reasons = evidence.flatMap { hanging(printable($0, limit: 1000), after: "\(indent)  - ", width: width) }
        let next = "\(indent)  " + style.paint("next:", .strong) + " \(printable(nextStep, limit: 1000))"
        return ([head] + reasons + [next]).map { $0 + "\n" }.joined()
    }
}
