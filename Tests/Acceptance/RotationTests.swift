import ChildPrograms
import Fleet
import FleetSimulator
import Foundation
import Testing

@Suite("Certificates and keys in files of their own", .timeLimit(.minutes(5)))
struct RotationTests {
    private func health(_ scene: Scene) async throws -> String? {
        try await scene.items("status", "m1").first?["health"] as? String
    }

    private func probes(_ scene: Scene) async throws -> [String] {
        try await scene.items("history", "--kind", "probes", "--cluster", "m1", "--limit", "0").compactMap {
            $0["health"] as? String
        }
    }

    @Test(
        """
        one that comes late is taken over when it is there, and one that is wrong for a while leaves its context as it \
        was
        """
    )
    func rotation() async throws {
        var fleet = FleetConfiguration.scene([("m1", .v3_4, nil)])
        fleet.clusters[1].credential = .clientCertificateFiles
        try await Scene.with(fleet) { scene in
            try scene.configure(policy: TestPolicy.observe)
            let (key, certificate) = ("m1.key", "m1.crt")
            let (goodKey, goodCertificate) = (try scene.read(key), try scene.read(certificate))
            try FileManager.default.removeItem(atPath: scene.path(key))
            let stopped = try await scene.withAgent {
                try await scene.eventually { try await health(scene) == "unknown" }
                try scene.write(key, goodKey)
                try await scene.eventually { try await health(scene) == "healthy" }
                let before = try await probes(scene).count { $0 == "unknown" }
                try scene.write(certificate, "nothing of the kind\n")
                let seen = try await probes(scene).count
                try await scene.eventually { try await probes(scene).count >= seen + 3 }
                try scene.write(certificate, goodCertificate)
                #expect(try await probes(scene).count { $0 == "unknown" } == before)
            }
            #expect(
                stopped.status == 0
                    && stopped.errors.contains("a context cannot be used as it is now, and goes on as it was"),
                "\(stopped)")
        }
    }
}
