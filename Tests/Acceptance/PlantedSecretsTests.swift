import ChildPrograms
import Fleet
import FleetSimulator
import Foundation
import Store
import Testing

@Suite("Planted secrets, with the real programs", .timeLimit(.minutes(10)))
struct PlantedSecretsTests {
    @Test("no jwtSecret, token or client key is in the database, the output or the logs")
    func planted() async throws {
        var configuration = FleetConfiguration.scene([
            ("m1", .v3_1, .maxAge), ("m2", .v3_4, .secretMismatch), ("m3", .v4_1, .serverDown),
        ])
        configuration.hostSecret = "PLANTEDjwtSecretPLANTEDjwtSecret"
        configuration.clusters[1].credential = .token
        try await Scene.with(configuration) { scene in
            var said = ""
            func add(_ run: Program.Result) { said += run.all }
            add(try await scene.agentd("--once", "--log-level", "trace"))
            for command in [
                ["status"], ["status", "-o", "json"], ["history"], ["history", "--kind", "config", "-o", "json"],
                ["journal", "-o", "json"],
            ] {
                add(try await Program(name: "agentctl", environment: scene.environment).run(command))
            }
            for member in ["m1", "m2", "m3", "host"] {
                add(try await scene.agentctl("remediate", "plan", member, "-o", "json"))
                add(try await scene.agentctl("remediate", "apply", member, "--yes", "--reason", "planted"))
            }
            add(try await scene.agentd("--once", "--log-level", "trace"))
            for member in ["m1", "m2"] { add(try await scene.agentctl("diff", member)) }
            // They stand compressed in the file, where looking for bytes finds nothing.
            let history = try HistoryReader.open(path: scene.path("history.sqlite"))
            for name in ["m1", "m2", "m3", "host"] {
                let texts = try await history.lastSnapshots(of: ClusterID(name), limit: 100).map(\.text)
                #expect(texts.allSatisfy { $0.contains("jwtSecret") } && !texts.isEmpty)
                said += texts.joined()
            }
            #expect(said.contains("proved"))
            let secrets = try secrets(scene)
            #expect(secrets.count >= 4)
            for secret in secrets { #expect(!said.contains(secret), "in the output: \(secret.prefix(8))…") }
            try lookInto(scene, for: secrets)
        }
    }

    @Test(
        """
        nor after repairs, a rollback, an undo and a recovery: in the database, the journal, plans, events, the \
        socket's answers and the logs
        """
    )
    func afterRepairs() async throws {
        let members: [(name: String, version: SimulatedVersion, fault: FleetSimulator.Fault?)] = [
            ("m1", .v3_1, .maxAge), ("m2", .v3_4, .secretMismatch), ("m3", .v4_1, .maxAge), ("m4", .v3_1, .maxAge),
        ]
        var configuration = FleetConfiguration.scene(members)
        configuration.hostSecret = "PLANTEDjwtSecretPLANTEDjwtSecret"
        configuration.clusters[1].credential = .token
        try await Scene.with(configuration) { scene in
            try scene.configure(policy: TestPolicy.observe)
            try await scene.fleet.setFault(.proofRefused, on: "m3")
            try await scene.fleet.setFault(.rolloutHangs, on: "m4")
            try await annotate("m1", scene, withLastApplied: "jwtSecret: PLANTEDjwtSecretPLANTEDjwtSecret")
            let old = try #require(try await scene.fleet.cluster(named: "m2")?.configurationText())
            var said = ""
            func run(_ arguments: [String], _ status: Int32) async throws {
                let result = try await Program(name: "agentctl", environment: scene.environment).run(arguments)
                #expect(result.status == status, "\(result)")
                said += result.all
            }
            func apply(_ member: String, _ status: Int32) async throws {
                try await run(["remediate", "apply", member, "--yes", "--reason", "planted"], status)
            }
            let first = try Program(name: "agentd").launch([
                "--config", scene.path("agent.yaml"), "--log-level", "trace",
            ])
            try await scene.eventually { try await scene.agentctl("agent").status == 0 }
            try await apply("m1", 0)
            let proved = try #require(
                try await scene.items("remediate", "list", "--cluster", "m1").first?["run"] as? String)
            try await run(["remediate", "undo", proved, "--yes", "--reason", "planted"], 0)
            try await apply("m2", 0)
            try await apply("m3", 1)
            said += try await answers(scene)
            try await run(["remediate", "apply", "m4", "--yes", "--no-wait", "--reason", "planted"], 0)
            try await scene.eventually {
                try await scene.items("journal", "--cluster", "m4").contains { $0["step"] as? String == "rollout" }
            }
            said += try await first.stop(SIGKILL).errors
            try await scene.fleet.clearFault(.rolloutHangs, on: "m4")
            let second = try Program(name: "agentd").launch([
                "--config", scene.path("agent.yaml"), "--log-level", "trace",
            ])
            // A slow machine may have let the rollout's own deadline pass before the kill: then the way back is gone to
            // its end.
            try await scene.eventually { try await ["proved", "rolled-back"].contains(scene.outcome(of: "m4")) }
            said += try await answers(scene)
            said += try await second.stop().errors
            for command in [["remediate", "list"], ["journal"], ["history", "--kind", "config"], ["incidents"]] {
                try await run(command + ["-o", "json"], 0)
            }
            for word in ["rolled-back", "roll-back", "recover", "run-step", "accessTokenMaxAge"] {
                #expect(said.contains(word), "\(word)")
            }
            let mismatched = old.split(separator: "\n").filter { $0.contains("jwtSecret") }.compactMap {
                $0.split(separator: "\"").last.map(String.init)
            }
            #expect(mismatched.count == 1 && mismatched[0].utf8.count == 32)
            let secrets =
                try secrets(scene) + mismatched + [Data("PLANTEDjwtSecretPLANTEDjwtSecret".utf8).base64EncodedString()]
            for secret in secrets { #expect(!said.contains(secret), "in the output: \(secret.prefix(8))…") }
            try lookInto(scene, for: secrets)
        }
    }

    /// docs/kubesphere.md, fact 10: it also sits in what `kubectl apply` left, Secret kubesphere-secret, the
    /// ClusterConfiguration, a Helm release, and the environment and flags of the Deployment.
    @Test("nor from any other place of a cluster that holds one")
    func places() async throws {
        try await Scene.with(.scene([("old", .v3_1, .maxAge), ("new", .v4_1, nil)])) { scene in
            func kubectl(_ member: String, _ arguments: String...) async throws {
                let run = try await Program(name: "/usr/bin/kubectl").run(
                    ["--kubeconfig", scene.path("kubeconfig"), "--context", member, "-n", "kubesphere-system"]
                        + arguments)
                #expect(run.status == 0, "\(arguments): \(run)")
            }
            func planted(_ place: String) -> String { "PLANTED\(place)PLANTED\(place)PLANTED" }
            func encoded(_ place: String) -> String { Data(planted(place).utf8).base64EncodedString() }
            try await kubectl(
                "old", "annotate", "configmap", "kubesphere-config",
                "kubectl.kubernetes.io/last-applied-configuration=jwtSecret: \(planted("applied"))")
            try await kubectl(
                "old", "patch", "secret", "kubesphere-secret", "--type", "merge", "-p",
                #"{"data":{"secret":"\#(encoded("kept"))"}}"#)
            try await kubectl(
                "old", "patch", "cc", "ks-installer", "--type", "merge", "-p",
                #"{"spec":{"authentication":{"jwtSecret":"\#(planted("owner"))"}}}"#)
            for (member, deployment) in [("old", "ks-apiserver"), ("new", "ks-agent")] {
                let argument =
                    #"""
                    {"op":"add","path":"/spec/template/spec/containers/0/args",\#
                    "value":["--jwt-secret=\#(planted("flag"))"]}
                    """#
                try await kubectl(member, "patch", "deployment", deployment, "--type", "json", "-p", "[\(argument)]")
                try await kubectl(
                    member, "set", "env", "deployment/\(deployment)",
                    "KUBESPHERE_AUTHENTICATION_JWTSECRET=\(planted("environment"))")
                try await kubectl(member, "rollout", "status", "deployment/\(deployment)", "--timeout", "60s")
            }
            try await kubectl(
                "new", "create", "secret", "generic", "sh.helm.release.v1.ks-core.v1", "--from-literal",
                "release=\(planted("release"))")
            func agentctl(_ arguments: [String]) async throws -> String {
                try await Program(name: "agentctl", environment: scene.environment).run(arguments).all
            }
            var said = try await scene.agentd("--once", "--log-level", "trace").all
            for command in [
                ["status", "--explain"], ["status", "-o", "json"], ["history", "--kind", "config", "-o", "json"],
                ["incidents", "-o", "json"], ["report"],
            ] {
                said += try await agentctl(command)
            }
            for member in ["old", "new"] {
                for command in [
                    ["probe", member, "--explain"], ["doctor", member], ["remediate", "plan", member, "-o", "json"],
                    ["policy", "explain", member],
                ] {
                    said += try await agentctl(command)
                }
            }
            for word in ["KUBESPHERE_AUTHENTICATION_JWTSECRET", "--jwt-secret", "ClusterConfiguration"] {
                #expect(said.contains(word), "\(word) was not read, so this proves nothing")
            }
            let secrets =
                ["PLANTED"]
                + ["applied", "kept", "owner", "flag", "environment", "release"].map { String(encoded($0).prefix(20)) }
            for secret in secrets { #expect(!said.contains(secret), "in the output: \(secret.prefix(8))…") }
            try lookInto(scene, for: secrets)
        }
    }

    /// Everything that the socket says.
    private func answers(_ scene: Scene) async throws -> String {
        var said = ""
        let runs = try await scene.items("remediate", "list").compactMap { $0["run"] as? String }
        for path in ["state", "plans", "runs", "policy", "events?after=0&follow=false", "freezes", "breaker"]
            + runs.map({ "runs/\($0.dropFirst("run/".count))" })
        {
            let answer = try await scene.curl("http://localhost/v1/\(path)")
            #expect(answer.status == 0 && !answer.output.isEmpty, "\(path): \(answer)")
            said += answer.output
        }
        return said
    }

    /// What `kubectl apply` leaves on a ConfigMap: the whole document once more (docs/kubesphere.md, fact 10).
    private func annotate(_ member: String, _ scene: Scene, withLastApplied text: String) async throws {
        let lines = try scene.read("kubeconfig").split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        let own = lines.split(separator: "- name: \(member)").dropFirst()
        let server = try #require(own.joined().first { $0.hasPrefix("server: ") }?.dropFirst("server: ".count))
        let token = try #require(own.last?.first { $0.hasPrefix("token: ") }?.dropFirst("token: ".count))
        let patch = #"{"metadata":{"annotations":{"kubectl.kubernetes.io/last-applied-configuration":"\#(text)"}}}"#
        let sent = try await Program(name: "/usr/bin/curl").run([
            "-sSk", "-X", "PATCH", "-H", "Authorization: Bearer \(token)", "-H",
            "Content-Type: application/merge-patch+json", "-d", patch,
            "\(server)/api/v1/namespaces/kubesphere-system/configmaps/kubesphere-config",
        ])
        #expect(sent.output.contains("last-applied-configuration"), "\(sent)")
    }

    private func lookInto(_ scene: Scene, for secrets: [String]) throws {
        for name in try FileManager.default.contentsOfDirectory(atPath: scene.folder.path) where name != "kubeconfig" {
            guard let bytes = FileManager.default.contents(atPath: scene.path(name)) else { continue }
            for secret in secrets {
                #expect(bytes.range(of: Data(secret.utf8)) == nil, "in \(name): \(secret.prefix(8))…")
            }
        }
    }

    /// The host's jwtSecret, and out of the kubeconfig every token and a stretch of every client key, in base64 and as
    /// PEM.
    private func secrets(_ scene: Scene) throws -> [String] {
        var found = ["PLANTEDjwtSecret"]
        for line in try scene.read("kubeconfig").split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1).map {
                $0.trimmingCharacters(in: CharacterSet(charactersIn: " \""))
            }
            guard parts.count == 2 else { continue }
            if parts[0] == "token" { found.append(parts[1]) }
            if parts[0] == "client-key-data" {
                found.append(String(parts[1].dropFirst(80).prefix(60)))
                let pem = Data(base64Encoded: parts[1]).map { String(decoding: $0, as: UTF8.self) } ?? ""
                found += pem.split(separator: "\n").filter { !$0.contains("---") }.prefix(1).map {
                    String($0.prefix(40))
                }
            }
        }
        return found
    }
}
