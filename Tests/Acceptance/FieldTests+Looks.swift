import ChildPrograms
import Fleet
import FleetSimulator
import Foundation
import Store
import Testing

extension FieldTests {
    @Test("a first look says how far back it looked, and a host that is none by its own word is questioned")
    func firstLook() async throws {
        try await with([("m1", .v3_1, .maxAge), ("m2", .v3_4, nil)]) { scene in
            await scene.fleet.sendUserRequests()
            let first = try await scene.agentctl(
                "probe", "m1", "--explain", "--kubeconfig", scene.path("kubeconfig"), "--host", "host")
            #expect(
                first.output.contains("token-not-in-cache in the last hour") && !first.errors.contains("is no host"),
                "\(first)")
            #expect(try await scene.agentd("--once").status == 0)
            await scene.fleet.sendUserRequests()
            let next = try await scene.agentctl("probe", "m1", "--explain")
            #expect(next.output.contains("token-not-in-cache since the last probe"), "\(next)")
            let mistaken = try await scene.agentctl("probe", "m1", "--host", "m2")
            #expect(
                mistaken.errors.contains(
                    """
                    the tokens are those of m2, whose own configuration says that it is no host (clusterRole: member)
                    """),
                "\(mistaken)")
        }
    }

    @Test("what nobody probes any more is neither healthy nor shown as the fleet's")
    func old() async throws {
        try await with([("m1", .v3_4, nil)]) { scene in
            let writer = try HistoryWriter.open(path: scene.path("history.sqlite"), program: "test")
            let now = Date()
            func probe(_ cluster: String, hoursAgo: Double, _ health: Health) async throws {
                let at = now - hoursAgo * 3600
                _ = try await writer.record(round: [
                    SampleProbe(cluster: cluster, at: at, written: at, health: health).record
                ])
            }
            try await probe("gone", hoursAgo: 50, .failing)
            try await probe("kept", hoursAgo: 1, .healthy)
            let stale = try await scene.agentctl("status", "--exit-code", "--no-headers")
            #expect(stale.status == 10 && stale.errors.contains("the newest probe is 1h old"), "\(stale)")
            try await probe("kept", hoursAgo: 0, .healthy)
            let fresh = try await scene.agentctl("status", "--exit-code", "--no-headers")
            #expect(
                fresh.status == 0 && !fresh.output.contains("gone")
                    && fresh.errors.contains("have not been probed for two days while others were: gone"), "\(fresh)")
            let everything = try await scene.agentctl("status", "--all", "--exit-code")
            #expect(everything.status == 10 && everything.output.contains("gone"), "\(everything)")
            #expect(try await scene.agentctl("status", "gone").output.contains("gone"))
            try writer.close()
        }
    }

    @Test("a control character in a configuration has a place, and doctor counts what it cannot use")
    func places() async throws {
        try await with([("m1", .v3_4, nil)]) { scene in
            let sound = try scene.read("agent.yaml")
            try scene.write("agent.yaml", sound + "host: \"\u{1B}[31mx\"\n")
            let line = sound.split(separator: "\n").count + 1
            let check = try await scene.agentd("--check-config")
            #expect(
                check.status == 78
                    && check.errors.contains(
                        """
                        agent.yaml:\(line):8: not valid YAML: control characters are not allowed
                        """),
                "\(check)")
            try scene.write("agent.yaml", sound)
            try scene.write(
                "kubeconfig",
                scene.read("kubeconfig").replacing(
                    "contexts:\n", with: "contexts:\n- {name: lost, context: {cluster: none, user: none}}\n"))
            let doctor = try await scene.agentctl("doctor", "--only", "kubeconfig", "--only", "rights")
            #expect(doctor.output.contains("3 contexts watched, of which 1 cannot be used"), "\(doctor)")
            let missing = try await scene.agentctl("doctor", "--config", scene.path("none.yaml"))
            #expect(
                missing.output.contains("none.yaml: no such file") && !missing.output.contains(":0:0"), "\(missing)")
        }
    }
}
