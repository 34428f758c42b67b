import ArgumentParser
import Console
import Fleet
import FoundationEssentials
import Store

/// What may prove a repair.
struct ProofOptions: ParsableArguments {
    @Flag(
        name: .long,
        help:
            """
            Where the agent may not ask ks-apiserver itself: let configuration and logs decide, and new pods' logs \
            prove it. Weaker; no policy may.
            """
    )
    var byLogs = false
}

/// Gates that the caller lets pass.
struct WaiverOptions: ParsableArguments {
    @Option(
        name: .long,
        help: ArgumentHelp(
            """
            Let this gate pass where it cannot be evaluated \
            (\(Gate.waivable.map(\.rawValue).joined(separator: ", "))); may be given more than once, needs \
            --reason. A gate that refuses is never waived.
            """,
            valueName: "gate"))
    var waive: [Gate] = []
}

extension Gate: ExpressibleByArgument {
    package init?(argument: String) {
        guard let gate = Gate(rawValue: argument), gate.isWaivable else { return nil }
        self = gate
    }

    package static var allValueStrings: [String] { waivable.map(\.rawValue) }
}

/// What is to be repaired: a cluster, an incident, a plan, or every cluster with an open incident of a cause.
struct TargetArgument: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "A cluster (the name of its context), an incident (incident/12), a plan (plan/7), or a cause.",
            valueName: "target"), completion: .targets)
    var target: String

    @OptionGroup(title: HelpSection.shared) var store: StoreFile

    /// - Parameter config: the configuration of the agent whose history tells.
    /// - Throws: `noSuchObject` where nothing is of that name; never an empty list: an empty set would mean nothing.
    func clusters(config: String?) async throws -> [ClusterID] {
        switch try NamedArgument.name(target, kinds: [.plan, .incident]) {
        case .incident(let number): return [try await cluster(ofIncident: number, config)]
        case .plan(let number): return [try await plan(number, config).plan.cluster]
        case .run, .freeze, .mute:
            throw CommandFailure(
                .usage, "\(printable(target, limit: 60)) is nothing that can be repaired",
                hint: "name a cluster, an incident, a plan or a cause")
        case nil: break
        }
        guard let cause = Cause(rawValue: target) else { return [ClusterID(target)] }
        let filter = HistoryFilter(causes: [cause.rawValue])
        let open = try await HistoryReader.open(path: store.path(config: config)).incidents(filter).filter {
            $0.incident.closedAt == nil
        }
        guard !open.isEmpty else {
            throw CommandFailure(
                .noSuchObject, "no incident of \(cause.rawValue) is open",
                hint: NextStep("list them", command: "agentctl incidents list --state open"))
        }
        return Array(Set(open.map(\.incident.cluster))).sorted()
    }

    /// The hash of the plan that is named; nil where something else is.
    func hash(config: String?) async throws -> String? {
        guard case .plan(let number)? = HistoryName(target) else { return nil }
        return try await plan(number, config).hash
    }

    private func plan(_ number: Int64, _ config: String?) async throws -> PlanRecord {
        guard let plan = try await HistoryReader.open(path: store.path(config: config)).plan(number) else {
            throw CommandFailure(
                .noSuchObject, "there is no plan/\(number)",
                hint: NextStep("list them", command: "agentctl remediate list"), code: "no_such_plan")
        }
        guard plan.state.isPending else {
            throw CommandFailure(
                .judgedBad,
                """
                plan/\(number) of \(printable(plan.plan.cluster.rawValue)) is \(plan.state.rawValue): it waits no more
                """,
                hint: NextStep(
                    "to look at the cluster anew",
                    command: "agentctl remediate plan \(shellWord(plan.plan.cluster.rawValue))"), code: "plan_decided")
        }
        return plan
    }

    private func cluster(ofIncident number: Int64, _ config: String?) async throws -> ClusterID {
        guard let incident = try await HistoryReader.open(path: store.path(config: config)).incident(number)?.incident
        else {
            throw CommandFailure(
                .noSuchObject, "there is no incident/\(number)",
                hint: NextStep("list them", command: "agentctl incidents"), code: "no_such_incident")
        }
        guard incident.closedAt == nil else {
            throw CommandFailure(
                .judgedBad,
                "incident/\(number) of \(printable(incident.cluster.rawValue)) is closed: there is nothing to repair",
                hint: NextStep(
                    "to look at the cluster all the same",
                    command: "agentctl remediate plan \(shellWord(incident.cluster.rawValue))"), code: "incident_closed"
            )
        }
        return incident.cluster
    }
}
