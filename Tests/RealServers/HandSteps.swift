import ChildPrograms
import Foundation

/// What a person does with agentctl: sees, counts, plans, repairs, proves, takes back.
final class HandSteps {
    private let settings: Settings
    private let bench: Bench
    private let fault: Fault
    private var programs: FleetPrograms?
    private var run: String?
    private var waivers: [String] = []

    init(_ settings: Settings, _ bench: Bench, _ fault: Fault) {
        self.settings = settings
        self.bench = bench
        self.fault = fault
    }

    typealias Body = () async throws -> String?

    var steps: [(Score.Step, Body)] {
        [
            (.diagnosed, whileStale(diagnosed)), (.counted, whileStale(counted)), (.planned, whileStale(planned)),
            (.repaired, repaired), (.proved, proved), (.undone, undone),
        ]
    }

    private func whileStale(_ body: @escaping Body) -> Body {
        {
            do { return try await body() } catch {
                try await self.bench.checkStillStale(self.fault)
                throw error
            }
        }
    }

    private func ready() throws(Trouble) -> FleetPrograms {
        guard let programs else { throw Trouble("nothing was diagnosed") }
        return programs
    }

    private func diagnosed() async throws -> String? {
        let programs = try await bench.programs(for: fault, phase: "hand")
        self.programs = programs
        // An agent has seen the member well: it knows with which document its process came up.
        if fault.isStale { try await programs.round() }
        if fault.isOfCredentials { try await bench.revoke(fault, programs) } else { try await bench.make(fault) }
        try await programs.round()
        let seen = try await programs.items(StatusAnswer.self, "status")
        guard let member = seen.first(where: { $0.cluster == "member" }) else {
            throw Trouble("agentctl status does not show the member")
        }
        guard member.health == fault.health, member.cause == fault.cause else {
            throw Trouble(
                """
                the member is \(member.health) (\(member.cause ?? "no cause")), and should be \(fault.health) \
                (\(fault.cause))
                """
            )
        }
        guard seen.first(where: { $0.cluster == "host" })?.health == "healthy" else {
            throw Trouble("the host is not healthy")
        }
        return "ok"
    }

    private static let requests = 20

    private func counted() async throws -> String? {
        guard let refusal = fault.refusal else { return nil }
        let programs = try ready()
        // A new history reads the last hour of every log: what it finds there is nothing of now.
        let before = try await count(refusal.code, programs)
        let host = try await count(nil, on: "host", programs)
        try await bench.send(Self.requests, fault)
        try await Deadline.wait(for: "\(Self.requests) failures to be counted", seconds: 60) {
            try await programs.round()
            let seen = try await count(refusal.code, programs) - before
            return seen >= Self.requests ? nil : "\(seen)"
        }
        // One round more: what came late, and the agent's own tokens, would show now.
        try await programs.round()
        let seen = try await count(refusal.code, programs) - before
        guard seen == Self.requests else {
            throw Trouble("\(seen) failures were counted, of \(Self.requests) requests")
        }
        let wrong = try await count(nil, on: "host", programs) - host
        guard wrong == 0 else { throw Trouble("\(wrong) failures were counted on the host, which refused nobody") }
        return "\(seen) of \(Self.requests)"
    }

    private func count(_ code: String?, on cluster: String = "member", _ programs: FleetPrograms) async throws -> Int {
        let rows = try await programs.items(FailuresAnswer.self, "history", "--kind", "failures", "--cluster", cluster)
        return rows.filter { code == nil || $0.cause == code }.reduce(0) { $0 + $1.count }
    }

    private func planned() async throws -> String? {
        let programs = try ready()
        let before = try await bench.member.config().metadata.resourceVersion
        var plan = try await programs.json(
            PlanAnswer.self, allowing: [0, 10], "remediate", "plan", "member", "--local")
        if !fault.isRepairable {
            guard plan.refused else { throw Trouble("a plan was made for \(fault.cause)") }
            return "none, rightly"
        }
        if plan.refused, bench.mayWaive(plan) {
            waivers = ["--waive", "redis-answers"]
            plan = try await programs.json(
                PlanAnswer.self, allowing: [0, 10], "remediate", "plan", "member", "--local", "--waive",
                "redis-answers", "--reason", "its Redis is outside")
        }
        guard !plan.refused, let made = plan.repair else { throw Trouble("no plan: \(plan.words)") }
        guard made.cause == fault.cause else { throw Trouble("the plan is for \(made.cause)") }
        guard made.edits.isEmpty == fault.isStale else { throw Trouble("the plan edits \(made.edits.map(\.path))") }
        guard try await bench.member.config().metadata.resourceVersion == before else {
            throw Trouble("planning has written the ConfigMap")
        }
        return waivers.isEmpty ? "ok" : "ok, waived"
    }

    private func repaired() async throws -> String? {
        guard fault.isRepairable else { return nil }
        let arguments =
            ["remediate", "apply", "member", "--local", "--yes", "--reason", "real-test"] + waivers + ["-o", "json"]
        let result = try await ready().agentctl(arguments)
        // Refused by a gate: nothing was written.
        if result.status == 10 { try await bench.checkStillStale(fault) }
        guard let answer = try? JSONDecoder().decode(Items<RunAnswer>.self, from: Data(result.output.utf8)).items.first
        else {
            throw Trouble("apply ended with \(result.status): \((result.output + result.errors).suffix(1200))")
        }
        guard result.status == 0, answer.outcome == "proved" else {
            throw Trouble("apply ended \(answer.outcome ?? "open"): \(answer.summary ?? "")")
        }
        run = answer.id
        return "ok"
    }

    private func proved() async throws -> String? {
        guard fault.isRepairable else { return nil }
        try await bench.wait(until: .accepted)
        let text = try await bench.member.text()
        guard text.secret == bench.hostSecret else { throw Trouble("the member does not have the host's secret") }
        let changed = ConfigText.changedLines(try fault.isStale ? bench.base.text : bench.broken(fault), text.text)
        // An absent key may need its parent as well.
        guard changed <= (fault == .maxAgeAbsent ? 2 : fault.isStale ? 0 : 1) else {
            throw Trouble("\(changed) lines of kubesphere.yaml were changed")
        }
        let programs = try ready()
        try await programs.round()
        let member = try await programs.items(StatusAnswer.self, "status", "member").first
        guard member?.health == "healthy" else {
            throw Trouble(
                "the member is \(member?.health ?? "not shown") after the repair (\(member?.cause ?? "no cause"))")
        }
        guard try await programs.agentctl(["journal", "verify"]).status == 0 else {
            throw Trouble("the journal is not sound")
        }
        return "ok"
    }

    private func undone() async throws -> String? {
        guard fault.isRepairable, let run else { return nil }
        // After a repair the session cache is not asked any more, and its Redis cannot be seen by that either.
        let waivers =
            settings.redis == .waived && bench.base.namesRedis && !fault.isStale ? ["--waive", "redis-answers"] : []
        let result = try await ready().agentctl(
            ["remediate", "undo", run, "--local", "--yes", "--reason", "real-test"] + waivers + ["-o", "json"])
        if fault.isStale {
            guard result.status == 10 else {
                throw Trouble("undo of a restart ended with \(result.status), and there is nothing to put back")
            }
            return "nothing to"
        }
        guard result.status == 0 else {
            throw Trouble("undo ended with \(result.status): \((result.output + result.errors).suffix(1200))")
        }
        guard try await bench.member.text().text == bench.broken(fault) else {
            throw Trouble("the document is not byte for byte what it was before the repair")
        }
        try await bench.wait(until: .refused(fault.refusal?.words ?? ""))
        return "ok"
    }
}
