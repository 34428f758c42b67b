import Console
import Fleet
import FoundationEssentials
import Reports

/// Below the table of `agentctl status`: why, what next, and how many of each.
struct StatusExplanation {
    let output: OutputOptions
    let now: Date

    private var style: Style { output.style }
    /// Columns of the terminal; nil for a pipe.
    private var width: Int? { output.terminalWidth }

    /// Whether somebody asked for it, with `--explain` or for clusters by name: then everything is said.
    let asked: Bool

    /// A screen holds so many.
    private static let most = 8

    func text(_ items: [StatusItem]) -> String {
        let worthSaying = items.filter { !findings(of: $0).isEmpty || !standings(of: $0).isEmpty }
        let explained = worthSaying.prefix(asked ? .max : Self.most)
        var blocks = explained.map(block)
        if worthSaying.count > explained.count {
            blocks.append("and \(worthSaying.count - explained.count) more: \(thisProgram) status --explain\n")
        }
        return blocks.map { "\n" + $0 }.joined() + "\n" + summary(items) + "\n"
            + fleetLines(items).map { $0 + "\n" }.joined()
    }

    /// Of a healthy cluster, unasked, only what somebody should act on.
    private func findings(of item: StatusItem) -> [Finding] {
        item.health == .healthy && !asked
            ? item.findings.filter { $0.severity > .info && item.mute(of: $0) == nil } : item.findings
    }

    private func block(_ item: StatusItem) -> String {
        let head = style.paint(
            "\(style.mark(item.health).prefix(1)) \(printable(item.cluster.rawValue))", item.health.tone)
        let standings = standings(of: item)
        // What waits for somebody, or is under way, is the next step; the finding's own would begin it once more.
        let next = standings.lazy.compactMap(\.next).first
        let findings = findings(of: item).map { finding in
            if let mute = item.mute(of: finding) { return mute.text(output) }
            return finding.text(
                indent: "  ", output: output, isNextSaid: next == nil || finding.cause != item.cause)
        }
        return head + incident(item) + "\n" + findings.joined() + standings.map(line).joined()
            + (next.map { "    " + style.paint("next:", .strong) + " \(ProgramName.current.named(command: $0))\n" }
                ?? "")
    }

    /// Of a healthy cluster only what is about itself; what holds for many of them stands below.
    private func standings(of item: StatusItem) -> [RepairStanding] {
        (item.agent ?? []).filter { item.health != .healthy || asked || $0.plan != nil || $0.run != nil }
    }

    private func line(_ standing: RepairStanding) -> String {
        let sentence = printable(standing.sentence(now: now, words: output.words), limit: 600)
        return hanging(sentence, after: "  agent: ", width: width).map { $0 + "\n" }.joined()
    }

    /// The freezes and the breaker, once each.
    private func fleetLines(_ items: [StatusItem]) -> [String] {
        let all = items.flatMap { $0.agent ?? [] }
        let frozen = Dictionary(grouping: all.filter { $0.state == .frozen }) { $0 }.sorted {
            ($0.key.since ?? .distantPast) < ($1.key.since ?? .distantPast)
        }
        let freezes = frozen.map {
            "\($1.count) of \(items.count) clusters \($0.sentence(now: now, words: output.words))"
        }
        let breaker = all.first { $0.state == .breakerOpen }.map { "\($0.sentence(now: now, words: output.words))" }
        let close = NextStep("when it is understood", command: "agentctl remediate breaker close")
        return (freezes + [breaker].compactMap { $0 }).flatMap {
            hanging(printable($0, limit: 600), after: "", width: width)
        }
            + (breaker == nil ? [] : close.here.lines(style: style, width: width))
    }

    private func incident(_ item: StatusItem) -> String {
        guard let incident = item.incident else { return "" }
        let taken =
            item.acknowledgedBy.map { ", acknowledged by \(printable(personName(ofActor: $0), limit: 60))" } ?? ""
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
    /// - Parameter isNextSaid: false where another step comes before the finding's own.
    func text(indent: String, output: OutputOptions, isNextSaid: Bool = true) -> String {
        let (style, width, words) = (output.style, output.terminalWidth, output.words)
        let head = "\(indent)\(severity.rawValue): \(cause.rawValue)"
        let reasons = evidence.flatMap {
            hanging(printable(words.text($0), limit: 1000), after: "\(indent)  - ", width: width)
        }
        let next = isNextSaid ? nextStep.here.lines(indent: "\(indent)  ", style: style, width: width) : []
        return ([head] + reasons + next).map { $0 + "\n" }.joined()
    }
}
