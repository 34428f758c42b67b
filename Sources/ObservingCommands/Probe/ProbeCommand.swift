package import ArgumentParser
import ConfigurationFiles
import Console
import Control
import Fleet
import FoundationEssentials
import KubeSphere
import Reports
import Rounds

package struct ProbeCommand: AsyncParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "probe",
        abstract: "Probe clusters now: does each accept the host's tokens?",
        discussion: """
            Asks the clusters themselves, with the agent's configuration and kubeconfigs, whether or not the agent \
            runs; where there is no \
            configuration, with the kubeconfig that kubectl would take (or --kubeconfig). Nothing is written to a \
            cluster, and nothing stored unless --store is given. What the probe leaves in a log is noted beside the \
            history (or, where you may not write there, \
            under $XDG_STATE_HOME/ksfleet), so that neither the agent nor the next probe counts it.

              agentctl probe                      the whole fleet
              agentctl probe edge-1 --explain     one member, and its host for the tokens
              agentctl probe edge-1 --host hub    where the host is not configured: else all are asked, to find it
              agentctl probe --kubeconfig ~/fleet.yaml
              agentctl probe -o json | jq -r '.items[] | select(.health != "healthy").cluster'

            Exit codes: 0 probed, 5 no such cluster, 10 (with --exit-code) unless all are healthy, 78 wrong \
            configuration.
            """)

    @Argument(
        help: ArgumentHelp("Only these clusters: names, or globs such as 'prod-*'.", valueName: "cluster"),
        completion: .clusters)
    var clusters: [String] = []

    @OptionGroup(title: HelpSection.shared) var configured: FleetOptions

    @Option(name: .long, help: ArgumentHelp("Seconds for all that is asked of one cluster.", valueName: "seconds"))
    var timeout: Double?

    @Flag(name: .long, help: "Store the result in the history, as a round of the agent. Refused while the agent runs.")
    var store = false

    @Flag(name: .long, help: "Exit with 10 unless every cluster shown is healthy.")
    var exitCode = false

    @Flag(
        name: .long, inversion: .prefixedNo,
        help: "Whether to give evidence and next steps below the table (default: on a terminal).")
    var explain: Bool?

    @OptionGroup(title: HelpSection.shared) var output: OutputOptions

    package func validate() throws {
        if let timeout, !(0.1...600).contains(timeout) {
            throw ValidationError("--timeout \(timeout) is not between 0.1 and 600 seconds")
        }
    }

    package func run() async throws {
        let loaded = try configured.load()
        var configuration = loaded.configuration
        if !loaded.isConfigured {
            guard !store else {
                throw CommandFailure(.usage, "--store needs the agent's configuration", hint: "name it with --config")
            }
            StandardStream.error.tell(loaded.source)
        }
        if let timeout {
            (configuration.clusterTimeout, configuration.requestTimeout) = (
                timeout, min(timeout, configuration.requestTimeout)
            )
        }
        if store, let socket = configuration.socket, (try? await ControlClient(socket: socket).state()) != nil {
            throw CommandFailure(
                .usage, "the agent is running and stores its own rounds",
                hint: NextStep("leave --store out; the agent's results", command: "agentctl status"))
        }
        let outcome = try await probe(configuration)
        let items = outcome.result.outcomes.values.compactMap { StatusItem($0, outcome.result) }
            .filter { outcome.asked.contains($0.cluster) }.sorted()
        try show(items, outcome)
        if exitCode, items.isEmpty || items.contains(where: { $0.health != .healthy }) {
            throw ExitCode(ExitStatus.judgedBad.rawValue)
        }
    }

    private func probe(_ configuration: AgentConfiguration) async throws -> InstantProbe.Outcome {
        do {
            return try await InstantProbe(configuration).run(names: clusters, storing: store)
        } catch let fault as Fault where fault.kind == .kubeconfig {
            throw CommandFailure(.noSuchObject, fault.message, code: "no_such_cluster")
        }
    }

    private func show(_ items: [StatusItem], _ outcome: InstantProbe.Outcome) throws {
        let now = Date()
        try output.show(StatusItem.probeReport(items, style: output.style), whenEmpty: "no cluster is watched")
        if output.output.isTable, explain ?? (output.terminalWidth != nil) {
            let explanation = StatusExplanation(output: output, now: now, asked: explain == true || !clusters.isEmpty)
            try StandardStream.output.write(explanation.text(items))
        }
        noteHost(outcome.result)
        if outcome.unaccounted > 0 {
            StandardStream.error.tell(
                """
                this probe's tokens could not be noted where the agent looks: an agent that watches these clusters \
                will count the \(outcome.unaccounted) failures that they have left in the logs
                """
            )
        }
    }

    /// A slip of a name would have every member judged by a token that nobody but that cluster signs.
    private func noteHost(_ result: RoundResult) {
        guard let host = result.host, let role = result.outcomes[host]?.observation.config.value?.role, role != .host
        else { return }
        StandardStream.error.tell(
            """
            the tokens are those of \(printable(host.rawValue)), whose own configuration says that it is no host \
            (clusterRole: \(role.rawValue)): is it the right one? --host, or host in agent.yaml
            """
        )
    }

    package init() {}
}

extension StatusItem {
    /// A probe's own result. Failures in it are those of the log lines since the last reading, or of the last hour on
    /// first contact.
    fileprivate init?(_ outcome: ProbeOutcome, _ result: RoundResult) {
        let observation = outcome.observation
        guard let diagnosis = result.diagnoses[observation.cluster] else { return nil }
        self.init(
            cluster: observation.cluster, uid: observation.identity.value, health: diagnosis.health,
            role: result.role(of: outcome),
            version: observation.version?.description, cause: diagnosis.primary?.cause,
            at: observation.at,
            answered: observation.identity.value != nil, failures: observation.logs.value?.total ?? 0,
            logsUnread: diagnosis.logsUnread,
            findings: diagnosis.findings,
            elapsed: observation.elapsed)
    }

    /// `agentctl.probe/v2`.
    fileprivate static func probeReport(_ items: [StatusItem], style: Style) -> Listing<StatusItem> {
        Listing(
            "agentctl.probe/v2",
            [
                .init("HEALTH"), .init("CLUSTER", isName: true), .init("ROLE", expendable: 2),
                .init("VERSION", expendable: 1), .init("CAUSE"),
                .init("NEW FAILURES", .right, expendable: 3), .init("TOOK", .right, expendable: 0),
            ], items, name: \.cluster.rawValue
        ) { item in
            [
                .init(style.mark(item.health), full: item.health.rawValue, tone: item.health.tone),
                .init(item.cluster.rawValue, tone: .strong),
                item.role.map { .init($0.rawValue) } ?? .none, item.version.map { .init($0) } ?? .none,
                item.cause.map { .init($0.rawValue, tone: item.health.tone) } ?? .none,
                .init(text(item.newFailures ?? 0, isUnread: item.logsUnread == true)),
                .init(
                    "\(Int((item.elapsed ?? 0) * 1000)) ms", full: String(((item.elapsed ?? 0) * 1000).rounded() / 1000)
                ),
            ]
        }
    }
}
