import ChildPrograms
import FleetSimulator
import Foundation
import GRDB
import Testing

@Suite(
    "The agent repairs, with the real programs", .serialized, .timeLimit(.minutes(10)),
    .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/curl")))
struct RemediationTests {
    @Test("a plan that a gate refuses is made once a round: a policy that may not act does not ask again and again")
    func refusedOnceARound() async throws {
        var fleet = FleetConfiguration.scene([("m1", .v3_4, .secretMismatch)])
        fleet.clusters[1].redisIsExternal = true
        try await Scene.with(fleet) { scene in
            try scene.configure(policy: TestPolicy.auto)
            _ = try await scene.withAgent {
                func probes(_ cluster: String) async throws -> Int {
                    try await scene.items("history", "--cluster", cluster, "--kind", "probes", "--limit", "0").count
                }
                try await scene.eventually { try await probes("host") >= 12 }
                // The member first: the rounds go on between the two questions.
                let (member, host) = try await (probes("m1"), probes("host"))
                #expect(member <= host + 1, "\(member) probes of the member in \(host) rounds")
                // The cluster is a field of the event, and not a word of its message.
                let events = try await scene.items("events", "--kind", "repair-held")
                let held = events.compactMap { $0["message"] as? String }
                #expect(held.contains { $0.hasPrefix("cannot be repaired, blocked by ") }, "\(held)")
                #expect(try await writes(scene, "m1") == 0)
            }
        }
    }

    @Test("by policy one member is repaired and proved, another waits for a person, and a third is left alone")
    func autoAndApproval() async throws {
        let members: [(name: String, version: SimulatedVersion, fault: FleetSimulator.Fault?)] = [
            ("m1", .v3_1, .maxAge), ("m2", .v3_4, .secretMismatch), ("m3", .v4_1, .serverDown), ("m4", .v3_4, nil),
        ]
        try await Scene.with(.scene(members)) { scene in
            try scene.configure(policy: TestPolicy.auto)
            let stopped = try await scene.withAgent {
                try await scene.eventually { try await scene.outcome(of: "m1") == "proved" }
                try await scene.eventually { try await scene.agentctl("status").output.contains("healthy\tm1") }
                try await scene.eventually {
                    try await !scene.items("remediate", "list", "--cluster", "m2", "--state", "proposed").isEmpty
                }
                let written = try await writes(scene, "m2") + writes(scene, "m3")
                #expect(written == 0)
                #expect(try await scene.agentctl("agent").output.contains("pending approval: plan/"))
                for (command, meanings) in [
                    (["remediate", "apply", "1", "--yes", "--reason", "x"], "plan/1 or incident/1"),
                    (["incidents", "show", "1"], "incident/1 or plan/1"),
                ] {
                    let bare = try await Program(name: "agentctl", environment: scene.environment).run(command)
                    #expect(bare.status == 64 && bare.errors.contains(meanings), "\(bare)")
                }

                let reasonless = try await scene.agentctl("remediate", "approve", "m2", "--yes")
                #expect(reasonless.status == 64 && reasonless.errors.contains("--reason"), "\(reasonless)")
                let approved = try await scene.agentctl(
                    "remediate", "approve", "m2", "--yes", "--wait", "--reason", "ticket 4711")
                #expect(
                    approved.status == 0 && approved.output.contains("m2: proved")
                        && approved.errors.contains("✓ prove"), "\(approved)")
                #expect(approved.errors.contains("to undo it: agentctl remediate undo run/"))
                let plan = try #require(try await scene.items("remediate", "list", "--cluster", "m2").first)
                #expect(
                    plan["proposedBy"] as? String == "ksfleet policy"
                        && plan["startedBy"] as? String == "ksfleet policy")
                #expect(
                    plan["decidedBy"] as? String == "uid 0 gid 0 (root)" && plan["reason"] as? String == "ticket 4711",
                    "\(plan)")
                let table = try await scene.agentctl("remediate", "list", "--no-headers").output
                #expect(table.contains("\tapproved by uid 0 gid 0 (root)\t"), "\(table)")
                // A report ends on a whole second: what began within it is in the next one's.
                try await scene.eventually {
                    let report = try await scene.agentctl("report", "--since", "1h", "-o", "markdown").output
                    return report.contains("policy, approved by root") && report.contains("ticket 4711")
                        && !report.contains("unfinished")
                }
                #expect(try await writes(scene, "m3") == 0)
                let incident = try #require(
                    try await scene.items("incidents", "--cluster", "m3").first?["incident"] as? String)
                let taken = try await scene.agentctl("incidents", "ack", incident, "--comment", "rack is dark")
                #expect(taken.status == 0 && taken.errors.contains("is acknowledged by root"), "\(taken)")
                #expect(
                    try await scene.items("incidents", "--cluster", "m3").first?["acknowledgedBy"] as? String
                        == "uid 0 gid 0 (root)")
                #expect(try await scene.agentctl("journal", "-o", "jsonl").output.contains("taken on: rack is dark"))
                #expect(try await scene.agentctl("incidents", "ack", "incident/999").status == 5)
            }
            #expect(stopped.status == 0, "\(stopped)")
            let journal = try await scene.agentctl("journal", "-o", "jsonl").output
            #expect(
                journal.contains("ksfleet policy") && journal.contains("uid 0 gid 0 (root)")
                    && journal.contains("ticket 4711"), "\(journal)")
            #expect(try await scene.agentctl("journal", "verify").status == 0)
        }
    }

    /// A plan of a frozen cluster is shown with the freeze that holds it, and says nowhere that it can be carried out.
    private func planIsHeld(_ scene: Scene) async throws {
        let plan = try await scene.agentctl("remediate", "plan", "m1")
        #expect(plan.status == 0 && plan.output.contains(", held by freeze/1 until "), "\(plan)")
        #expect(plan.output.contains("REFUSE  freeze  freeze/1 by "), "\(plan)")
        #expect(!plan.output.contains("gates    all") && !plan.errors.contains("carry it out"), "\(plan)")
    }

    @Test(
        "a rejected plan is not made again, an expired one cannot be approved, and a freeze holds up what auto would do"
    )
    func rejectExpireFreeze() async throws {
        try await Scene.with(
            .scene([
                ("m1", .v3_1, nil), ("m2", .v3_4, .secretMismatch), ("m3", .v3_4, .secretMismatch), ("m4", .v3_4, nil),
            ])
        ) { scene in
            try scene.configure(policy: TestPolicy.auto)
            _ = try await scene.withAgent {
                let frozen = try await scene.agentctl("freeze", "--cluster", "m1", "--for", "1h", "--reason", "change")
                #expect(frozen.status == 0 && frozen.errors.contains("agentctl unfreeze freeze/1"), "\(frozen)")
                try await scene.fleet.setFault(.maxAge, on: "m1")

                for member in ["m2", "m3"] {
                    try await scene.eventually {
                        try await !scene.items("remediate", "list", "--cluster", member, "--state", "proposed").isEmpty
                    }
                }
                let rejected = try await scene.agentctl("remediate", "reject", "m2", "--reason", "we know", "-y")
                #expect(rejected.status == 0, "\(rejected)")
                let table = try await scene.agentctl("remediate", "list", "--no-headers").output
                #expect(
                    table.contains("\trejected by uid 0 gid 0 (root)\t")
                        && table.contains("\tproposed by ksfleet policy\t"), "\(table)")

                let plan = try #require(
                    try await scene.items("remediate", "list", "--cluster", "m3").first?["plan"] as? String)
                let database = try DatabaseQueue(path: scene.path("history.sqlite"))
                try await database.write {
                    try $0.execute(
                        sql:
                            """
                            PRAGMA busy_timeout = 5000; UPDATE plans SET expires_at = 1 WHERE id = \
                            \(plan.dropFirst("plan/".count))
                            """
                    )
                }
                try database.close()
                try await scene.eventually {
                    try await scene.items("remediate", "list", "--cluster", "m3").contains {
                        $0["state"] as? String == "expired"
                    }
                }
                let late = try await scene.agentctl("remediate", "approve", plan, "--yes", "--reason", "late")
                #expect(
                    late.status == 10 && late.output.isEmpty
                        && late.errors.contains("is expired: it cannot be approved"),
                    "\(late)")
                let twice = try await scene.agentctl("remediate", "reject", "plan/1", "--reason", "again")
                #expect(twice.status == 10 && twice.errors.contains(": it cannot be rejected any more"), "\(twice)")
                let told = try await scene.agentctl("events", "--kind", "plan-rejected").output
                #expect(told.contains(" is rejected by root: we know\n"), "\(told)")

                try await scene.eventually {
                    try await scene.agentctl("events", "-o", "jsonl").output.contains("freeze/1 by root")
                }
                #expect(try await writes(scene, "m1") == 0)
                #expect(try await scene.items("remediate", "list", "--cluster", "m2").count == 1)
                let byHand = try await scene.agentctl("remediate", "apply", "m1", "--yes", "--reason", "now")
                #expect(
                    byHand.status == 10 && byHand.output.isEmpty && byHand.errors.contains("held by freeze/1 until")
                        && byHand.errors.contains(", set by root: change\n")
                        && byHand.errors.contains("hint: to end it early:\n      agentctl unfreeze freeze/1\n"),
                    "\(byHand)")
                #expect(try await writes(scene, "m1") == 0)
                try await planIsHeld(scene)

                #expect(
                    try await scene.agentctl("freeze", "--cluster", "m*", "--reason", "it's year-end").status == 0)
                let first = try await scene.agentctl("unfreeze", "freeze/1", "--reason", "done")
                #expect(first.errors.contains("still frozen by freeze/2 until somebody ends it (m*)"), "\(first)")
                #expect(
                    first.errors.contains("agentctl freeze --cluster m1 --until 20")
                        && first.errors.contains("--reason change"), "\(first)")
                let second = try await scene.agentctl("unfreeze", "freeze/2", "--reason", "done")
                #expect(second.status == 0 && second.errors.contains("the policy holds again"), "\(second)")
                #expect(try await scene.agentctl("unfreeze", "freeze/1", "--reason", "done").status == 10)
                #expect(try await scene.agentctl("unfreeze", "freeze/77", "--reason", "done").status == 5)
                try await scene.eventually { try await scene.agentctl("status").output.contains("healthy\tm1") }
            }
        }
    }

    @Test(
        "SIGHUP takes a good policy over; a bad one changes nothing, and says so in state, events and on reload by hand"
    )
    func reload() async throws {
        try await Scene.with(.scene([("m1", .v3_1, .maxAge), ("m2", .v3_4, nil)])) { scene in
            try scene.configure(policy: TestPolicy.observe)
            let agent = try scene.launchAgent()
            try await scene.eventually { try await scene.agentctl("agent").output.contains("default observe, 0 rules") }
            try scene.write("policy.yaml", "mode: perhaps\nrulez: []\n")
            agent.signal(SIGHUP)
            try await scene.eventually {
                try await scene.agentctl("agent").output.contains("the last policy reload failed")
            }
            let state = try await scene.agentctl("agent").output
            #expect(state.contains("default observe, 0 rules") && state.contains("perhaps"), "\(state)")
            let byHand = try await scene.agentctl("agent", "reload")
            #expect(byHand.status == 78 && byHand.errors.contains("policy.yaml:1:7"), "\(byHand)")
            let events = try await scene.agentctl("events", "-o", "jsonl").output
            // Once for each reload, with the first mistake.
            #expect(
                events.components(separatedBy: "policy-invalid").count == 3 && events.contains("(and 1 more)")
                    && !events.contains(#""kind":"refused""#), "\(events)")
            #expect(try await writes(scene, "m1") == 0)

            try scene.write("policy.yaml", TestPolicy.auto)
            agent.signal(SIGHUP)
            try await scene.eventually { try await scene.outcome(of: "m1") == "proved" }
            #expect(try await !scene.agentctl("agent").output.contains("not taken over"))
            let stopped = try await agent.stop()
            // One line for the signal, one for the reload by hand.
            let told = stopped.errors.split(separator: "\n").filter { $0.contains("perhaps") }
            #expect(stopped.status == 0 && told.count == 2, "\(told)")
            #expect(told.allSatisfy { $0.contains("(and 1 more)") }, "\(told)")
        }
    }

    @Test("a repair by hand goes through the agent, and can be undone through it")
    func undo() async throws {
        try await Scene.with(.scene([("m1", .v3_1, .maxAge), ("m2", .v3_4, nil)])) { scene in
            try scene.configure(policy: TestPolicy.observe)
            _ = try await scene.withAgent {
                // The incident has to be in the history before it can be named by its cause.
                try await scene.eventually { try await !scene.items("incidents", "list", "--state", "open").isEmpty }
                let dry = try await scene.agentctl("remediate", "apply", "m1", "--dry-run")
                #expect(dry.status == 0 && dry.output.contains("dry run passed"), "\(dry)")
                // The dry run itself is a PATCH.
                #expect(try await writes(scene, "m1") == 1)
                let applied = try await scene.agentctl(
                    "remediate", "apply", "token-not-in-cache", "--yes", "--reason", "by cause")
                #expect(applied.status == 0 && !applied.errors.contains("executing locally"), "\(applied)")
                let run = try #require(
                    try await scene.items("remediate", "list", "--cluster", "m1").compactMap { $0["run"] as? String }
                        .first)
                let shown = try await scene.agentctl("remediate", "show", run)
                #expect(
                    shown.status == 0 && shown.output.contains("accessTokenMaxAge") && shown.output.contains("patch"),
                    "\(shown)")
                try await undoIsHeld(scene, run)
                let undone = try await scene.agentctl("remediate", "undo", run, "--yes", "--reason", "it was meant so")
                #expect(undone.status == 0, "\(undone)")
                try await scene.eventually { try await scene.agentctl("status").output.contains("failing\tm1") }
            }
        }
    }

    /// Nothing is shown and nobody is asked in a freeze, whoever set it.
    private func undoIsHeld(_ scene: Scene, _ run: String) async throws {
        #expect(try await scene.agentctl("freeze", "--cluster", "m1", "--reason", "change 8").status == 0)
        let held = try await scene.agentctl("remediate", "undo", run, "--reason", "it was meant so")
        #expect(
            held.status == 10 && held.output.isEmpty
                && held.errors.contains(
                    "m1 cannot be put back: held by freeze/1 until somebody ends it (m1), set by root: change 8"),
            "\(held)")
        #expect(try await scene.agentctl("unfreeze", "freeze/1", "--reason", "done").status == 0)
    }

    @Test("an agent that is killed in the midst of a repair takes it up at its next start, and writes nothing twice")
    func killed() async throws {
        var fleet = FleetConfiguration.scene([("m1", .v3_1, .maxAge), ("m2", .v3_4, nil)])
        fleet.rolloutDuration = .seconds(4)
        try await Scene.with(fleet) { scene in
            try scene.configure(policy: TestPolicy.auto)
            let agent = try scene.launchAgent()
            try await scene.eventually {
                try await scene.agentctl("journal", "-o", "jsonl").output.contains(#""step":"rollout""#)
            }
            #expect(try await agent.stop(SIGKILL).status == 137)
            let before = try await writes(scene, "m1")
            _ = try await scene.withAgent {
                try await scene.eventually { try await scene.outcome(of: "m1") == "proved" }
            }
            #expect(try await writes(scene, "m1") == before)
            #expect(try await scene.agentctl("journal", "verify").status == 0)
        }
    }

    func writes(_ scene: Scene, _ name: String) async throws -> Int {
        let cluster = try #require(scene.fleet.clusters.first { $0.name == name })
        return try await cluster.requests().writes
    }

    func asNobody(_ scene: Scene, _ arguments: String...) async throws -> Program.Result {
        try await Program(name: "/usr/bin/setpriv").run(
            ["--reuid", "65534", "--regid", "65534", "--clear-groups"] + arguments)
    }
}
