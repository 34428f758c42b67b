import Fleet
import KubeSphere
import NIOCore
import NIOHTTP1
import Repair
import Testing

@testable import Kubeconfig
@testable import Kubernetes

@Suite("Where a member's Redis is, and whether it answers")
struct RedisPlaceTests {
    private static let service = "/api/v1/namespaces/kubesphere-system/services/redis"
    private static let slices = "/apis/discovery.k8s.io/v1/namespaces/kubesphere-system/endpointslices"
    private static let pods = "/api/v1/namespaces/kubesphere-system/pods"
    private static let selecting = #"{"metadata":{},"spec":{"selector":{"app":"redis-ha-haproxy"}}}"#
    private static let ready =
        #"""
        {"metadata":{"name":"redis-0"},"spec":{"containers":[]},"status":{"containerStatuses":[{"name":"redis",\#
        "ready":true,"restartCount":0}]}}
        """#
    private static let starting = ready.replacing(#""ready":true"#, with: #""ready":false"#)

    private static let cases: [(host: String?, answers: [String: String], state: String, says: String)] = [
        (
            "redis.kubesphere-system.svc",
            [
                service: selecting,
                slices: #"{"items":[{"endpoints":[{"conditions":{"ready":true}},{"conditions":{"ready":false}}]}]}"#,
            ], "answers", "1 of 2 endpoints"
        ),
        ("redis", [service: selecting, slices: #"{"items":[{"endpoints":[{}]}]}"#], "answers", "1 of 1 endpoints"),
        (
            "redis.kubesphere-system.svc.cluster.local",
            [service: selecting, slices: #"{"items":[{"endpoints":null}]}"#], "silent", "no endpoint of Service redis"
        ),
        ("redis", [service: selecting, pods: #"{"items":[\#(ready)]}"#], "answers", "pod redis-0 is ready"),
        ("redis", [service: selecting], "unknown", "could not be listed"),
        (
            "redis", [service: #"{"metadata":{},"spec":{"type":"ExternalName","externalName":"cache.example.com"}}"#],
            "unknown", "stands for cache.example.com"
        ),
        ("redis", [service: #"{"metadata":{},"spec":{}}"#], "unknown", "has no selector"),
        ("redis", [pods: #"{"items":[\#(starting)]}"#], "silent", "no pod of Redis"),
        ("redis", [pods: #"{"items":[\#(starting),\#(ready)]}"#], "answers", "pod redis-0"),
        ("redis", [pods: #"{"items":[]}"#], "unknown", "there is no Service redis"),
        (
            "redis.cache",
            [
                "/api/v1/namespaces/cache/services/redis": selecting,
                slices.replacing("kubesphere-system", with: "cache"): #"{"items":[{"endpoints":[{}]}]}"#,
            ], "answers", "1 of 1"
        ),
        ("10.0.0.9", [:], "unknown", "at 10.0.0.9"), ("fd00::9", [:], "unknown", "no Service"),
        ("r-uf6.redis.rds.aliyuncs.com", [:], "unknown", "no Service of the cluster"),
        ("../secrets", [:], "unknown", "no host of its Redis that is one"),
        (nil, [pods: #"{"items":[\#(ready)]}"#], "answers", "pod redis-0"), (nil, [:], "unknown", "names no host"),
    ]

    @Test("is told by its Service's endpoints, by pods, or not at all", arguments: cases.indices)
    func state(index: Int) async {
        let one = Self.cases[index]
        let (state, words): (String, String) =
            switch await RedisPlace(reader: Canned(answers: one.answers)).state(host: one.host) {
            case .answers(let how): ("answers", how.plain)
            case .silent(let why): ("silent", why.plain)
            case .unknown(let why): ("unknown", why.plain)
            case .notUsed: ("not used", "")
            }
        #expect(state == one.state && words.contains(one.says), "\(one.host ?? "no host"): \(state), \(words)")
    }
}

/// Answers by path; 404 for every other.
private struct Canned: ClusterReader {
    let answers: [String: String]

    func get(_ path: String, query: [QueryItem], headers: [HeaderField]) async -> Reading<Answer> {
        let body = answers[path]
        return .value(
            Answer(
                status: body == nil ? 404 : 200, headers: HTTPHeaders(),
                body: ByteBuffer(string: body ?? "404 page not found\n"), credentials: CredentialsInUse()))
    }

    func stream<State: Sendable>(
        _ path: String, query: [QueryItem], limit: Int, into initial: State,
        fold: @escaping @Sendable (inout State, RawSpan) -> Void
    ) async -> Reading<Streamed<State>> { .failed(Fault(.notAttempted, "no stream")) }
}
