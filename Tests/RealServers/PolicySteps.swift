import Foundation

/// What agentd does by itself under a policy with mode auto: repairs what may be repaired, and leaves everything else
/// alone.
final class PolicySteps {
    private let settings: Settings
    private let bench: Bench
    private let fault: Fault

    init(_ settings: Settings, _ bench: Bench, _ fault: Fault) {
        self.settings = settings
        self.bench = bench
        self.fault = fault
    }

    func run() async throws -> String? {
        // A history of its own, to which what was written by hand is another ksfleet's.
        try await bench.original.putAnnotationsBack(bench.member)
        let programs = try await bench.programs(for: fault, phase: "policy")
        // As an agent that has watched the member before it broke.
        if fault.isStale { try await programs.round() }
        if fault.isOfCredentials { try await bench.revoke(fault, programs) } else { try await bench.make(fault) }
        guard fault.isRepairable else { return try await leftAlone(programs) }
        // Policy waives nothing: what a person had to waive, it leaves to a person.
        let plan = try await programs.json(
            PlanAnswer.self, allowing: [0, 10], "remediate", "plan", "member", "--local")
        return plan.refused && bench.mayWaive(plan) ? try await leftAlone(programs) : try await acted(programs)
    }

    private func acted(_ programs: FleetPrograms) async throws -> String {
        try await programs.withAgent {
            try await Deadline.wait(for: "a repair by policy") {
                let runs = try await self.runs(programs)
                if let ended = runs.first(where: { $0.outcome != nil && $0.outcome != "proved" }) {
                    throw Trouble("the repair by policy ended \(ended.outcome ?? ""): \(ended.summary ?? "")")
                }
                if runs.isEmpty { try await self.bench.checkStillStale(self.fault) }
                return runs.contains { $0.outcome == "proved" && $0.automatic == true } ? nil : "\(runs.count) runs"
            }
        }
        try await bench.wait(until: .accepted)
        return "ok"
    }

    private func leftAlone(_ programs: FleetPrograms) async throws -> String {
        let before = try await bench.memberState()
        try await programs.withAgent {
            try await Deadline.wait(for: "four probes of the broken member") {
                let probes = try await programs.items(
                    ProbeAnswer.self, "history", "--kind", "probes", "--cluster", "member")
                let seen = probes.count { $0.cause == self.fault.cause }
                return seen >= 4 ? nil : "\(seen)"
            }
        }
        let runs = try await runs(programs)
        guard runs.isEmpty else { throw Trouble("\(runs.count) repairs were begun") }
        guard try await bench.memberState() == before else {
            throw Trouble("the member's ConfigMap or Deployment was written")
        }
        return "left alone"
    }

    private func runs(_ programs: FleetPrograms) async throws -> [ListedRun] {
        try await programs.items(ListedRun.self, "remediate", "list").filter { $0.run != nil }
    }
}

extension Bench {
    func programs(for fault: Fault, phase: String) async throws -> FleetPrograms {
        var kubeconfig = settings.kubeconfig
        if fault.isOfCredentials {
            kubeconfig = folder.appending(path: "own.kubeconfig").path
            try await OwnAccount(kubectl: member.kubectl).make(host: host.kubectl, into: kubeconfig)
        }
        return try FleetPrograms(
            in: folder.appending(path: "\(fault.rawValue)-\(phase)"), kubeconfig: kubeconfig,
            redisIsExternal: settings.redis == .external,
            secrets: [hostSecret, HostToken.otherSecret], children: saved.children)
    }

    /// First that the account is enough to see that the member is well, then takes it away.
    func revoke(_ fault: Fault, _ programs: FleetPrograms) async throws {
        try await programs.round()
        let seen = try await programs.items(StatusAnswer.self, "status", "member").first
        guard seen?.health == "healthy" else {
            throw Trouble(
                """
                with the Roles of docs/rbac.yaml the member is \(seen?.health ?? "not shown") \
                (\(seen?.cause ?? "no cause"))
                """
            )
        }
        let own = Kubectl(kubeconfig: folder.appending(path: "own.kubeconfig").path, context: "member", folder: folder)
        let path = "/api/v1/namespaces/kube-system"
        try await own.run("get", "--raw", path)
        let account = OwnAccount(kubectl: member.kubectl)
        if fault == .tokenRevoked { try await account.revokeToken() } else { try await account.removeBindings() }
        try await Deadline.wait(for: "the service account to be refused", seconds: 60) {
            (try? await own.run("get", "--raw", path)) == nil ? nil : "it may still read"
        }
    }

    /// Whether the plan fails on Redis alone, which cannot be seen, and that is what was to be tried.
    func mayWaive(_ plan: PlanAnswer) -> Bool {
        settings.redis == .waived && plan.refusals.map(\.name) == ["redis-answers"]
            && plan.refusals.first?.verdict == "unevaluated"
    }

    func memberState() async throws -> [String] {
        let deployment = try await member.deployment().metadata
        return [try await member.config().metadata.resourceVersion, "\(deployment.generation ?? 0)"]
    }
}
