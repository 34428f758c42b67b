import ChildPrograms
import FleetSimulator
import Foundation
import Testing

@Suite("The tokens of a probe by hand, without an agent", .timeLimit(.minutes(10)))
struct OwnTokenTests {
    @Test(
        """
        are never taken for users' failures by the next probe, whichever kubeconfig leads to the cluster and whatever \
        its context is called
        """
    )
    func anyKubeconfig() async throws {
        try await Scene.with(.scene([("m1", .v3_4, .secretMismatch)])) { scene in
            await scene.fleet.setTraffic(false)
            let text = try scene.read("kubeconfig")
            try scene.write("copy", text)
            try scene.write(
                "renamed",
                text.replacing("name: m1\n", with: "name: other\n").replacing("cluster: m1\n", with: "cluster: other\n")
            )
            for file in ["kubeconfig", "kubeconfig", "copy", "renamed", "kubeconfig"] {
                let failures = try await newFailures(scene, file)
                #expect(failures.count == 2 && failures.allSatisfy { $0 == 0 }, "\(file): \(failures)")
            }
        }
    }

    private func newFailures(_ scene: Scene, _ file: String) async throws -> [Int] {
        let program = Program(
            name: "agentctl", environment: ["XDG_STATE_HOME": scene.path("state"), "HOME": scene.path("home")])
        let result = try await program.run(["probe", "--kubeconfig", scene.path(file), "--host", "host", "-o", "json"])
        let document = try JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any]
        return (document?["items"] as? [[String: Any]] ?? []).compactMap { $0["newFailures"] as? Int }
    }
}
