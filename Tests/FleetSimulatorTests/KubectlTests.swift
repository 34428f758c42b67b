import Foundation
import Testing

@testable import FleetSimulator

@Suite(
    "The real kubectl works against the simulator", .enabled(if: Kubectl.isInstalled, "kubectl is not on PATH"),
    .timeLimit(.minutes(10)))
struct KubectlTests {
    @Test("it reads namespaces, ConfigMaps, Deployments and pods", arguments: SimulatedVersion.allCases)
    func reads(_ version: SimulatedVersion) async throws {
        try await withKubectl(version) { kubectl, cluster in
            #expect(try await kubectl.output("get", "namespaces", "-o", "name").contains("namespace/kubesphere-system"))
            let deployment = version.deploymentName(.member)
            let names = try await kubectl.output("get", "cm,deploy,pods,svc,rs", "-o", "name")
            #expect(names.contains("configmap/kubesphere-config\n"))
            #expect(names.contains("deployment.apps/\(deployment)\n"))
            #expect(names.contains("pod/\(deployment)-"))
            #expect(names.contains("replicaset.apps/\(deployment)-"))
            let text = try await kubectl.output(
                "get", "cm", "kubesphere-config", "-o", #"jsonpath={.data.kubesphere\.yaml}"#)
            #expect(try await cluster.configurationText() == text)
            #expect(try await kubectl.output("get", "pods").contains("NAME"))
        }
    }

    @Test("it reads raw paths, the service proxy included", arguments: SimulatedVersion.allCases)
    func raw(_ version: SimulatedVersion) async throws {
        try await withKubectl(version) { kubectl, _ in
            let kubernetes = try await kubectl.output("get", "--raw", "/version")
            #expect(kubernetes.contains("v1.36.2"))
            let path = Path.system + "/services/:ks-apiserver:/proxy" + version.versionPath
            let kubeSphere = try await kubectl.output("get", "--raw", path)
            #expect(kubeSphere.contains(version.tag))
        }
    }

    @Test("it reads logs in every way")
    func logs() async throws {
        try await withKubectl(.v3_4) { kubectl, cluster in
            let pod = try #require(try await cluster.podNames().first)
            let all = try await kubectl.output("logs", pod)
            #expect(all.hasSuffix("Start listening on :9090\n"))
            let last = try await kubectl.output("logs", "deploy/ks-apiserver", "--tail", "1", "--timestamps")
            #expect(
                last.wholeMatch(of: #/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z I\d{4} .*Start listening on :9090\n/#)
                    != nil)
            let later = Date().addingTimeInterval(3_600).formatted(.iso8601)
            #expect(try await kubectl.output("logs", pod, "--since-time", later).isEmpty)
            #expect(try await kubectl.output("logs", pod, "--since", "1h") == all)
            let failure = try await kubectl.run("logs", pod, "--previous")
            #expect(
                failure.error.contains("previous terminated container \"ks-apiserver\" in pod \"\(pod)\" not found"))
            // A followed log ends with its container.
            async let followed = kubectl.output("logs", pod, "-f", "--tail", "1")
            try await waitUntil { try await cluster.openStreams().follows == 1 }
            try await cluster.appendLog(["one more line"])
            try await cluster.killContainers()
            #expect(try await followed.hasSuffix("one more line\n"))
            try await waitUntil { try await kubectl.run("logs", pod, "--previous").status == 0 }
            #expect(try await kubectl.output("logs", pod, "--previous").hasSuffix("one more line\n"))
            #expect(try await cluster.openStreams().follows == 0)
        }
    }

    @Test("it patches: a failing test changes nothing, a dry run neither, a good patch does")
    func patches() async throws {
        try await withKubectl(.v3_4) { kubectl, cluster in
            let before = try await cluster.configurationText()
            func patch(_ patch: String, _ more: String...) async throws -> Kubectl.Result {
                try await kubectl.run(["patch", "cm", "kubesphere-config", "--type", "json", "-p", patch] + more)
            }
            let failing =
                #"[{"op":"test","path":"/data/kubesphere.yaml","value":"x"},{"op":"add","path":"/data/a","value":"b"}]"#
            let refused = try await patch(failing)
            #expect(refused.status == 1)
            #expect(refused.error.contains("the server rejected our request due to an error in our request"))
            let good = #"[{"op":"replace","path":"/data/kubesphere.yaml","value":"a: b"}]"#
            #expect(try await patch(good, "--dry-run=server").status == 0)
            #expect(try await cluster.configurationText() == before)
            #expect(try await patch(good, "--field-manager", "me").status == 0)
            #expect(try await cluster.configurationText() == "a: b")
            let managers = try await kubectl.output(
                "get", "cm", "kubesphere-config", "--show-managed-fields", "-o",
                "jsonpath={.metadata.managedFields[*].manager}")
            #expect(managers == "me")
        }
    }

    @Test("it restarts a rollout and waits for it", arguments: SimulatedVersion.allCases)
    func rollout(_ version: SimulatedVersion) async throws {
        try await withKubectl(version) { kubectl, cluster in
            let before = try await cluster.podNames()
            let deployment = "deploy/" + version.deploymentName(.member)
            #expect(try await kubectl.run("rollout", "restart", deployment).status == 0)
            #expect(
                try await kubectl.output("rollout", "status", deployment, "--timeout", "60s").contains(
                    "successfully rolled out"))
            let after = try await cluster.podNames()
            #expect(after.count == before.count)
            #expect(Set(after).isDisjoint(with: before))
        }
    }

    @Test("it scales to nothing and back")
    func scales() async throws {
        try await withKubectl(.v3_1) { kubectl, cluster in
            #expect(try await kubectl.run("scale", "deploy/ks-apiserver", "--replicas", "0").status == 0)
            try await waitUntil { try await cluster.podNames().isEmpty }
            let refused = try await kubectl.run(
                "get", "--raw", Path.system + "/services/:ks-apiserver:/proxy/kapis/version")
            #expect(refused.error.contains("no endpoints available for service \"ks-apiserver\""))
            #expect(try await kubectl.run("scale", "deploy/ks-apiserver", "--replicas", "2").status == 0)
            #expect(try await kubectl.run("rollout", "status", "deploy/ks-apiserver", "--timeout", "60s").status == 0)
            #expect(try await cluster.podNames().count == 2)
        }
    }

    @Test("it asks what is allowed")
    func canI() async throws {
        try await withKubectl(.v3_4) { kubectl, cluster in
            #expect(try await kubectl.output("auth", "can-i", "patch", "configmaps") == "yes\n")
            #expect(try await kubectl.output("auth", "can-i", "--list").contains("*.*"))
            let plain = try await kubectl.withToken(cluster.tokens.nobody)
            #expect(try await plain.run("auth", "can-i", "patch", "configmaps").output == "no\n")
            #expect(try await plain.run("get", "pods").error.contains("User \"nobody\" cannot list resource \"pods\""))
            let observer = try await kubectl.withToken(cluster.tokens.observer)
            #expect(try await observer.run("auth", "can-i", "get", "pods", "--subresource", "log").output == "yes\n")
            #expect(try await observer.run("auth", "can-i", "patch", "configmaps").output == "no\n")
        }
    }
}

/// A member of a fleet of two, a kubeconfig and the real kubectl, for the time of one test.
func withKubectl(
    _ version: SimulatedVersion, context: String = "member-01", _ act: (Kubectl, SimulatedCluster) async throws -> Void
) async throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: "fleet-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: directory) }
    var configuration = FleetConfiguration(members: 1, versions: [version], hostVersion: version, replicas: 1)
    configuration.rolloutDuration = .milliseconds(500)
    try await withFleet(configuration) { fleet in
        let cluster = try #require(fleet.cluster(named: context))
        let path = try fleet.writeKubeconfig(to: directory.path())
        try await act(Kubectl(kubeconfig: path, context: context), cluster)
    }
}

/// Waits, with a deadline, until something holds.
func waitUntil(_ holds: () async throws -> Bool) async throws {
    let clock = ContinuousClock()
    let deadline = clock.now + .seconds(180)
    while try await !holds() {
        try #require(clock.now < deadline, "it never came to hold")
        try await clock.sleep(for: .milliseconds(20))
    }
}
