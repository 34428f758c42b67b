import Fleet
import FoundationEssentials
import Kubernetes
import NIOHTTP1
import Testing

@Suite("Writes", .timeLimit(.minutes(10)))
struct WriterTests {
    private let path = "/api/v1/namespaces/kubesphere-system/configmaps/kubesphere-config"

    @Test(
        "A patch carries its format, body and query",
        arguments: [
            (PatchFormat.json, "application/json-patch+json"), (.merge, "application/merge-patch+json"),
            (.strategicMerge, "application/strategic-merge-patch+json"),
        ])
    func patch(format: PatchFormat, type: String) async throws {
        try await withCluster(script: { _ in .answer(200, body: #"{"metadata":{"resourceVersion":"8"}}"#) }) {
            client, server in
            let changed = await client.writer.patch(
                ConfigMap.self, path, format, body: Array(#"[{"op":"test"}]"#.utf8),
                query: [("dryRun", "All"), ("fieldManager", "ksfleet")])
            #expect(changed.value?.metadata.resourceVersion == "8")
            let request = try #require(server.requests.first)
            #expect(request.method == "PATCH")
            #expect(request.uri == "\(path)?dryRun=All&fieldManager=ksfleet")
            #expect(request.headers["Content-Type"] == [type])
            #expect(request.headers["Authorization"] == ["Bearer test-token-1234"])
            #expect(request.body == #"[{"op":"test"}]"#)
        }
    }

    /// A failing `test` and a validation are both 422; only a validation says what is invalid.
    @Test(
        "422 to a JSON patch is a conflict where it explains nothing",
        arguments: [
            (PatchFormat.json, "{}", Fault.Kind.conflict),
            (.json, #"{"name":"x","kind":"Deployment"}"#, .unprocessable),
            (.merge, "{}", .unprocessable),
        ])
    func failingTest(format: PatchFormat, details: String, kind: Fault.Kind) async throws {
        let body = #"{"kind":"Status","message":"rejected","reason":"Invalid","details":\#(details),"code":422}"#
        try await withCluster(script: { _ in .answer(422, body: body) }) { client, _ in
            let fault = await client.writer.patch(ConfigMap.self, path, format, body: Array("[]".utf8)).fault
            #expect(fault?.kind == kind)
            #expect(fault?.status == 422)
        }
    }

    @Test(
        "The recorded answers to JSON patches have their kinds",
        arguments: [
            ("26-jsonpatch-test-fails", Fault.Kind.conflict), ("28-jsonpatch-test-resourceversion-fails", .conflict),
            ("29-jsonpatch-stale-resourceversion-409", .conflict), ("31-jsonpatch-malformed-400", .badRequest),
            ("32-jsonpatch-403-token-none", .forbidden), ("34-jsonpatch-again-422", .conflict),
        ])
    func recorded(name: String, kind: Fault.Kind) async throws {
        let recorded = try RecordedAnswer("v3.4.1", name)
        try await withCluster(script: { _ in .answer(recorded.status, body: recorded.body) }) { client, _ in
            let fault = await client.writer.patch(ConfigMap.self, path, .json, body: Array("[]".utf8)).fault
            #expect(fault?.kind == kind)
        }
    }

    @Test("A review asks what may be done, and reads the answer")
    func review() async throws {
        let recorded = try RecordedAnswer("v3.4.1", "11-can-i-patch-configmap")
        try await withCluster(script: { _ in .answer(recorded.status, body: recorded.body) }) { client, server in
            let may = await client.writer.review(
                .init(verb: "patch", resource: "configmaps", namespace: "kubesphere-system", name: "kubesphere-config"))
            #expect(may.value?.allowed == true)
            #expect(may.value?.reason?.contains("cluster-admin") == true)
            let request = try #require(server.requests.first)
            #expect(request.uri == "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews")
            #expect(request.headers["Content-Type"] == ["application/json"])
            let asked = try JSONDecoder().decode(Asked.self, from: Data(request.body.utf8))
            #expect(asked.kind == "SelfSubjectAccessReview")
            #expect(
                asked.spec.resourceAttributes == [
                    "verb": "patch", "resource": "configmaps", "namespace": "kubesphere-system",
                    "name": "kubesphere-config",
                ])
        }
    }

    private struct Asked: Decodable {
        struct Spec: Decodable { let resourceAttributes: [String: String] }
        let kind: String
        let spec: Spec
    }
}
