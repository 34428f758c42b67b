import ChildPrograms
import FleetSimulator
import Foundation
import Testing

@Suite("agentctl looks at clusters, logs and the history's file")
struct ObservingCommandTests {
    private static let fleet = FleetConfiguration.scene([("edge-1", .v3_4, nil), ("edge-2", .v4_1, .maxAge)])

    @Test("a probe tells who refuses and why, stores nothing, and leaves no count behind")
    func probe() async throws {
        try await Scene.with(Self.fleet) { scene in
            let first = try await scene.agentctl("probe", "--explain")
            #expect(first.status == 0 && first.output.contains("failing\tedge-2\tmember\tv4.1.3\ttoken-not-in-cache\t"))
            #expect(first.output.contains("next: agentctl remediate plan edge-2"))
            #expect(!FileManager.default.fileExists(atPath: scene.path("history.sqlite")))
            // Its page tells the agent of what the probe left in the logs, whenever it comes.
            #expect(!first.errors.contains("the agent will count"))
            #expect(try await scene.agentctl("probe", "edge-1", "--exit-code").status == 0)
            #expect(try await scene.agentctl("probe", "edge-2", "--exit-code").status == 10)
            #expect(try await scene.agentctl("probe", "nope").status == 5)
        }
    }

    @Test("a kubeconfig is enough to probe and to see the doctor; without an agent's configuration nothing is stored")
    func kubeconfigAlone() async throws {
        try await Scene.with(Self.fleet) { scene in
            for (variables, arguments) in [
                (["KUBECONFIG": scene.path("kubeconfig")], [String]()),
                ([:], ["--kubeconfig", scene.path("kubeconfig")]),
            ] {
                let bare = Program(name: "agentctl", environment: variables)
                let probe = try await bare.run(["probe", "--no-headers"] + arguments)
                #expect(
                    probe.status == 0 && probe.output.contains("failing\tedge-2\tmember\tv4.1.3\ttoken-not-in-cache\t"),
                    "\(probe)")
                #expect(
                    probe.errors.contains(
                        "there is no /etc/ksfleet/agent.yaml: every context of \(scene.path("kubeconfig"))"), "\(probe)"
                )
                let refused = try await bare.run(["probe", "--store"] + arguments)
                #expect(
                    refused.status == 64 && refused.errors.contains("--store needs the agent's configuration"),
                    "\(refused)")
                let doctor = try await bare.run(
                    ["doctor", "--only", "configuration", "--only", "kubeconfig", "--only", "connection"] + arguments)
                #expect(doctor.status == 0 && doctor.output.contains("edge-2"), "\(doctor)")
            }
            let named = try await Program(name: "agentctl").run(["probe", "--config", scene.path("nowhere.yaml")])
            #expect(named.status == 78 && named.errors.contains("nowhere.yaml"), "\(named)")
        }
    }

    @Test("what a probe by hand leaves in a log, the agent does not count")
    func probeIsNotCounted() async throws {
        try await Scene.with(Self.fleet) { scene in
            // Before there is a history, and beside one, what a probe leaves in a log is noted: the agent counts
            // nobody's failures but the users'.
            for _ in 0..<2 { _ = try await scene.agentctl("probe") }
            _ = try await scene.agentd("--once")
            for _ in 0..<3 { _ = try await scene.agentctl("probe", "edge-2") }
            _ = try await scene.agentd("--once")
            #expect(try await scene.agentctl("history", "--kind", "failures", "--no-headers").output.isEmpty)
            #expect(try await scene.agentctl("probe", "--store").status == 0)
            #expect(
                try await scene.agentctl("history", "--kind", "probes", "--cluster", "edge-2", "--no-headers").output
                    .split(separator: "\n").count == 3)
        }
    }

    @Test("kubectl and the probe read the same")
    func agreesWithKubectl() async throws {
        try await Scene.with(Self.fleet) { scene in
            let items = try await Self.items(scene.agentctl("probe", "-o", "json"))
            for (cluster, deployment) in [("host", "ks-apiserver"), ("edge-1", "ks-apiserver"), ("edge-2", "ks-agent")]
            {
                let item = try #require(items.first { $0["cluster"] as? String == cluster })
                #expect(
                    try await kubectl(
                        scene, cluster, "get", "namespace", "kube-system", "-o", "jsonpath={.metadata.uid}") == item[
                            "uid"] as? String)
                let image = try await kubectl(
                    scene, cluster, "-n", "kubesphere-system", "get", "deployment", deployment, "-o",
                    "jsonpath={.spec.template.spec.containers[0].image}")
                #expect(image.hasSuffix(":" + (item["version"] as? String ?? "?")))
            }
        }
    }

    @Test("the doctor names each right that is missing, and fails for it")
    func doctor() async throws {
        var configuration = Self.fleet
        configuration.clusters[1].fault = .forbidden
        try await Scene.with(configuration) { scene in
            let result = try await scene.agentctl("doctor", "--no-headers")
            let lines = result.output.split(separator: "\n")
            #expect(result.status == 10)
            #expect(lines.contains { $0.hasPrefix("pass\tconnection\thost\t") })
            #expect(
                lines.contains {
                    $0.hasPrefix("fail\trights\tedge-1\tmay not ")
                        || $0.hasPrefix("fail\tconnection\tedge-1\tforbidden")
                })
            #expect(lines.contains { $0.hasPrefix("warn\tagent\t") })
            let healthy = try await scene.agentctl("doctor", "edge-2", "--only", "rights", "--no-headers")
            #expect(
                healthy.status == 0
                    && healthy.output == "pass\trights\tedge-2\tall 19 rights of docs/rbac.yaml are there\t\n")
            #expect(try await scene.agentctl("doctor", "nope").status == 5)
            try scene.write("agent.yaml", "kubeconfigs: [kubeconfig]\nintervall: 3s\nstate: 7\nconcurrency: many\n")
            let broken = try await scene.agentctl("doctor", "--no-headers")
            #expect(
                broken.status == 10
                    && broken.output.split(separator: "\n").allSatisfy { $0.hasPrefix("fail\tconfiguration\t") })
        }
    }

    @Test("a saved log is told by version, cause and count; a stranger is said to be one")
    func logs() async throws {
        try await Scene.with(Self.fleet) { scene in
            try scene.write(
                "a.log",
                """
                W1124 00:52:22.728878   22875 jwt.go:53] token not found in cache\nW1124 00:52:22.744632   22875 \
                issuer.go:182] x\n
                """
            )
            try scene.write("b.txt", "nothing of the kind\n")
            let result = try await scene.agentctl("logs", "analyze", scene.path("a.log"), "--no-headers")
            #expect(result.status == 0 && result.output.contains("\t3.2 to 3.4\ttoken-not-in-cache\t1\t"))
            #expect(result.errors.contains("next: "))
            let stranger = try await scene.agentctl("logs", "analyze", scene.path("b.txt"), "-o", "json")
            #expect(stranger.status == 1 && stranger.errors.contains(#""error":"no_log""#))
            let both = try await scene.agentctl(
                "logs", "analyze", scene.path("a.log"), scene.path("none"), "--no-headers")
            #expect(
                both.status == 5 && both.output.contains("token-not-in-cache")
                    && both.errors.contains("none cannot be read"), "\(both)")
            try Data([0x1F, 0x8B, 8, 0, 0, 0, 0, 0]).write(to: URL(filePath: scene.path("a.gz")))
            let packed = try await scene.agentctl("logs", "analyze", scene.path("a.gz"))
            #expect(
                packed.status == 1 && packed.errors.contains("zcat \(scene.path("a.gz")) | agentctl logs analyze -"),
                "\(packed)")
            #expect(
                !packed.errors.contains("no failed authentication")
                    && !packed.output.contains("no failed authentication"), "\(packed)")
            #expect(try await scene.agentctl("logs", "analyze").status == 64)
        }
    }

    @Test(
        """
        a log of a start that failed, and a kubelet's error in a log's place, are told by name and never as zero \
        failures
        """
    )
    func logsWithoutFailures() async throws {
        try await Scene.with(Self.fleet) { scene in
            let words = "Failed to load configuration from disk"
            try scene.write(
                "start.log",
                """
                F1130 12:34:19.469928   19827 server.go:46] \(words): 1 error(s) decoding:\n\n* 'cache' expected a \
                map, got 'string'\n
                """
            )
            let start = try await scene.agentctl("logs", "analyze", scene.path("start.log"))
            let told = "\(words): 'cache' expected a map, got 'string'"
            #expect(
                start.status == 0 && start.output.contains("ks-apiserver-down")
                    && start.errors.replacing("\n", with: " ").contains(told), "\(start)")
            #expect(
                !start.errors.contains("0 failures") && !start.errors.contains("no failed authentication"), "\(start)")
            let item = try await scene.items("logs", "analyze", scene.path("start.log")).first
            #expect(
                item?["cause"] as? String == "ks-apiserver-down" && item?["count"] == nil
                    && (item?["meaning"] as? String)?.hasSuffix(told) == true)
            try scene.write(
                "body.log",
                """
                failed to try resolving symlinks in path \"/var/log/pods/x\": lstat /var/log/pods/x: no such file or \
                directory\n
                """
            )
            let body = try await scene.agentctl("logs", "analyze", scene.path("body.log"))
            #expect(
                body.status == 1 && body.output.contains("log-unread\t?\t") && body.errors.contains("holds no log"),
                "\(body)")
            #expect(!body.errors.contains("0 failures") && !body.errors.contains("no failed authentication"), "\(body)")
            let json = try await scene.agentctl("logs", "analyze", scene.path("body.log"), "-o", "json")
            #expect(
                json.status == 1 && json.output.contains(#""cause" : "log-unread""#)
                    && !json.output.contains(#""count""#), "\(json)")
        }
    }

    @Test("an incident is shown with what led to it, taken on once, and stays open")
    func incidents() async throws {
        try await Scene.with(Self.fleet) { scene in
            _ = try await scene.agentd("--once")
            let shown = try await scene.agentctl("incidents", "show", "incident/1")
            #expect(
                shown.status == 0 && shown.output.contains("token-not-in-cache")
                    && shown.output.contains("next: agentctl remediate plan edge-2"))
            #expect(try await scene.agentctl("incidents", "ack", "incident/1").status == 0)
            #expect(
                try await scene.agentctl("incidents", "list", "--state", "acked", "--no-headers").output.contains(
                    "uid \(getuid())"))
            let released = try await scene.agentctl("incidents", "release", "incident/1", "--comment", "on holiday")
            #expect(released.status == 0 && released.errors.contains("nobody's again"), "\(released)")
            #expect(try await scene.agentctl("incidents", "release", "incident/1").status == 10)
            #expect(try await scene.agentctl("incidents", "show", "incident/99").status == 5)
            #expect(try await scene.agentctl("incidents", "ack", "incident/99").status == 5)
            #expect(try await scene.agentctl("incidents", "ack", "incident/1", "--db", scene.path("none")).status == 5)
            let document = try await Self.items(scene.agentctl("incidents", "show", "incident/1", "-o", "json"))
            #expect(document.first?["findings"] is [Any] && document.first?["events"] is [Any])
        }
    }

    @Test("blame names who wrote a key, after an edit with kubectl")
    func blame() async throws {
        try await Scene.with(Self.fleet) { scene in
            _ = try await scene.agentd("--once")
            let before = try await scene.agentctl("blame", "edge-1", "clusterRole", "--no-headers")
            #expect(before.status == 0 && before.output.hasSuffix("clusterRole: member\n"))
            #expect(try await scene.agentctl("remediate", "apply", "edge-2", "--yes", "--reason", "test").status == 0)
            _ = try await scene.agentd("--once")
            let after = try await Self.items(scene.agentctl("blame", "edge-2", "accessTokenMaxAge", "-o", "json"))
            #expect(after.count == 1 && after.first?["manager"] as? String == "ksfleet")
            #expect(try await scene.agentctl("blame", "edge-2", "nothing").status == 5)
            #expect(try await scene.agentctl("blame", "nope").status == 5)
        }
    }

    @Test("a backup is whole, replaces nothing, and old probes are removed only when somebody says so")
    func store() async throws {
        try await Scene.with(Self.fleet) { scene in
            _ = try await scene.agentd("--once")
            #expect(try await scene.agentctl("store", "backup", scene.path("copy.sqlite")).status == 0)
            #expect(try await scene.agentctl("store", "check", "--db", scene.path("copy.sqlite")).status == 0)
            #expect(
                try await scene.agentctl("status", "--db", scene.path("copy.sqlite"), "--no-headers").output.contains(
                    "edge-2"))
            let again = try await scene.agentctl("store", "backup", scene.path("copy.sqlite"))
            #expect(again.status == 1 && again.errors.contains("replaces nothing"))
            let nowhere = try await scene.agentctl("store", "backup", scene.path("none/copy.sqlite"))
            #expect(
                nowhere.status == 5
                    && nowhere.errors.contains("\(scene.path("none")), where the backup was to go, does not exist"),
                "\(nowhere)")
            #expect(try await scene.agentctl("store", "prune", "--keep", "0s", "--yes").status == 64)
            #expect(try await scene.agentctl("store", "prune", "--keep", "1d", "--yes").status == 0)
            let retained = try await scene.agentctl("store", "prune", "--yes")
            #expect(
                retained.status == 0 && retained.errors.contains("single probes and minutes of failures for 14 days"),
                "\(retained)")
            #expect(
                try await scene.agentctl("store", "prune", "--yes", "--config", scene.path("none.yaml")).status == 78)
            #expect(
                try await scene.agentctl("history", "--kind", "probes", "--no-headers").output.split(separator: "\n")
                    .count == 3)
        }
    }

    @Test(
        "completions are a script for each shell, with the clusters of the history", arguments: ["bash", "zsh", "fish"])
    func completions(shell: String) async throws {
        let history = try await RecordedHistory()
        let agentctl = Program(name: "agentctl", environment: ["KSFLEET_DB": history.path])
        let script = try await agentctl.run(["completions", shell])
        #expect(script.status == 0 && script.output.contains("remediate") && script.output.contains("agentctl"))
        #expect(try await agentctl.run(["completions", "tcsh"]).status == 64)
    }

    private static func items(_ result: Program.Result) throws -> [[String: Any]] {
        let document = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
        return document?["items"] as? [[String: Any]] ?? []
    }

    private func kubectl(_ scene: Scene, _ context: String, _ arguments: String...) async throws -> String {
        // Without a home, kubectl leaves its cache in the folder that it was started in.
        let environment = ["HOME": scene.path("home"), "KUBECACHEDIR": scene.path("kubectl-cache")]
        return try await Program(name: "/usr/bin/env", environment: environment)
            .run(["kubectl", "--kubeconfig", scene.path("kubeconfig"), "--context", context] + arguments).output
    }
}
