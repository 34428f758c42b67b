import ChildPrograms
import Fleet
import FleetSimulator
import Foundation
import Store
import Testing

/// What people met who tried the programs for the first time.
@Suite("In the field", .timeLimit(.minutes(5)))
struct FieldTests {
    func with(
        _ members: [(name: String, version: SimulatedVersion, fault: FleetSimulator.Fault?)],
        _ body: (Scene) async throws -> Void
    ) async throws {
        try await Scene.with(.scene(members)) { scene in
            try scene.configure(policy: TestPolicy.observe)
            try await body(scene)
        }
    }

    @Test("a program that never reads what it is told, and ends at once, takes its message, time and again")
    func unreadInput() async throws {
        try await with([("m1", .v3_4, .maxAge)]) { scene in
            let route =
                """
                notifications: [{name: deaf, command: [/bin/true]}, {name: big, command: [/bin/sh, -c, 'exec <&-; exit \
                3']}]\n
                """
            try scene.write("agent.yaml", scene.read("agent.yaml") + route)
            for _ in 0..<20 {
                let run = try await scene.agentctl("notify", "test", "deaf", "--send")
                #expect(run.status == 0 && run.errors.contains("deaf: delivered"), "\(run)")
            }
            let refused = try await scene.agentctl("notify", "test", "big", "--send")
            #expect(refused.status == 1 && refused.errors.contains("/bin/sh ended with exit code 3"), "\(refused)")
        }
    }

    @Test(
        """
        a template that makes no JSON is a mistake before anything happens, and one that is not there is said to be \
        missing
        """
    )
    func templates() async throws {
        try await with([("m1", .v3_4, nil)]) { scene in
            try scene.write("bad.json", #"{"text": {{subject}}"#)
            let routes =
                """
                notifications: [{name: a, command: [/bin/true], template: bad.json}, {name: b, command: [/bin/true], \
                template: none.txt}]\n
                """
            try scene.write("agent.yaml", scene.read("agent.yaml") + routes)
            let check = try await scene.agentd("--check-config")
            #expect(
                check.status == 78
                    && check.errors.contains("route a: its template, with a test message: what it makes is not JSON"),
                "\(check)")
            #expect(check.errors.contains("none.txt: no such file"), "\(check)")
        }
    }

    @Test("who reads no further ends agentctl events with 141, however it follows", arguments: ["", "-f"])
    func eventsIntoAClosedPipe(follow: String) async throws {
        try await with([("m1", .v3_4, .maxAge)]) { scene in
            _ = try await scene.withAgent {
                let program = Program(name: "agentctl").path
                let shell = try await Program(
                    name: "/bin/bash", environment: scene.environment.merging(["PATH": "/usr/bin:/bin"]) { $1 }
                )
                .run(["-c", "'\(program)' events --since 1h \(follow) | head -n 1 >/dev/null; echo ${PIPESTATUS[0]}"])
                #expect(
                    ["0\n", "141\n"].contains(shell.output) && !shell.errors.contains("does not answer"), "\(shell)")
            }
        }
    }

    @Test("a second agent takes nobody's socket away")
    func socket() async throws {
        try await with([("m1", .v3_4, nil)]) { scene in
            try FileManager.default.createDirectory(atPath: scene.path("other"), withIntermediateDirectories: true)
            try scene.write("other.yaml", scene.read("agent.yaml").replacing("state: .", with: "state: other"))
            _ = try await scene.withAgent {
                let second = try await Program(name: "agentd").run(["--config", scene.path("other.yaml")])
                #expect(second.status == 1 && second.errors.contains("another program listens there"), "\(second)")
                #expect(try await scene.agentctl("agent").status == 0)
            }
        }
    }

    @Test("a round by hand beside a running agent is refused: two would count a failure twice")
    func onceBesideAnAgent() async throws {
        try await with([("m1", .v3_4, nil)]) { scene in
            _ = try await scene.withAgent {
                let once = try await scene.agentd("--once")
                #expect(once.status == 1 && once.errors.contains("agent.lock is locked"), "\(once)")
            }
        }
    }

    @Test("a host that hangs, and is not named, costs nobody what it read of itself; named, it is waited for alone")
    func hangingContext() async throws {
        try await with([("m1", .v3_1, .maxAge), ("hung", .v3_4, .hang)]) { scene in
            let named = try await scene.agentctl(
                "probe", "m1", "--kubeconfig", scene.path("kubeconfig"), "--host", "host", "-o", "json")
            #expect(
                named.status == 0 && named.output.contains("token-not-in-cache") && !named.output.contains("hung"),
                "\(named)")
            let all = try await scene.agentctl(
                "probe", "--kubeconfig", scene.path("kubeconfig"), "--timeout", "6", "-o", "json")
            #expect(all.output.contains("token-not-in-cache") && all.output.contains("unreachable"), "\(all)")
        }
    }

    @Test("what is wrong with policy.yaml is said before the agent is started with it, and a freeze of nothing is none")
    func saidBefore() async throws {
        try await with([("m1", .v3_4, nil)]) { scene in
            _ = try await scene.withAgent {
                try await scene.eventually { try await scene.items("status").count == 2 }
                let typo = try await scene.agentctl("freeze", "--cluster", "nosuch-*", "--reason", "typo")
                #expect(typo.status == 64 && typo.errors.contains("nothing would be frozen"), "\(typo)")
            }
            try scene.write("policy.yaml", "mode: observ\n")
            let check = try await scene.agentd("--check-config")
            #expect(check.status == 78 && check.errors.contains("policy.yaml:1:7"), "\(check)")
            let doctor = try await scene.agentctl("doctor", "--only", "configuration")
            #expect(doctor.status == 10 && doctor.output.contains("policy.yaml:1:7"), "\(doctor)")
        }
    }

    @Test("the environment's configuration leads to its history, and options are written as kubectl takes them")
    func environment() async throws {
        try await with([("m1", .v3_4, nil)]) { scene in
            #expect(try await scene.agentd("--once").status == 0)
            let agentctl = Program(name: "agentctl", environment: ["KSFLEET_CONFIG": scene.path("agent.yaml")])
            let status = try await agentctl.run(["status", "-ojson"])
            #expect(status.status == 0 && status.output.contains(#""cluster" : "m1""#), "\(status)")
            let history = try await agentctl.run(["history", "-n1", "-ojsonl"])
            #expect(history.status == 0 && history.output.split(separator: "\n").count == 1, "\(history)")
            let nowhere = try await Program(name: "agentctl", environment: ["KSFLEET_CONFIG": scene.path("none.yaml")])
                .run(["status"])
            #expect(
                nowhere.status == 78 && nowhere.errors.contains("none.yaml: no such file")
                    && nowhere.errors.contains("KSFLEET_CONFIG"), "\(nowhere)")
        }
    }

    @Test("--config leads every command to that agent's history, whatever the environment says")
    func configurationOption() async throws {
        try await with([("m1", .v3_4, .maxAge)]) { scene in
            #expect(try await scene.agentd("--once").status == 0)
            let agentctl = Program(name: "agentctl", environment: ["KSFLEET_DB": "/nowhere/history.sqlite"])
            let commands = [
                "status", "history", "incidents", "incidents show incident/1", "diff m1", "blame m1", "journal",
                "journal verify", "report --since 1d", "policy explain m1", "policy replay", "store info",
                "store check", "store prune --dry-run", "store prune --keep 1d --dry-run", "notify list",
                "remediate list", "remediate plan token-not-in-cache --local", "remediate plan incident/1 --local",
            ]
            for command in commands {
                let result = try await agentctl.run(
                    command.split(separator: " ").map(String.init) + ["--config", scene.path("agent.yaml")])
                #expect(result.status == 0, "\(command): \(result)")
            }
            let elsewhere = try await agentctl.run([
                "status", "--config", scene.path("agent.yaml"), "--db", "/nowhere/else.sqlite",
            ])
            #expect(elsewhere.status == 5 && elsewhere.errors.contains("/nowhere/else.sqlite"), "\(elsewhere)")
        }
    }

    @Test(
        """
        what stands in the way of a socket or of the history's folder is told before the start and at it, with its \
        key, and ends with 78
        """
    )
    func obstacles() async throws {
        try await with([("m1", .v3_4, nil)]) { scene in
            try scene.write("taken", "x")
            let good = try scene.read("agent.yaml")
            let mistakes = [
                (
                    good.replacing("agent.sock", with: "taken"),
                    "control.socket: what is at \(scene.path("taken")) is no socket"
                ),
                (good + "metrics: {listen: taken.sock}\n", nil),
                (good + "metrics: {listen: agent.sock}\n", "metrics.listen is the path of control.socket"),
                (
                    good.replacing("agent.sock", with: String(repeating: "x", count: 108)),
                    "agent.yaml:5:19: the path of a Unix socket has at most 107 bytes"
                ),
                (good.replacing("state: .", with: "state: taken"), "state: \(scene.path("taken")) is no folder"),
            ]
            for (text, words) in mistakes {
                try scene.write("agent.yaml", text)
                let check = try await scene.agentd("--check-config")
                #expect(
                    words.map { check.status == 78 && check.errors.contains($0) } ?? (check.status == 0), "\(check)")
                guard let words else { continue }
                let start = try await scene.agentd()
                #expect(start.status == 78 && start.errors.contains(words), "\(start)")
            }
            try scene.write("agent.yaml", mistakes[0].0)
            let doctor = try await scene.agentctl("doctor", "--only", "socket")
            #expect(doctor.status == 10 && doctor.output.contains("is no socket"), "\(doctor)")
            let empty = try await scene.agentctl("status", "--db", "")
            #expect(empty.status == 64 && empty.errors.contains("--db is empty"), "\(empty)")
        }
    }

    @Test(
        "a saved log is read whatever was written around its lines",
        arguments: ["[pod/ks-apiserver-0/ks-apiserver] ", "2026-11-24T00:00:11.5Z stderr F ", #"{"log":""#])
    func wrapped(before: String) async throws {
        try await with([("m1", .v3_4, nil)]) { scene in
            let end = before.hasPrefix("{") ? #"\n","stream":"stderr","time":"2026-11-24T00:00:11.5Z"}"# : ""
            try scene.write(
                "saved.log", before + "W1124 00:00:11.000000       1 jwt.go:53] token not found in cache" + end + "\n")
            let run = try await scene.agentctl("logs", "analyze", scene.path("saved.log"))
            #expect(run.status == 0 && run.output.contains("token-not-in-cache"), "\(run)")
        }
    }

    @Test("without an agent a repair is waited for to its end")
    func inThisProcess() async throws {
        try await with([("m1", .v3_1, .maxAge)]) { scene in
            let whole = try await scene.agentctl(
                "remediate", "apply", "m1", "--yes", "--reason", "whole", "--wait-timeout", "0.01")
            #expect(whole.status == 0 && whole.output.contains("proved"), "\(whole)")
        }
    }

    @Test(
        """
        what root does by hand leaves files that the agent's user can go on with, and doctor sees with that user's eyes
        """,
        .enabled(if: getuid() == 0, "only root can"))
    func rootsFiles() async throws {
        try await with([("m1", .v3_1, .maxAge)]) { scene in
            let nobody = 65_534
            let state = scene.path("state")
            try FileManager.default.createDirectory(
                atPath: state, withIntermediateDirectories: true,
                attributes: [.ownerAccountID: nobody, .groupOwnerAccountID: nobody])
            try scene.write("agent.yaml", scene.read("agent.yaml").replacing("state: .", with: "state: state"))
            #expect(try await scene.agentd("--once").status == 0)
            #expect(try await scene.agentctl("remediate", "apply", "m1", "--yes", "--reason", "by hand").status == 0)
            let files = try FileManager.default.contentsOfDirectory(atPath: state)
            #expect(files.contains("repair.lock") && files.contains("history.sqlite"))
            for file in files {
                let attributes = try FileManager.default.attributesOfItem(atPath: "\(state)/\(file)")
                #expect(attributes[.ownerAccountID] as? Int == nobody, "\(file)")
                #expect((attributes[.posixPermissions] as? Int ?? 0) & 0o007 == 0, "\(file) is for everybody")
            }
            let shutOut = try await scene.agentctl("doctor", "--only", "kubeconfig")
            #expect(
                shutOut.status == 10 && shutOut.output.contains("the agent's user nobody may not read it"), "\(shutOut)"
            )
            // A file of one's own is nothing that the agent should read: 0600 is right.
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: scene.path("kubeconfig"))
            let own = try await scene.agentctl(
                "doctor", "--kubeconfig", scene.path("kubeconfig"), "--only", "kubeconfig")
            #expect(own.status == 0 && !own.output.contains("chmod") && !own.output.contains("chgrp"), "\(own)")
            try FileManager.default.setAttributes(
                [.groupOwnerAccountID: nobody, .posixPermissions: 0o640], ofItemAtPath: scene.path("kubeconfig"))
            #expect(try await scene.agentctl("doctor", "--only", "kubeconfig").status == 0)
        }
    }
}
