import Foundation
import NIOCore
import Testing

@testable import FleetSimulator

@Suite("A fleet as a whole", .timeLimit(.minutes(10)))
struct FleetTests {
    @Test("three hundred clusters start, answer and stop", .timeLimit(.minutes(10)))
    func manyClusters() async throws {
        try await withFleet(FleetConfiguration(members: 299, versions: SimulatedVersion.allCases)) { fleet in
            #expect(fleet.clusters.count == 300)
            #expect(Set(fleet.clusters.map(\.port)).count == 300)
            for name in ["host", "member-001", "member-299"] {
                try await withSession(fleet, name) { session in
                    let answer = try await session.get("/api/v1/namespaces/kube-system")
                    #expect(answer.status == 200)
                }
            }
        }
    }

    @Test("every cluster has its own identity")
    func identities() async throws {
        try await withFleet(FleetConfiguration(members: 3)) { fleet in
            var uids: Set<String> = []
            for cluster in fleet.clusters { uids.insert(try await cluster.uid()) }
            #expect(uids.count == 4)
            #expect(Set(fleet.clusters.map(\.authorityPEM)).count == 4)
        }
    }

    @Test("the kubeconfig is its owner's alone")
    func kubeconfigMode() async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "fleet-\(UUID().uuidString)").path()
        defer { try? FileManager.default.removeItem(atPath: directory) }
        var configuration = FleetConfiguration(members: 1)
        configuration.clusters[1].credential = .clientCertificateFiles
        try await withFleet(configuration) { fleet in
            let path = try fleet.writeKubeconfig(to: directory)
            for file in [path, directory + "/member-01.key", directory + "/member-01.crt"] {
                let mode = try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
                #expect(mode == 0o600)
            }
            #expect(try String(contentsOfFile: path, encoding: .utf8) == fleet.kubeconfig())
        }
    }

    @Test("users' traffic leaves failures on the broken member only")
    func traffic() async throws {
        var configuration = FleetConfiguration(members: 2, versions: [.v3_4])
        configuration.clusters[2].fault = .maxAge
        try await withFleet(configuration) { fleet in
            await fleet.sendUserRequests()
            let healthy = try await fleet.cluster(named: "member-01")?.logLines() ?? []
            let broken = try await fleet.cluster(named: "member-02")?.logLines() ?? []
            #expect(!healthy.contains { $0.hasSuffix("jwt.go:53] token not found in cache") })
            #expect(broken.count { $0.hasSuffix("jwt.go:53] token not found in cache") } == 1)
        }
    }

    @Test("requests are counted, and reads are not writes")
    func requestRecord() async throws {
        try await withFleet(FleetConfiguration(members: 1)) { fleet in
            try await withSession(fleet, "member-01") { session in
                _ = try await session.get("/version")
                _ = try await session.get("/version")
                let review: JSON = ["spec": ["resourceAttributes": ["verb": "get", "resource": "pods"]]]
                let path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
                _ = try await session.client.send(
                    "POST", path, headers: [("Authorization", "Bearer \(session.token)")], body: review.bytes)
                let reads = try await session.cluster.requests()
                #expect(reads.count(method: "GET", path: "/version") == 2)
                #expect(reads.total == 3)
                #expect(reads.writes == 0)
                _ = try await session.patch(Path.configMap, "merge-patch", ["data": ["x": "y"]])
                #expect(try await session.cluster.requests().writes == 1)
            }
        }
    }

    @Test("a watch whose client has gone leaves nothing behind")
    func watchesEnd() async throws {
        try await withFleet(FleetConfiguration(members: 1)) { fleet in
            let cluster = try #require(fleet.cluster(named: "member-01"))
            // Longer than the test waits: a client that gave up by itself would be waited for in vain.
            try await withSession(fleet, "member-01", deadline: .minutes(10)) { session in
                let watching = Task { try await session.get(Path.system + "/pods?watch=1") }
                try await waitUntil { try await cluster.openStreams().watches == 1 }
                watching.cancel()
                _ = await watching.result
            }
            try await waitUntil {
                let open = try await cluster.openStreams()
                return open.watches == 0 && open.connections == 0
            }
        }
    }

    @Test(
        "3.4 takes a changed configuration by itself, the other versions do not", arguments: SimulatedVersion.allCases)
    func reload(_ version: SimulatedVersion) async throws {
        var configuration = FleetConfiguration(members: 1, versions: [version])
        configuration.hostSecret = "secret"
        configuration.volumeSyncDelay = .milliseconds(50)
        configuration.clusters[1].fault = .maxAge
        try await withFleet(configuration) { fleet in
            try await withSession(fleet, "member-01") { session in
                let text = ConfigurationText.healthy(version: version, role: .member, secret: "secret")
                let token = TokenKind.preRegistration.text(secret: "secret")
                try await session.cluster.setConfiguration(text, restart: false)
                if version == .v3_4 {
                    #expect(
                        try await session.ask({ try await session.probe(token) }) { $0.status == 200 }.status == 200)
                } else {
                    // Its pods are the same and still refuse, until they are replaced.
                    #expect(try await session.probe(token).status == 401)
                    try await session.cluster.restart()
                    #expect(try await session.probe(token).status == 200)
                }
            }
        }
    }

    @Test("a crash-looping server comes back by a right ConfigMap and a restart", arguments: SimulatedVersion.allCases)
    func repairsCrashLoop(_ version: SimulatedVersion) async throws {
        var configuration = FleetConfiguration(members: 1, versions: [version])
        configuration.hostSecret = "secret"
        configuration.rolloutDuration = .milliseconds(200)
        configuration.clusters[1].fault = .emptySecret
        try await withFleet(configuration) { fleet in
            try await withSession(fleet, "member-01") { session in
                let text = ConfigurationText.healthy(version: version, role: .member, secret: "secret")
                let written = try await session.patch(
                    Path.configMap, "merge-patch", ["data": ["kubesphere.yaml": .string(text)]])
                #expect(written.status == 200)
                let annotations: JSON = ["kubectl.kubernetes.io/restartedAt": "now"]
                let patch: JSON = ["spec": ["template": ["metadata": ["annotations": annotations]]]]
                _ = try await session.patch(Path.deployment(session.cluster), "strategic-merge-patch", patch)
                _ = try await session.rolledOut()
                let token = TokenKind.preRegistration.text(secret: "secret")
                #expect(try await session.ask({ try await session.probe(token) }) { $0.status == 200 }.status == 200)
            }
        }
    }

    @Test("several replicas roll out one by one, and end ready", arguments: [SimulatedVersion.v3_1, .v4_1])
    func replicas(_ version: SimulatedVersion) async throws {
        var configuration = FleetConfiguration(members: 1, versions: [version], replicas: 3)
        configuration.rolloutDuration = .milliseconds(300)
        try await withFleet(configuration) { fleet in
            try await withSession(fleet, "member-01") { session in
                let before = try await session.cluster.podNames()
                let annotations: JSON = ["kubectl.kubernetes.io/restartedAt": "now"]
                let patch: JSON = ["spec": ["template": ["metadata": ["annotations": annotations]]]]
                let answer = try await session.patch(Path.deployment(session.cluster), "strategic-merge-patch", patch)
                #expect(answer.status == 200)
                _ = try await session.rolledOut()
                let after = try await session.cluster.podNames()
                #expect(after.count == 3)
                #expect(Set(after).isDisjoint(with: before))
            }
        }
    }
}
