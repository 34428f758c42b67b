import ArgumentParser
import ConfigurationFiles
import Console
import Fleet
import FoundationEssentials
import Reports
import Store

struct PolicyExplain: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain", abstract: "Explain why a cluster is, or is not, repaired: every gate.",
        discussion: """
            Reads the history alone, so it works while the agent is down. All gates are shown, not only the first that \
            refuses: whoever \
            clears one wants to know of the next.

              agentctl policy explain edge-1
              agentctl policy explain edge-1 --cause secret-mismatch
              agentctl policy explain edge-1 --at 2026-10-20T10:00:00Z --policy new-policy.yaml

            Exit codes: 0 explained, 5 no such cluster, 78 the policy is not valid.
            """)

    @Argument(help: ArgumentHelp("The name of its kubeconfig context.", valueName: "cluster"), completion: .clusters)
    var cluster: String

    @Option(
        name: .long, help: ArgumentHelp("As if it failed with this cause.", valueName: "cause"),
        completion: .list(Cause.repairable.map(\.rawValue).sorted()))
    var cause: String?

    @Option(
        name: .long, parsing: .unconditional, help: ArgumentHelp("As of this time, instead of now.", valueName: "time"),
        transform: HistoryOptions.time)
    var at: TimeExpression?

    @OptionGroup var policy: PolicyOptions
    @OptionGroup(title: HelpSection.shared) var store: StoreFile
    @OptionGroup(title: HelpSection.shared) var output: OutputOptions

    func run() async throws {
        let reader = try HistoryReader.open(path: store.path(config: policy.agent.config))
        let now = Date()
        let cluster = try await reader.cluster(named: cluster, now: now)
        let configuration = try policy.configuration()
        let document = try policy.document(configuration).document
        let wanted = try cause.map { try Self.cause($0) }
        let past = SituationReader(
            reader: reader, statuses: try await reader.status(now: now), configuration: configuration,
            document: document)
        let situation = try await past.situation(
            cluster, cause: wanted, at: at?.date(now: now, zone: output.zone) ?? now)
        try show(Explanation(situation, decide(document.policy, situation)))
    }

    private static func cause(_ text: String) throws -> Cause {
        guard let cause = Cause(rawValue: text) else {
            throw CauseOptions.unknown(text, among: Cause.allCases.map(\.rawValue))
        }
        return cause
    }

    private func show(_ explanation: Explanation) throws {
        guard output.output.isTable || output.output == .csv else {
            return try output.show(Listing("agentctl.policy.explain/v1", [], [explanation]) { _ in [] }, whenEmpty: "")
        }
        if output.output.isTable {
            let lines = hanging(explanation.headline, after: "", width: output.terminalWidth)
            try StandardStream.output.write(lines.joined(separator: "\n") + "\n\n")
        }
        try output.write(
            Table(
                [.init("GATE"), .init("PASSED"), .init("COMPARED", isFlexible: true)],
                rows: explanation.gates.map {
                    [
                        .init($0.name), .init($0.passed ? "yes" : "no", tone: $0.passed ? .good : .bad),
                        .init(output.words.text($0.compared), full: $0.compared.plain),
                    ]
                }))
    }
}

/// `agentctl.policy.explain/v1`.
private struct Explanation: Encodable {
    let cluster: ClusterID
    let at: Date
    let health: Health
    let cause: Cause?
    let mode: PolicyMode
    /// The policy's rules that match, counted from 1.
    let rules: [Int]
    let action: Decision.Action
    let gates: [GateVerdict]

    init(_ situation: Situation, _ decision: Decision) {
        cluster = situation.cluster
        at = situation.now
        health = situation.diagnosis.health
        cause = decision.cause
        mode = decision.mode
        rules = decision.rules
        action = decision.action
        gates = decision.gates
    }

    var headline: String {
        let what = printable(cluster.rawValue) + " is \(health.rawValue)" + (cause.map { ": \($0.rawValue)" } ?? "")
        let refused = gates.filter { !$0.passed }.map(\.name)
        return switch action {
        case .act: "\(what). It is repaired by policy."
        case .suggest: "\(what). A plan is made and shown, and nothing is changed."
        case .waitForApproval: "\(what). A plan is made, and waits for approval."
        case .nothing where health == .healthy: "\(what). There is nothing to repair."
        case .nothing: "\(what). Nothing is done: \(refused.joined(separator: ", "))."
        }
    }
}
