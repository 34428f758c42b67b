import Fleet
import FoundationEssentials
import Kubernetes
import Testing

@Suite("Objects decode what real API servers answered")
struct ObjectsTests {
    static let versions = ["v3.1.1", "v3.4.1", "v4.1.3"]

    private func decode<Value: Decodable>(_ type: Value.Type, _ version: String, _ name: String) throws -> Value {
        try RecordedAnswer(version, name).decode(type, with: .kubernetes)
    }

    @Test("Namespace", arguments: versions)
    func namespace(version: String) throws {
        let namespace = try decode(Namespace.self, version, "02-get-namespace-kube-system")
        #expect(namespace.metadata.name == "kube-system")
        #expect(namespace.metadata.uid?.count == 36)
        #expect(namespace.metadata.creationTimestamp != nil)
    }

    @Test("ConfigMap, with who wrote its data", arguments: versions)
    func configMap(version: String) throws {
        let map = try decode(ConfigMap.self, version, "03-get-configmap")
        #expect(map.data?["kubesphere.yaml"]?.contains("jwtSecret") == true)
        #expect(map.metadata.resourceVersion?.isEmpty == false)
        let writers = try #require(map.metadata.managedFields).filter { $0.dataKeys.contains("kubesphere.yaml") }
        #expect(!writers.isEmpty)
        #expect(writers.allSatisfy { $0.manager != nil && $0.time != nil && $0.dataKeys == ["kubesphere.yaml"] })
    }

    @Test("A ConfigMap's data is in no description", arguments: versions)
    func noDescription(version: String) throws {
        let map = try decode(ConfigMap.self, version, "03-get-configmap")
        var dumped = ""
        dump(map, to: &dumped)
        #expect(!"\(map) \(String(reflecting: map)) \(dumped)".contains("jwtSecret"))
    }

    @Test("Service", arguments: versions)
    func service(version: String) throws {
        let service = try decode(Service.self, version, "05-get-service")
        #expect(service.spec.selector?.isEmpty == false)
        #expect(service.spec.ports?.first?.port == 80)
    }

    @Test("Deployments by name and by list", arguments: versions)
    func deployment(version: String) throws {
        let list = try decode(ObjectList<Deployment>.self, version, "08-list-deployments")
        #expect(!list.items.isEmpty)
        let deployment = try decode(Deployment.self, version, "06-get-deployment")
        #expect(deployment.spec.replicas == 1)
        #expect(deployment.spec.selector.matchLabels?.isEmpty == false)
        #expect(deployment.spec.template.spec.containers.first?.image?.contains(":\(version)") == true)
        #expect(deployment.status?.observedGeneration == deployment.metadata.generation)
        #expect(deployment.status?.conditions?.map(\.type).sorted() == ["Available", "Progressing"])
    }

    @Test("A Deployment's strategy has numbers and percentages")
    func strategy() throws {
        let deployment = try decode(Deployment.self, "v3.4.1", "06-get-deployment")
        #expect(deployment.spec.strategy?.rollingUpdate?.maxSurge == .int(0))
        #expect(
            deployment.spec.template.metadata?.annotations?["kubectl.kubernetes.io/restartedAt"]
                == "2026-11-24T00:50:49Z")
        #expect(deployment.spec.template.spec.containers.first?.command == ["ks-apiserver", "--logtostderr=true"])
    }

    @Test("A rollout under way, and a Deployment of no replicas", arguments: versions)
    func rollout(version: String) throws {
        let rolling = try decode(Deployment.self, version, "37-get-deployment-rolling")
        #expect(rolling.metadata.generation != nil)
        let none = try decode(Deployment.self, version, "54-get-deployment-scaled-0")
        #expect(none.spec.replicas == 0)
        #expect(none.status?.availableReplicas == nil)
    }

    @Test("Pods with the state of their containers", arguments: versions)
    func pods(version: String) throws {
        let list = try decode(ObjectList<Pod>.self, version, "09-list-pods-selector")
        let pod = try #require(list.items.first)
        let status = try #require(pod.status?.containerStatuses?.first)
        #expect(pod.spec.containers.map(\.name).contains(status.name))
        #expect(pod.status?.phase == "Running")
        #expect(status.ready)
        #expect(status.state?.running?.startedAt != nil)
        #expect(status.restartCount == 0 || status.lastState?.terminated != nil)
        #expect(try decode(ObjectList<Pod>.self, version, "10-list-pods-selector-empty").items.isEmpty)
        #expect(try decode(ObjectList<Pod>.self, version, "53-list-pods-none").items.isEmpty)
    }

    @Test("Status", arguments: versions)
    func status(version: String) throws {
        let status = try decode(Status.self, version, "04-get-configmap-404")
        #expect(status.reason == "NotFound")
        #expect(status.code == 404)
        #expect(status.details?.kind == "configmaps")
    }

    @Test("A list whose items are null is empty")
    func nullItems() throws {
        let list = try JSONDecoder.kubernetes.decode(
            ObjectList<Pod>.self, from: Data(#"{"metadata":{},"items":null}"#.utf8))
        #expect(list.items.isEmpty)
    }

    @Test("A container that waits, and one that has ended")
    func containerStates() throws {
        let text = #"""
            {"metadata":{"name":"p","deletionTimestamp":"2026-11-24T00:41:41Z"},"spec":{"containers":[{"name":"c"}]},
            "status":{
            "phase":"Pending","startTime":"2026-11-24T00:41:41Z","containerStatuses":[{"name":"c","ready":false,
            "restartCount":4,
            "state":{"waiting":{"reason":"CrashLoopBackOff","message":"back-off"}},
            "lastState":{"terminated":{"exitCode":137,"reason":"OOMKilled","finishedAt":"2026-11-24T00:41:40Z"}}}]}}
            """#
        let pod = try JSONDecoder.kubernetes.decode(Pod.self, from: Data(text.utf8))
        let status = try #require(pod.status?.containerStatuses?.first)
        #expect(status.state?.waiting?.reason == "CrashLoopBackOff")
        #expect(status.lastState?.terminated?.exitCode == 137)
        #expect(status.restartCount == 4)
        #expect(pod.metadata.deletionTimestamp?.timeIntervalSince1970 == 1_795_480_901)
    }
}
