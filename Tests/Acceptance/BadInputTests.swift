import ChildPrograms
import FleetSimulator
import Foundation
import GRDB
import Testing

@Suite("Bad input, with the real programs", .timeLimit(.minutes(10)))
struct BadInputTests {
    @Test(
        "a kubeconfig that cannot be used at all ends with 78 and says why",
        arguments: [
            ("missing", String?.none, "no such file"), ("not YAML", "a: [", "not valid YAML"),
            ("no contexts", "apiVersion: v1\nkind: Config\n", "context"),
        ])
    func kubeconfig(bad: (what: String, text: String?, words: String)) async throws {
        try await Scene.with(.scene([])) { scene in
            if let text = bad.text {
                try scene.write("kubeconfig", text)
            } else {
                try FileManager.default.removeItem(atPath: scene.path("kubeconfig"))
            }
            let run = try await scene.agentd("--once")
            #expect(run.status == 78, "\(run)")
            #expect(run.errors.contains("kubeconfig") && run.errors.contains(bad.words), "\(run.errors)")
        }
    }

    @Test("a context to an absent user is told by name, and the rest goes on")
    func absentUser() async throws {
        try await Scene.with(.scene([("m1", .v3_4, nil), ("m2", .v3_1, nil)])) { scene in
            let text = try scene.read("kubeconfig")
            let contexts = try #require(
                text.range(of: "name: m1\n  user:")?.lowerBound ?? text.range(of: "user: m1")?.lowerBound)
            var changed = text
            let user = try #require(
                changed.range(of: "user: m1", range: contexts..<changed.endIndex) ?? changed.range(of: "user: m1"))
            changed.replaceSubrange(user, with: "user: nobody-here")
            try scene.write("kubeconfig", changed)
            let run = try await scene.agentd("--once")
            #expect(run.status == 0 && run.output == "2 healthy, 1 unknown\n", "\(run)")
            #expect(try await scene.agentctl("status", "m1", "--explain").output.contains("nobody-here"))
            let check = try await scene.agentd("--check-config")
            #expect(check.status == 0 && check.output.contains("unusable m1"), "\(check)")
        }
    }

    @Test(
        """
        names that two kubeconfigs hold, and contexts of one server, are warned of before the start, by doctor and in \
        the log, without a secret
        """
    )
    func shadowedNames() async throws {
        try await Scene.with(.scene([("m1", .v3_4, nil)])) { scene in
            let contexts =
                """
                contexts: [{name: m1, context: {cluster: m1, user: other}}, {name: m1-again, context: {cluster: m1, \
                user: m1}}]\n
                """
            try scene.write("second", contexts + "users: [{name: other, user: {token: planted-token}}]\n")
            try scene.write(
                "agent.yaml", try scene.read("agent.yaml").replacing("[kubeconfig]", with: "[kubeconfig, second]"))
            let check = try await scene.agentd("--check-config")
            let doctor = try await scene.agentctl("doctor", "--only", "kubeconfig")
            let log = try await scene.withAgent {}
            #expect(check.status == 0, "\(check)")
            for text in [check.output, doctor.output, log.errors] {
                #expect(
                    text.contains("context m1 stands in two files with different content")
                        && text.contains("/kubeconfig"), "\(text)")
                #expect(text.contains("contexts m1, m1-again lead to the same server"), "\(text)")
                #expect(!text.contains("planted-token"))
            }
        }
    }

    @Test("clusters that refuse, hang, or present another authority cost the others nothing")
    func unreachable() async throws {
        let members: [(name: String, version: SimulatedVersion, fault: FleetSimulator.Fault?)] = [
            ("refuses", .v3_4, .refused), ("hangs", .v3_4, .hang), ("forged", .v4_1, .wrongAuthority),
            ("sound", .v3_1, nil),
        ]
        try await Scene.with(.scene(members)) { scene in
            try scene.write("agent.yaml", try scene.read("agent.yaml") + "timeouts: {request: 8s}\n")
            #expect(try await scene.agentd("--once").output == "2 healthy, 3 failing\n")
            let status = try await scene.agentctl("status", "--explain").output
            for words in ["refuses connections", "does not answer in time", "not signed by the kubeconfig's authority"]
            { #expect(status.contains(words), "\(status)") }
        }
    }

    @Test(
        "a ConfigMap without kubesphere.yaml, or with invalid YAML, is said with its cluster",
        arguments: [
            (FleetSimulator.Fault.noConfigKey, "no key kubesphere.yaml"), (.invalidYAML, "not valid YAML"),
        ])
    func configMap(bad: (fault: FleetSimulator.Fault, words: String)) async throws {
        try await Scene.with(.scene([("m1", .v3_1, bad.fault), ("m2", .v3_4, nil)])) { scene in
            #expect(try await scene.agentd("--once").status == 0)
            let status = try await scene.agentctl("status", "--explain").output
            #expect(status.contains(bad.words) && status.contains("config-invalid"), "\(status)")
        }
    }

    @Test("a database of a newer schema is left alone, and both programs say what to do")
    func newerSchema() async throws {
        try await Scene.with(.scene([])) { scene in
            _ = try await scene.agentd("--once")
            let database = try DatabaseQueue(path: scene.path("history.sqlite"))
            try await database.write { try $0.execute(sql: "PRAGMA user_version = 9999") }
            try database.close()
            let before = try Data(contentsOf: URL(filePath: scene.path("history.sqlite")))
            // 78 keeps systemd from starting it again and again.
            for (run, status) in [
                (try await scene.agentd("--once"), Int32(78)), (try await scene.agentctl("status"), 1),
            ] {
                #expect(run.status == status && run.errors.contains("history.sqlite"), "\(run)")
                #expect(run.errors.contains("9999") && run.errors.contains("schema"), "\(run.errors)")
            }
            #expect(try Data(contentsOf: URL(filePath: scene.path("history.sqlite"))) == before)
        }
    }

    @Test("no history yet, and a file that is none, are two different messages")
    func noHistory() async throws {
        try await Scene.with(.scene([])) { scene in
            let missing = try await scene.agentctl("status")
            #expect(missing.status == 5 && missing.errors.contains("history.sqlite"), "\(missing)")
            try scene.write(
                "history.sqlite",
                "this is no database at all, only text that is long enough to be read as one page of it")
            let garbage = try await scene.agentctl("status")
            #expect(garbage.status == 1 && garbage.errors != missing.errors, "\(garbage)")
            let folder = try await scene.agentctl("status", "--db", scene.folder.path)
            #expect(folder.status == 1 && folder.errors.contains("is not a SQLite database"), "\(folder)")
            let negative = try await scene.agentctl("history", "--limit", "-1")
            #expect(negative.status == 64 && negative.errors.contains("--limit -1 is less than 0"), "\(negative)")
        }
    }
}
