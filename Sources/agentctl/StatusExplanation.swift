import Fleet
import FoundationEssentials
import Reports

/// Below the table of `agentctl status`: why, what next, and how many of each.
struct StatusExplanation {
    let style: Style
    let now: Date

    /// A screen holds so many; who asks for clusters by name gets all of them.
    private static let most = 8

    func text(_ items: [StatusItem], named: Bool) -> String {
        let worthSaying = items.filter { !findings(of: $0).isEmpty }
        let explained = worthSaying.prefix(named ? .max : Self.most)
        var blocks = explained.map(block)
        if worthSaying.count > explained.count {
            let next = printable(worthSaying[explained.count].cluster.rawValue)
            blocks.append("and \(worthSaying.count - explained.count) more; one of them: agentctl status \(next)\n")
        }
        return blocks.map { "\n" + $0 }.joined() + "\n" + summary(items) + "\n"
    }

    /// Of a healthy cluster, only what somebody should act on.
    private func findings(of item: StatusItem) -> [Finding] {
        item.health == .healthy ? item.findings.filter { $0.severity > .info } : item.findings
    }

    private func block(_ item: StatusItem) -> String {
        let head = style.paint("\(style.mark(item.health).prefix(1)) \(printable(item.cluster.rawValue))", item.health.tone)
        var lines = [head + incident(item)]
        for finding in findings(of: item) {
            lines.append("  \(finding.severity.rawValue): \(finding.cause.rawValue)")
            lines += finding.evidence.map { "    - \(printable($0))" }
            lines.append("    " + style.paint("next:", .strong) + " \(printable(finding.nextStep))")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private func incident(_ item: StatusItem) -> String {
        guard let incident = item.incident else { return "" }
        let taken = item.acknowledgedBy.map { ", taken on by \(printable($0, limit: 60))" } ?? ""
        let lasting = item.since.map { ", for \(shortDuration(seconds: now.timeIntervalSince($0)))" } ?? ""
        return ", incident \(incident)\(lasting)\(taken)"
    }

    /// `3 healthy, 2 failing, 1 unknown`.
    func summary(_ items: [StatusItem]) -> String {
        Health.allCases.map { health in
            let count = items.count { $0.health == health }
            return style.paint("\(count) \(health.rawValue)", count == 0 ? .quiet : health.tone)
        }.joined(separator: ", ")
    }
}
