import ArgumentParser
import ConfigurationFiles
import Console
import Fleet
import FoundationEssentials
import Kubernetes
import NIOPosix
import Reports
import Rounds

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Check configuration, kubeconfig, network, TLS, clocks and rights.",
        discussion: """
            Every check says what it saw and, where something is wrong, what to do. Rights are asked for with \
            SelfSubjectAccessReview, \
            which changes nothing, one by one as docs/rbac.yaml grants them. Without an agent's configuration it \
            checks the kubeconfig that \
            kubectl would take (or --kubeconfig). A terminal shows a line for each cluster, and in full what failed or \
            warns.

              agentctl doctor
              agentctl doctor --failed
              agentctl doctor --kubeconfig ~/fleet.yaml
              agentctl doctor edge-1 --only connection --only rights
              agentctl doctor -o json | jq '.items[] | select(.verdict == "fail")'

            Exit codes: 0 no check failed (warnings may stand), 5 no such cluster, 10 a check failed.
            """)

    enum Name: String, CaseIterable, ExpressibleByArgument {
        case configuration, kubeconfig, connection, clock, expiry, rights, store, journal, disk, socket, agent
    }

    @Argument(help: ArgumentHelp("Only these clusters (default: all).", valueName: "cluster"), completion: .clusters)
    var clusters: [String] = []

    @Option(name: .long, help: "Only this check; may be given more than once.")
    var only: [Name] = []

    @Flag(name: .long, help: "Show only what failed.")
    var failed = false

    @Flag(name: .long, help: "Show every check in full.")
    var all = false

    @OptionGroup(title: HelpSection.shared) var configured: FleetOptions

    @OptionGroup(title: HelpSection.shared) var output: OutputOptions

    func run() async throws {
        let checks = try await checks().filter { check in only.isEmpty || only.contains { $0.rawValue == check.check } }
        if output.output == .table, let width = output.terminalWidth {
            try StandardStream.output.write(DoctorText(style: output.style, width: width, detail: detail).text(checks))
        } else {
            try output.show(
                DoctorCheck.listing(failed ? checks.filter { $0.verdict == .fail } : checks),
                whenEmpty: "nothing \(failed ? "failed" : "to check")")
            if output.output == .table { StandardStream.error.note(DoctorText.summary(checks, .bare)) }
        }
        if checks.contains(where: { $0.verdict == .fail }) { throw ExitCode(ExitStatus.judgedBad.rawValue) }
    }

    func validate() throws {
        if failed, all { throw ValidationError("give --failed or --all, not both") }
    }

    private var detail: DoctorText.Detail {
        if failed { return .failed }
        return all ? .all : .wanting
    }

    private func checks() async throws -> [DoctorCheck] {
        let loaded: FleetOptions.Loaded
        do throws(ConfigurationError) { loaded = try configured.load() } catch {
            return error.lines.map { .fail("configuration", nil, $0, remedy: "correct it; see docs/configuration.md") }
        }
        let configuration = loaded.configuration
        do throws(ConfigurationError) { _ = try ConfigurationCheck.policy(configuration) } catch {
            return error.lines.map { .fail("configuration", nil, $0, remedy: "correct it; see docs/policy.md") }
        }
        let local = LocalChecks(
            configuration: configuration, isOfTheAgent: loaded.isConfigured && configured.kubeconfig.isEmpty)
        async let store = local.store()
        async let agent = local.agent(now: Date())
        let remote = try await clusterChecks(configuration, local)
        return await [.pass("configuration", nil, loaded.source)] + remote + store + local.socketRights() + [agent]
    }

    private static func remedy(_ error: KubeconfigError) -> NextStep {
        guard error.code == .missingFile, let file = error.file else {
            return NextStep("correct the kubeconfig; this shows how kubectl reads it", command: "kubectl config view")
        }
        guard file.hasPrefix("/etc/ksfleet/") else { return NextStep("put a kubeconfig there") }
        return NextStep(
            "put one there that the agent can read",
            command: "sudo install -m 640 -g ksfleet ~/.kube/config \(shellWord(file))")
    }

    private func clusterChecks(_ configuration: AgentConfiguration, _ local: LocalChecks) async throws -> [DoctorCheck]
    {
        let roster: Roster
        do throws(KubeconfigError) {
            roster = try Roster.load(configuration, eventLoopGroup: MultiThreadedEventLoopGroup.singleton)
        } catch {
            return [.fail("kubeconfig", nil, error.description, remedy: Self.remedy(error))]
        }
        let named = ClusterNames(clusters, among: roster.clusters)
        if let stranger = named.missing.first {
            await roster.shutdown()
            let near = named.near.map { "did you mean \(shellWord(printable($0.rawValue)))? " } ?? ""
            throw CommandFailure(
                .noSuchObject, "no cluster \(printable(stranger, limit: 100)) is watched",
                hint: "\(near)the watched ones: \(roster.clusters.map(\.rawValue).joined(separator: ", "))",
                code: "no_such_cluster")
        }
        let examinations = await ClusterExamination.all(
            roster, clusters: clusters.isEmpty ? roster.clusters : named.found.sorted(), host: configuration.host,
            timeout: configuration.clusterTimeout)
        await roster.shutdown()
        let (now, kubectl) = (Date(), KubectlCommand(configuration))
        let twins = ClusterChecks.twins(roster.preferred(host: configuration.host), examinations)
        return local.kubeconfig(roster) + twins
            + examinations.flatMap { ClusterChecks.all($0, now: now) }.map { $0.advising(through: kubectl) }
    }
}
