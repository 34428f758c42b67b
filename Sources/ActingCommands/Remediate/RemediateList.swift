import ArgumentParser
import Console
import Fleet
import FoundationEssentials
import Reports
import Store

struct RemediateList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List plans and what became of them, the newest first.",
        discussion: """
            Read from the history: works while the agent is down.

              agentctl remediate list --state proposed
              agentctl remediate list --cluster member-02 -o json

            Exit codes: 0 listed, 5 no history or no such cluster.
            """)

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Only plans in this state: \(PlanState.allCases.map(\.rawValue).joined(separator: ", ")).",
            valueName: "state"))
    var state: PlanState?

    @OptionGroup var causes: CauseOptions
    @OptionGroup var history: HistoryOptions
    @OptionGroup(title: HelpSection.shared) var store: StoreOptions
    @OptionGroup(title: HelpSection.shared) var output: OutputOptions

    func run() async throws {
        let now = Date()
        let reader = try HistoryReader.open(path: store.path)
        var filter = try await history.filter(
            reader, config: store.agent.config, now: now, zone: output.zone)
        filter.causes = try causes.codes()
        let plans = try await reader.plans(filter, states: state.map { [$0] })
        let runs = Dictionary(try await reader.runs(HistoryFilter(clusters: filter.clusters)).map { ($0.planID, $0) }) {
            newer, _ in newer
        }
        let items = plans.map { PlanItem($0, runs[$0.id]) }
        try output.show(PlanItem.listing(items, now: now, zone: output.zone), whenEmpty: "no such plan")
        history.noteLimit(shown: items.count)
    }
}

extension PlanState: ExpressibleByArgument {}

/// One plan with its run: `agentctl.remediate.list/v2`.
struct PlanItem: Encodable {
    let plan: HistoryName
    let hash: String
    let cluster: ClusterID
    let cause: Cause
    let state: PlanState
    let incident: HistoryName?
    /// The run that this one takes back.
    let undoes: HistoryName?
    let proposedAt: Date
    let proposedBy: String
    let expiresAt: Date?
    let decidedAt: Date?
    /// Who approved it, rejected it, or carried it out without asking.
    let decidedBy: String?
    /// Why: the words of whoever decided.
    let reason: String?
    let run: HistoryName?
    let automatic: Bool?
    /// Who began the run: a person, or the policy.
    let startedBy: String?
    let startReason: String?
    let startedAt: Date?
    let endedAt: Date?
    let outcome: RepairAttempt.Outcome?
    let summary: String?

    init(_ record: PlanRecord, _ run: RunRecord?) {
        plan = .plan(record.id)
        hash = record.hash
        cluster = record.plan.cluster
        cause = record.plan.cause
        state = record.state
        incident = record.incident.map { .incident($0) }
        undoes = record.plan.undoes.map { .run($0) }
        proposedAt = record.createdAt
        proposedBy = record.createdBy
        expiresAt = record.state.isPending ? record.expiresAt : nil
        decidedAt = record.decidedAt
        decidedBy = run.map { $0.approval?.by ?? $0.actor } ?? record.decidedBy
        reason = run.map { $0.approval?.reason ?? $0.reason } ?? record.reason.flatMap { $0.isEmpty ? nil : $0 }
        self.run = run.map { .run($0.id) }
        automatic = run.map { $0.mode == .policy }
        startedBy = run?.actor
        startReason = run?.reason
        startedAt = run?.startedAt
        endedAt = run?.endedAt
        outcome = run?.outcome
        summary = run?.summary
    }

    static func listing(_ items: [PlanItem], now: Date, zone: ClockZone) -> Listing<PlanItem> {
        let columns: [Table.Column] = [
            .init("PLAN"), .init("CLUSTER", isName: true), .init("CAUSE"), .init("STATE"),
            .init("PROPOSED", expendable: 2), .init("BY", expendable: 3),
            .init("RUN", expendable: 0), .init("OUTCOME"), .init("REASON", isFlexible: true, expendable: 1),
        ]
        return Listing("agentctl.remediate.list/v2", columns, items, name: { "\($0.plan)" }) { item in
            [
                .init("\(item.plan)"), .init(item.cluster.rawValue),
                .init(item.undoes == nil ? item.cause.rawValue : "undo"),
                .init(item.state.rawValue, tone: item.state.isPending ? .unsure : .plain),
                .init(zone.text(item.proposedAt), full: item.proposedAt.rfc3339),
                .init(item.by(personName(ofActor:)), full: item.by { $0 }),
                item.run.map { .init("\($0)") } ?? .none,
                outcome(item), item.reasons.map { .init($0) } ?? .none,
            ]
        }
    }

    /// What was carried out was approved before, unless whoever began it decided it as well.
    private var wasApproved: Bool { state == .applied && (decidedBy != startedBy || reason != startReason) }
    /// Whether a person, and not the policy, began what was approved.
    private var wasAppliedByHand: Bool { wasApproved && automatic == false }

    /// `approved by alice`, `approved by alice, applied by wang`: each person who had a say in it.
    private func by(_ name: (String) -> String) -> String {
        guard let decidedBy else { return "proposed by \(name(proposedBy))" }
        let decided = "\(wasApproved ? PlanState.approved.rawValue : state.rawValue) by \(name(decidedBy))"
        guard wasAppliedByHand, let startedBy, startedBy != decidedBy else { return decided }
        return "\(decided), applied by \(name(startedBy))"
    }

    /// What each of them said: `ticket A; by hand`.
    private var reasons: String? {
        let all = [reason, wasAppliedByHand ? startReason : nil].compactMap(\.self).filter { !$0.isEmpty }
        return all.isEmpty ? nil : all.joined(separator: "; ")
    }

    private static func outcome(_ item: PlanItem) -> Table.Cell {
        guard item.run != nil else { return .none }
        guard let outcome = item.outcome else { return .init("under way", tone: .unsure) }
        return .init(outcome.rawValue, tone: outcome == .proved ? .good : outcome == .stopped ? .plain : .bad)
    }
}
