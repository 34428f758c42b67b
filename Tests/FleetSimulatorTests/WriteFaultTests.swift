import NIOCore
import Testing

@testable import FleetSimulator

@Suite("Faults of writes", .timeLimit(.minutes(10)))
struct WriteFaultTests {
    @Test("a write whose answer is lost is done; one that is lost itself is not; both strike as often as was said")
    func lostAnswers() async throws {
        try await withMember { fleet, session in
            try await fleet.setFault(.loseAnswer(WriteTarget("configmaps", times: 1)), on: "member-01")
            await #expect(throws: (any Error).self) { try await session.write("first") }
            #expect(try await session.cluster.configurationText() == "first")
            #expect(try await session.write("second").status == 200)
            try await fleet.setFault(.loseRequest(WriteTarget(times: 1)), on: "member-01")
            await #expect(throws: (any Error).self) { try await session.write("third") }
            #expect(try await session.cluster.configurationText() == "second")
            #expect(try await session.write("third").status == 200)
        }
    }

    @Test("a write that is never answered is done")
    func neverAnswered() async throws {
        try await withMember(deadline: .milliseconds(500)) { fleet, session in
            try await fleet.setFault(.neverAnswer(), on: "member-01")
            await #expect(throws: (any Error).self) { try await session.write("silent") }
            #expect(try await session.cluster.configurationText() == "silent")
        }
    }

    @Test("a write is answered later than it is done")
    func lateAnswer() async throws {
        try await withMember { fleet, session in
            try await fleet.setFault(.lateAnswer(.milliseconds(700)), on: "member-01")
            let clock = ContinuousClock()
            let start = clock.now
            async let answer = session.write("late")
            try await waitUntil { try await session.cluster.configurationText() == "late" }
            #expect(try await answer.status == 200)
            #expect(clock.now - start >= .milliseconds(700))
        }
    }

    /// A refusal and its first words.
    struct Refusal: Sendable, CustomTestStringConvertible {
        let fault: Fault
        let status: Int
        let message: String
        var testDescription: String { fault.name }
    }

    static let refusals = [
        Refusal(
            fault: .conflict(), status: 409,
            message: "Operation cannot be fulfilled on configmaps \"kubesphere-config\": the object"),
        Refusal(
            fault: .testFails(), status: 422,
            message: """
                the server rejected our request due to an error in our request
                """),
        Refusal(
            fault: .invalidWrite(), status: 422,
            message: "ConfigMap \"kubesphere-config\" is invalid: metadata: Forbidden"),
        Refusal(fault: .failedWrite(), status: 500, message: "Internal error occurred: etcdserver: request timed out"),
        Refusal(
            fault: .concurrentEdit(), status: 422,
            message: "the server rejected our request due to an error in our request"),
        Refusal(
            fault: .denied(verb: "patch", resource: "configmaps"), status: 403,
            message:
                "configmaps \"kubesphere-config\" is forbidden: User \"fleet\" cannot patch resource \"configmaps\""),
    ]

    @Test("a refused write changes nothing, and goes through after the repair", arguments: refusals)
    func refusedWrites(_ refusal: Refusal) async throws {
        try await withMember { fleet, session in
            try await fleet.setFault(refusal.fault, on: "member-01")
            let before = try #require(try await session.cluster.configurationText())
            let answer = try await session.write("new")
            #expect(answer.status == refusal.status)
            #expect(answer.message.hasPrefix(refusal.message))
            #expect(try await session.cluster.configurationText()?.hasPrefix(before) == true)
            try await fleet.clearFault(refusal.fault, on: "member-01")
            #expect(try await session.write("new").status == 200)
            #expect(try await session.cluster.configurationText() == "new")
        }
    }

    @Test("a dry run meets no fault, and a write of another resource none that is not meant")
    func aimedFaults() async throws {
        try await withMember { fleet, session in
            try await fleet.setFault(.conflict(WriteTarget("deployments")), on: "member-01")
            #expect(try await session.write("new").status == 200)
            let restart: JSON = ["spec": ["template": ["metadata": ["annotations": ["a": "b"]]]]]
            let path = Path.deployment(session.cluster)
            #expect(try await session.patch(path + "?dryRun=All", "strategic-merge-patch", restart).status == 200)
            #expect(try await session.patch(path, "strategic-merge-patch", restart).status == 409)
        }
    }

    @Test("a missing right is one verb on one resource, and the review says so")
    func denied() async throws {
        try await withMember { fleet, session in
            try await fleet.setFault(.denied(verb: "get", resource: "pods/log"), on: "member-01")
            let pod = try #require(try await session.cluster.podNames().first)
            #expect(try await session.get(Path.system + "/pods/\(pod)/log").status == 403)
            #expect(try await session.get(Path.system + "/pods/\(pod)").status == 200)
            let wanted: JSON = [
                "namespace": "kubesphere-system", "verb": "get", "resource": "pods", "subresource": "log",
            ]
            let review = try await session.client.send(
                "POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                headers: [("Authorization", "Bearer \(session.token)")],
                body: JSON.object(["spec": ["resourceAttributes": wanted]]).bytes)
            #expect(review.json?[["status", "allowed"]] == false)
        }
    }

    @Test(
        "a rollout that hangs says so after its deadline, and ends when the image is there",
        arguments: [SimulatedVersion.v3_4, .v4_1])
    func hangingRollout(_ version: SimulatedVersion) async throws {
        try await withMember(version: version) { fleet, session in
            try await fleet.setFault(.rolloutHangs, on: "member-01")
            try await session.restart()
            let late = try await session.ask({ try await session.get(Path.deployment(session.cluster)) }) {
                $0.progress?["status"] == "False"
            }
            #expect(late.progress?["reason"] == "ProgressDeadlineExceeded")
            // 3.x ends the old pod first, 4.x keeps it until the new one is ready.
            let status = try await session.probe(nil).status
            #expect(status == (version == .v4_1 ? 200 : 503))
            let pods =
                try await session.get(Path.system + "/pods?labelSelector=tier=backend").json?["items"]?.array ?? []
            let waiting = pods.compactMap {
                $0[["status", "containerStatuses"]]?.array?.first?[["state", "waiting", "reason"]]?.string
            }
            #expect(waiting == ["ImagePullBackOff"])
            try await fleet.clearFault(.rolloutHangs, on: "member-01")
            #expect(try await session.rolledOut().status == 200)
            #expect(try await session.probe(nil).status == 200)
        }
    }

    @Test(
        "a process that cannot bear another document runs with the old one again", arguments: SimulatedVersion.allCases)
    func crashOnNewConfiguration(_ version: SimulatedVersion) async throws {
        try await withMember(version: version) { fleet, session in
            try await fleet.setFault(.crashOnNewConfiguration, on: "member-01")
            let before = try #require(try await session.cluster.configurationText())
            #expect(try await session.write(before + "# new\n").status == 200)
            try await session.restart()
            let crashed = try await session.ask({
                try await session.get(Path.system + "/pods?labelSelector=tier=backend")
            }) { answer in
                answer.text.contains("CrashLoopBackOff")
            }
            #expect(crashed.text.contains("CrashLoopBackOff"))
            #expect(try await session.write(before).status == 200)
            #expect(try await session.rolledOut().status == 200)
            let answer = try await session.ask({ try await session.probe(nil) }) { $0.status == 200 }
            #expect(answer.status == 200)
        }
    }

    @Test("a proof is refused whatever the document says, and a mis-signed token for its own reason")
    func proofRefused() async throws {
        try await withMember { fleet, session in
            try await fleet.setFault(.proofRefused, on: "member-01")
            let token = TokenKind.preRegistration.text(secret: Self.secret)
            #expect(try await session.probe(token).message == "Unauthorized: token not found in cache")
            let wrong = TokenKind.misSigned.text(secret: Self.secret)
            #expect(try await session.probe(wrong).message == "Unauthorized: signature is invalid")
            try await fleet.clearFault(on: "member-01")
            #expect(try await session.probe(token).status == 200)
        }
    }

    @Test(
        "an owner that reverts undoes a repair, restarts, and joins the fault that was there",
        arguments: [SimulatedVersion.v3_1, .v4_1])
    func revertingOwner(_ version: SimulatedVersion) async throws {
        try await withMember(version: version) { fleet, session in
            try await fleet.setFault(.ownerReverts(after: .milliseconds(200)), on: "member-01")
            try await fleet.setFault(.maxAge, on: "member-01")
            #expect(try await session.cluster.faults() == [.maxAge, .ownerReverts(after: .milliseconds(200))])
            let broken = try #require(try await session.cluster.configurationText())
            let pods = try await session.cluster.podNames()
            #expect(
                try await session.write(ConfigurationText.replacing("accessTokenMaxAge", with: "0s", in: broken)).status
                    == 200)
            try await waitUntil { try await session.cluster.configurationText() == broken }
            try await waitUntil { try await Set(session.cluster.podNames()).isDisjoint(with: pods) }
            let managers = try await session.get(Path.configMap).json?[["metadata", "managedFields"]]?.array?.compactMap
            { $0["manager"]?.string }
            #expect(managers?.last == (version.is3 ? "kubectl-client-side-apply" : "helm"))
        }
    }

    @Test(
        "arguments of a fault can be read back",
        arguments: [
            "conflict:configmaps:2", "lose-answer:3", "deny:get:pods/log", "owner-reverts:0.5", "late-answer:7.0",
            "conflict:deployments",
        ])
    func arguments(_ name: String) throws {
        #expect(try #require(Fault(name: name)).name == name)
    }

    @Test(
        "a fault with arguments that it does not take is none",
        arguments: ["max-age:2", "conflict:0", "conflict:2:configmaps", "deny:patch", "slow:-1", "late-answer:x", ""])
    func wrongArguments(_ name: String) {
        #expect(Fault(name: name) == nil)
    }

    private static let secret = "the fleet's secret"

    private func withMember(
        version: SimulatedVersion = .v3_4, deadline: TimeAmount = .seconds(20),
        _ act: (SimulatedFleet, ClusterSession) async throws -> Void
    ) async throws {
        var configuration = FleetConfiguration(members: 1, versions: [version])
        configuration.hostSecret = Self.secret
        configuration.rolloutDuration = .milliseconds(100)
        configuration.volumeSyncDelay = .milliseconds(50)
        try await withFleet(configuration) { fleet in
            try await withSession(fleet, "member-01", deadline: deadline) { try await act(fleet, $0) }
        }
    }
}

extension ClusterSession {
    /// Replaces the document as a careful client does: with a `test` on the text that was read.
    fileprivate func write(_ text: String) async throws -> Answer {
        let path: JSON = "/data/kubesphere.yaml"
        let old = JSON.string(try await cluster.configurationText() ?? "")
        return try await patch(
            Path.configMap, "json-patch",
            [["op": "test", "path": path, "value": old], ["op": "replace", "path": path, "value": .string(text)]])
    }

    fileprivate func restart() async throws {
        let annotation: JSON = ["kubectl.kubernetes.io/restartedAt": .string(Timestamp.now.rfc3339Nano)]
        let answer = try await patch(
            Path.deployment(cluster), "strategic-merge-patch",
            ["spec": ["template": ["metadata": ["annotations": annotation]]]])
        #expect(answer.status == 200)
    }
}

extension Answer {
    fileprivate var progress: JSON? {
        json?[["status", "conditions"]]?.array?.first { $0["type"] == "Progressing" }
    }
}
