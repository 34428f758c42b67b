import ArgumentParser
import Console
import Fleet
import FoundationEssentials
import Reports
import Store

struct RemediateShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show", abstract: "Show one plan or run: diff, cost, gates and steps.",
        discussion: """
            Read from the history: works while the agent is down.

              agentctl remediate show plan/7
              agentctl remediate show run/20261124T035248Z-16a36d42 -o json

            Exit codes: 0 shown, 5 no such plan or run.
            """)

    @Argument(help: ArgumentHelp("A plan (plan/7), or a run.", valueName: "plan-or-run"), completion: .plansAndRuns)
    var name: String

    @OptionGroup(title: HelpSection.shared) var store: StoreOptions
    @OptionGroup(title: HelpSection.shared) var output: OutputOptions

    func run() async throws {
        let detail = try await detail(HistoryReader.open(path: store.path))
        switch output.output {
        case .json, .jsonl, .yaml, .name:
            try output.show(
                Listing("agentctl.remediate.show/v2", [], [detail], name: { "\($0.plan.plan)" }) { _ in [] },
                whenEmpty: "")
        case .table, .wide, .csv: try show(detail)
        }
    }

    private func detail(_ reader: HistoryReader) async throws -> PlanDetail {
        var id = name
        switch try NamedArgument.name(name, kinds: [.plan, .incident]) {
        case .plan(let number):
            if let plan = try await reader.plan(number) { return try await detail(plan, plan.run, reader) }
        case .run(let run): id = run
        case .incident, .freeze, .mute:
            throw CommandFailure(
                .usage, "\(printable(name, limit: 60)) is neither a plan nor a run",
                hint: NextStep("list them", command: "agentctl remediate list"))
        case nil: break
        }
        if let run = try await reader.run(id), let plan = try await reader.plan(run.planID) {
            return try await detail(plan, run.id, reader)
        }
        let rows = try await reader.journal(HistoryFilter(), run: id)
        guard rows.isEmpty else {
            throw CommandFailure(
                .noSuchObject, "\(printable(name, limit: 60)) is in the journal only",
                hint: .run("agentctl journal --run \(shellWord(printable(id, limit: 60)))"))
        }
        throw CommandFailure(
            .noSuchObject, "there is no plan or run \(printable(name, limit: 60))",
            hint: NextStep("list them", command: "agentctl remediate list"), code: "no_such_plan")
    }

    private func detail(_ plan: PlanRecord, _ run: String?, _ reader: HistoryReader) async throws -> PlanDetail {
        guard let run, let record = try await reader.run(run) else {
            return PlanDetail(plan: PlanItem(plan, nil), repair: plan.plan, steps: [])
        }
        let rows = try await reader.journal(HistoryFilter(), run: run).sorted { $0.sequence < $1.sequence }
        return PlanDetail(plan: PlanItem(plan, record), repair: plan.plan, steps: rows.map(StepItem.init))
    }

    private func show(_ detail: PlanDetail) throws {
        try output.show(PlanItem.listing([detail.plan], now: Date(), zone: output.zone), whenEmpty: "")
        guard output.output.isTable else { return }
        let parts = [
            people(detail.plan) + changes(detail.repair), diff(detail.repair), detail.steps.flatMap(step),
            detail.plan.summary.map { hanging(printable($0), after: "", width: output.terminalWidth) } ?? [],
            Self.next(detail)?.here.lines(width: output.terminalWidth) ?? [],
        ].filter { !$0.isEmpty }
        try StandardStream.output.write(parts.flatMap { [""] + $0 }.joined(separator: "\n") + "\n")
    }

    private func changes(_ repair: RepairPlan) -> [String] {
        let edits = repair.edits.flatMap { line("edit", "\($0.path): \(printable($0.from)) -> \(printable($0.to))") }
        let warnings = repair.warnings.flatMap { warning in
            line("warning", printable(warning.text, limit: 1000))
                + (warning.nextStep?.here.lines("durable", width: output.terminalWidth) ?? [])
        }
        return edits + repair.costs.flatMap { line("cost", printable($0)) } + warnings
    }

    private func diff(_ repair: RepairPlan) -> [String] {
        repair.diff.split(separator: "\n").map { printable(String($0), limit: 1000) }
    }

    private func step(_ step: StepItem) -> [String] {
        let mark = "\(zoneText(step.at))  \(step.step.padded(to: 12)) \(step.phase.rawValue.padded(to: 8)) "
        return hanging(printable(step.detail), after: mark, width: output.terminalWidth)
    }

    /// Each act with the name and the reason of whoever did it.
    private func people(_ plan: PlanItem) -> [String] {
        var acts = act("proposed", plan.proposedAt, plan.proposedBy, nil)
        if let by = plan.decidedBy, let at = plan.decidedAt, by != plan.startedBy || at != plan.startedAt {
            acts += act(plan.state == .applied ? "approved" : plan.state.rawValue, at, by, plan.reason)
        }
        if let by = plan.startedBy, let at = plan.startedAt { acts += act("begun", at, by, plan.startReason) }
        return acts
    }

    private func act(_ what: String, _ at: Date, _ by: String, _ reason: String?) -> [String] {
        line(
            what,
            "\(zoneText(at)) by \(printable(personName(ofActor: by)))" + (reason.map { ": \(printable($0))" } ?? ""))
    }

    private func line(_ label: String, _ text: String) -> [String] {
        hanging(text, after: label.padded(to: 8) + " ", width: output.terminalWidth)
    }

    private func zoneText(_ date: Date) -> String {
        output.terminalWidth == nil ? date.rfc3339 : output.zone.text(date)
    }

    private static func next(_ detail: PlanDetail) -> NextStep? {
        let plan = detail.plan
        return switch (plan.state, plan.outcome) {
        case (.proposed, _):
            NextStep(
                "approve it, for the agent to carry it out", command: "agentctl remediate approve \(plan.plan)",
                then: [NextStep("instead, to carry it out now", command: "agentctl remediate apply \(plan.plan)")])
        case (_, .proved) where plan.undoes == nil && !detail.repair.edits.isEmpty:
            plan.run.map { NextStep("to undo it", command: "agentctl remediate undo \($0)") }
        default: nil
        }
    }
}

/// The fields of `agentctl.remediate.list/v2`, and all about it: `agentctl.remediate.show/v2`.
private struct PlanDetail: Encodable {
    let plan: PlanItem
    /// Edits with secrets as fingerprints.
    let repair: RepairPlan
    let steps: [StepItem]

    private enum CodingKeys: CodingKey { case repair, steps }

    func encode(to encoder: any Encoder) throws {
        try plan.encode(to: encoder)
        var fields = encoder.container(keyedBy: CodingKeys.self)
        try fields.encode(repair, forKey: .repair)
        try fields.encode(steps, forKey: .steps)
    }
}

private struct StepItem: Encodable {
    /// Its number in the journal.
    let row: Int64
    let at: Date
    let actor: String
    let step: String
    let phase: JournalEntry.Phase
    let detail: String

    init(_ row: JournalRow) {
        self.row = row.sequence
        at = row.entry.at
        actor = row.entry.actor
        step = row.entry.step
        phase = row.entry.phase
        detail = row.entry.detail
    }
}
