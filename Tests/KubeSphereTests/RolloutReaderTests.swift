import Fleet
import Foundation
import KubeSphere
import Kubernetes
import Testing

@Suite("Pods of a rollout")
struct RolloutReaderTests {
    private static let deployment = """
        {"metadata": {"name": "ks-apiserver"}, "spec": {"replicas": 1, "selector": {"matchLabels": {"app": \
        "ks-apiserver"}},
        "template": {"metadata": {"annotations": {"kubectl.kubernetes.io/restartedAt": "T2"}}, "spec": {"containers": \
        [{"name": "ks-apiserver"}]}}}}
        """

    private func state(_ status: String, restartedAt: String = "T2", deleted: Bool = false) throws -> RolloutState.Pod {
        let deployment = try JSONDecoder.kubernetes.decode(Deployment.self, from: Data(Self.deployment.utf8))
        let end = deleted ? #", "deletionTimestamp": "2026-11-30T12:00:00Z""# : ""
        let pod = """
            {"metadata": {"name": "p", "annotations": {"kubectl.kubernetes.io/restartedAt": "\(restartedAt)"}\(end)},
            "spec": {"containers": [{"name": "ks-apiserver"}]}, "status": \(status)}
            """
        let found = RolloutReader.state(deployment, [try JSONDecoder.kubernetes.decode(Pod.self, from: Data(pod.utf8))])
        #expect(found.wanted == 1 && found.workload == "ks-apiserver")
        return try #require(found.pods.first)
    }

    private func container(_ state: String, _ more: String = "") -> String {
        #"""
        {"phase": "Running", "containerStatuses": [{"name": "ks-apiserver", "ready": false, "restartCount": 3, \#
        "state": \#(state)\#(more)}]}
        """#
    }

    @Test(
        "are named as kubectl names them",
        arguments: [
            (#"{"waiting": {"reason": "ContainerCreating"}}"#, "ContainerCreating", nil),
            (#"{"running": {}}"#, "Running", nil),
            (
                #"{"waiting": {"reason": "ImagePullBackOff", "message": "Back-off pulling image \"x\""}}"#,
                "ImagePullBackOff", #"Back-off pulling image "x""#
            ),
            (#"{"waiting": {"reason": "CrashLoopBackOff", "message": "back-off 10s"}}"#, "CrashLoopBackOff", nil),
            (#"{"terminated": {"reason": "OOMKilled", "exitCode": 137}}"#, "OOMKilled", nil),
        ] as [(String, String, String?)])
    func words(of state: String, word: String, message: String?) throws {
        let pod = try self.state(container(state))
        #expect(pod.status == word && pod.message == message && pod.restarts == 3, "\(pod)")
    }

    @Test("are new where they carry the restart of the template, and say how they ended last")
    func newAndEnded() throws {
        let ended = container(
            #"{"running": {}}"#, #", "lastState": {"terminated": {"reason": "Error", "exitCode": 2}}"#)
        #expect(try state(ended).isNew && state(ended).lastEnd == .init(reason: "Error", exitCode: 2))
        #expect(try !state(ended, restartedAt: "T1").isNew)
        #expect(try state(ended, deleted: true).isTerminating)
    }

    @Test("say why they are on no node")
    func unscheduled() throws {
        let pod = try state(
            #"""
            {"phase": "Pending", "conditions": [{"type": "PodScheduled", "status": "False", "reason": "Unschedulable",\#
             "message": "0/3 nodes"}]}
            """#
        )
        #expect(pod.status == "Unschedulable" && pod.message == "0/3 nodes" && !pod.ready)
        #expect(try state(#"{"phase": "Pending"}"#).status == "Pending")
    }
}
