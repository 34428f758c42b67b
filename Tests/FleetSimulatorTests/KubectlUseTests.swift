import Foundation
import Testing

@testable import FleetSimulator

@Suite(
    "The real kubectl, in ordinary use", .enabled(if: Kubectl.isInstalled, "kubectl is not on PATH"),
    .timeLimit(.minutes(10)))
struct KubectlUseTests {
    @Test("tables have the columns of a real server", arguments: SimulatedVersion.allCases)
    func tables(_ version: SimulatedVersion) async throws {
        try await withKubectl(version) { kubectl, _ in
            func head(_ arguments: String...) async throws -> [String] {
                let result = try await kubectl.run(["get"] + arguments)
                #expect(result.status == 0, "\(result.error)")
                return result.output.split(separator: "\n").first.map {
                    $0.split(separator: " ", omittingEmptySubsequences: true).map(String.init)
                } ?? []
            }
            #expect(try await head("pods") == ["NAME", "READY", "STATUS", "RESTARTS", "AGE"])
            #expect(try await head("deploy") == ["NAME", "READY", "UP-TO-DATE", "AVAILABLE", "AGE"])
            #expect(try await head("cm") == ["NAME", "DATA", "AGE"])
            #expect(try await head("svc") == ["NAME", "TYPE", "CLUSTER-IP", "EXTERNAL-IP", "PORT(S)", "AGE"])
            #expect(try await head("ns") == ["NAME", "STATUS", "AGE"])
            #expect(try await head("rs") == ["NAME", "DESIRED", "CURRENT", "READY", "AGE"])
            let containers = version == .v4_1 ? "2/2" : "1/1"
            let pods = try await kubectl.output("get", "pods", "-l", "tier=backend", "--no-headers")
            #expect(pods.split(separator: " ", omittingEmptySubsequences: true)[1...2] == [containers[...], "Running"])
            #expect(
                try await kubectl.output("get", "deploy", "-o", "wide", "--no-headers").contains(
                    "kubesphere/ks-apiserver:\(version.tag)"))
        }
    }

    @Test(
        "Cluster objects are listed, read, edited, made and deleted on the host",
        arguments: [SimulatedVersion.v3_4, .v4_1])
    func clusters(_ version: SimulatedVersion) async throws {
        try await withKubectl(version, context: "host") { kubectl, _ in
            let table = try await kubectl.output("get", "clusters.cluster.kubesphere.io")
            #expect(table.contains("FEDERATED") && table.contains("member-01") && table.contains("host"))
            let path = "jsonpath={.status.conditions[?(@.type==\"Ready\")].status}"
            #expect(try await kubectl.output("get", "cluster", "member-01", "-o", path) == "True")
            #expect(try await kubectl.run("annotate", "cluster", "member-01", "kubesphere.io/syncAt=now").status == 0)
            let file = kubectl.kubeconfig + ".cluster.yaml"
            let text =
                """
                apiVersion: cluster.kubesphere.io/v1alpha1\nkind: Cluster\nmetadata: {name: extra}\nspec: {connection: \
                {type: proxy}}\n
                """
            try text.write(toFile: file, atomically: true, encoding: .utf8)
            let created = try await kubectl.run("create", "-f", file)
            #expect(created.status == 0, "\(created.error)")
            #expect(
                try await kubectl.output("get", "cluster", "extra", "-o", "jsonpath={.spec.connection.type}") == "proxy"
            )
            #expect(try await kubectl.run("delete", "cluster", "extra").status == 0)
            #expect(try await kubectl.run("get", "cluster", "extra").error.contains("not found"))
        }
    }

    @Test("apply, replace and create are validated by the server, and write")
    func applies() async throws {
        try await withKubectl(.v3_4) { kubectl, cluster in
            let file = kubectl.kubeconfig + ".yaml"
            func write(_ text: String) throws { try text.write(toFile: file, atomically: true, encoding: .utf8) }
            let document =
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: kubesphere-config, namespace: kubesphere-system}\n"
            try write(document + "data: {kubesphere.yaml: \"a: 1\"}\n")
            let applied = try await kubectl.run("apply", "-f", file)
            #expect(applied.status == 0, "\(applied.error)")
            #expect(try await cluster.configurationText() == "a: 1")
            let annotation = try await kubectl.output(
                "get", "cm", "kubesphere-config", "-o",
                #"jsonpath={.metadata.annotations.kubectl\.kubernetes\.io/last-applied-configuration}"#)
            #expect(annotation.contains("a: 1"))
            try write(document + "data: {kubesphere.yaml: \"a: 2\"}\n")
            let replaced = try await kubectl.run("replace", "-f", file)
            #expect(replaced.status == 0, "\(replaced.error)")
            #expect(try await cluster.configurationText() == "a: 2")
            try write(document + "dada: {kubesphere.yaml: \"a: 3\"}\n")
            let refused = try await kubectl.run("replace", "-f", file)
            #expect(refused.status != 0 && refused.error.contains("unknown field \"dada\""))
            #expect(try await cluster.configurationText() == "a: 2")
            let created = try await kubectl.run("create", "cm", "other", "--from-literal", "a=b")
            #expect(created.status == 0, "\(created.error)")
            #expect(
                try await kubectl.run("create", "cm", "other", "--from-literal", "a=b").error.contains("already exists")
            )
        }
    }

    @Test("a rollout is undone, and its history is kept", arguments: [SimulatedVersion.v3_4, .v4_1])
    func undo(_ version: SimulatedVersion) async throws {
        try await withKubectl(version) { kubectl, cluster in
            let deployment = "deploy/" + version.deploymentName(.member)
            let first = try await cluster.podNames().map { $0.split(separator: "-").dropLast().joined(separator: "-") }
            #expect(try await kubectl.run("rollout", "restart", deployment).status == 0)
            #expect(try await kubectl.run("rollout", "status", deployment, "--timeout", "60s").status == 0)
            let history = try await kubectl.output("rollout", "history", deployment)
            #expect(history.contains("1 ") && history.contains("2 "), "\(history)")
            let undone = try await kubectl.run("rollout", "undo", deployment)
            #expect(undone.status == 0, "\(undone.error)")
            #expect(try await kubectl.run("rollout", "status", deployment, "--timeout", "60s").status == 0)
            #expect(
                try await cluster.podNames().map { $0.split(separator: "-").dropLast().joined(separator: "-") } == first
            )
        }
    }

    @Test("it says who it is, waits for a condition, and describes what it finds")
    func others() async throws {
        try await withKubectl(.v4_1) { kubectl, cluster in
            let me = try await kubectl.run("auth", "whoami")
            #expect(me.status == 0 && me.output.contains("fleet"), "\(me.error)")
            #expect(
                try await kubectl.run("wait", "--for=condition=Available", "deploy/ks-agent", "--timeout", "30s").status
                    == 0)
            let pod = try #require(try await cluster.podNames().first)
            let described = try await kubectl.run("describe", "pod", pod)
            #expect(described.status == 0 && described.output.contains("ks-controller-manager"), "\(described.error)")
            let resources = try await kubectl.output("api-resources", "-o", "name")
            #expect(resources.contains("clusters.cluster.kubesphere.io") && resources.contains("deployments.apps"))
        }
    }

    @Test("a rollout that hangs ends in kubectl's own words")
    func hangs() async throws {
        try await withKubectl(.v4_1) { kubectl, cluster in
            try await cluster.set(.rolloutHangs)
            #expect(try await kubectl.run("rollout", "restart", "deploy/ks-agent").status == 0)
            let status = try await kubectl.run("rollout", "status", "deploy/ks-agent", "--timeout", "60s")
            #expect(status.status != 0 && status.error.contains("exceeded its progress deadline"), "\(status.error)")
        }
    }
}
