import Fleet
import Foundation
import KubeSphere
import Testing

@Suite("The last words of a process that ended")
struct StartFaultTests {
    /// The last words in the tables of documents that were given to real servers.
    private static func lastWords(_ version: String) throws -> [(document: String, words: String)] {
        let text = try String(
            contentsOf: Fixtures.directory.appending(path: "documents/\(version).tsv"), encoding: .utf8)
        return text.split(separator: "\n").dropFirst().map {
            $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
        }
        .filter { $0.count == 5 && $0[1] == "ends" && !$0[4].isEmpty }.map { ($0[0], $0[4]) }
    }

    @Test("every recorded end is named", arguments: ["v3.0.0", "v3.1.1", "v3.3.2", "v3.4.1", "v4.1.3", "master"])
    func recorded(version: String) throws {
        let ends = try Self.lastWords(version)
        #expect(ends.count >= 9)
        for end in ends {
            // Of a message of several lines the table has the last one; the first is the one that names it.
            let log =
                end.words.hasPrefix("*") || end.words.hasPrefix("error decoding")
                ? """
                F1130 07:40:11.000202       1 server.go:46] Failed to load configuration from disk: 1 error(s) \
                decoding:\n\n\(end.words)
                """
                : end.words
            let fault = StartFault(log: log)
            let kind = fault?.kind
            let expected: StartFault.Kind =
                end.words.contains("JWT secret")
                ? .secretEmpty : version == "v3.0.0" ? .configurationIncomplete : .configurationUnreadable
            #expect(kind == expected, "\(version) \(end)")
            #expect(!end.words.hasPrefix("*") || fault?.text.contains("'authentication.") == true, "\(version) \(end)")
        }
    }

    @Test(
        "reported ends are named, with the address of what did not answer",
        arguments: [
            (
                "Error: failed to create cache, error: dial tcp: i/o timeout", .redisUnreachable,
                "failed to create cache"
            ),
            (
                #"""
                E1130 02:04:45.0 1 run.go:74] "command failed" err="failed to create cache, error: dial tcp \#
                10.96.34.71:6379: connect: connection refused"
                """#,
                .redisUnreachable, "failed to create cache (10.96.34.71:6379)"
            ),
            (
                """
                Error: failed to connect to redis service, please check redis status, error: WRONGPASS invalid \
                username-password pair or user is disabled.
                """,
                .redisRefused, "failed to connect to redis service: WRONGPASS"
            ),
            (
                #"E1130 02:04:45.0 1 run.go:74] "command failed" err="failed to create cache, error: NOAUTH x s3cr3t""#,
                .redisRefused, "failed to create cache: NOAUTH"
            ),
            (
                "Error: failed to create cache, error: ERR invalid password", .redisRefused,
                "failed to create cache: it does not take the password"
            ),
            (
                """
                Error: failed to create cache, error: dial tcp: lookup redis.kubesphere-system.svc on 10.96.0.10:53: \
                no such host
                """,
                .redisUnreachable, "failed to create cache: no such host (redis.kubesphere-system.svc)"
            ),
            (
                "Error: failed to create cache, error: invalid service host", .cacheInvalid,
                "failed to create cache: invalid service host"
            ),
            (
                "Error: failed to create cache, error: cache with type Memory is not supported", .cacheInvalid,
                "failed to create cache: cache with type Memory is not supported"
            ),
            (
                "Error: failed to create cache, error: cache with type h4nt3rZwei is not supported", .cacheInvalid,
                "failed to create cache: cache with type … is not supported"
            ),
            (
                "Error: failed to create cache, error: invalid service port number", .cacheInvalid,
                "failed to create cache: invalid service port number"
            ),
            (
                "2026/11/30 12:37:10 identity provider corp with type NopeIdentityProvider is not supported",
                .configurationInvalid, "identity provider corp with type NopeIdentityProvider is not supported"
            ),
            (
                #"""
                E1130 12:34:38.865698   20521 run.go:74] "command failed" err="identity provider s3cr3t-0aB with type \#
                x y9z8 is not supported"
                """#,
                .configurationInvalid, "identity provider … with type … is not supported"
            ),
            (
                "Error: duplicate identity provider found: github, name must be unique", .configurationInvalid,
                "duplicate identity provider found: github, name must be unique"
            ),
            (
                "Error: authenticateRateLimiterMaxTries MUST not be greater than loginHistoryMaximumEntries",
                .configurationInvalid,
                "authenticateRateLimiterMaxTries MUST not be greater than loginHistoryMaximumEntries"
            ),
            (
                "Error: invalid alerting-thanos-rule-resource-labels arg: s3cr3t", .configurationInvalid,
                "invalid alerting-thanos-rule-resource-labels arg"
            ),
            (
                """
                Error: failed to connect to redis service, please check redis status, error: dial tcp 10.0.0.1:6379: \
                i/o timeout
                """,
                .redisUnreachable, "failed to connect to redis service (10.0.0.1:6379)"
            ),
            (
                """
                Error: failed to connect to elasticsearch, please check elasticsearch status, error: dial tcp \
                192.0.2.9:9200: i/o timeout
                """,
                .backendUnreachable, "failed to connect to elasticsearch (192.0.2.9:9200)"
            ),
            (
                "Error: failed to connecto to sonarqube, please check sonarqube status, error: EOF",
                .backendUnreachable, "failed to connect to sonarqube"
            ),
            (
                """
                Error: failed to connect to prometheus, please check prometheus status, error: Get \"http://x\": dial \
                tcp: lookup prometheus-k8s.svc on 10.96.0.10:53: no such host
                """,
                .backendUnreachable, "failed to connect to prometheus: no such host (prometheus-k8s.svc)"
            ),
            ("panic: runtime error: index out of range [3] with length 2", .panic, "panic: runtime error"),
            ("panic: secret-of-somebody", .panic, "a panic of Go"),
            (
                #"""
                F1130 07:40:11.0 1 apiserver.go:1] no matches for kind "User" in version "iam.kubesphere.io/v1alpha2"
                """#,
                .apiMissing, "no matches for kind: User of iam.kubesphere.io/v1alpha2"
            ),
            (
                """
                unable to retrieve the complete list of server APIs: metrics.k8s.io/v1beta1: the server is currently \
                unable to handle the request
                """,
                .apiMissing, "unable to retrieve the complete list of server APIs: metrics.k8s.io/v1beta1"
            ),
            (
                "E1130 the server could not find the requested resource (get users.iam.kubesphere.io)", .apiMissing,
                "the server could not find the requested resource"
            ),
        ] as [(String, StartFault.Kind, String)])
    func reported(line: String, kind: StartFault.Kind, text: String) {
        let fault = StartFault(
            log: "I1130 07:40:10.0 1 server.go:1] up\n\(line)\ngoroutine 1 [running]:\n\tmain.main()\n")
        #expect(fault?.kind == kind && fault?.text == text, "\(String(describing: fault))")
    }

    @Test(
        "nothing but words of a closed set and an address leaves the log",
        arguments: [
            "failed to connect to hunter2, please", "failed to create cache, error: dial tcp hunter2=s3cret:6379: x",
            #"no matches for kind "hunter2 s3cret" in version "s3cret""#,
        ])
    func closed(line: String) {
        let text = StartFault(log: line)?.text ?? ""
        #expect(!text.contains("s3cret") && !text.contains("hunter2="), "\(text)")
        #expect(StartFault(log: "I1130 07:40:10.0 1 server.go:1] Start listening on :9090") == nil)
    }

    @Test("an image's version is its tag's, behind a registry's port and before a digest")
    func images() {
        let versions: [(String, KubeSphereVersion?)] = [
            ("kubesphere/ks-apiserver:v3.4.1", KubeSphereVersion(major: 3, minor: 4, patch: 1)),
            (
                "harbor.example.com:5000/kubesphere/ks-apiserver:v4.1.3@sha256:3f3f3f3f",
                KubeSphereVersion(major: 4, minor: 1, patch: 3)
            ),
            ("harbor.example.com:5000/kubesphere/ks-apiserver", nil),
            ("harbor.example.com/ks-apiserver@sha256:4141", nil), ("sha256:abab", nil), ("", nil),
            ("ks-apiserver:latest", nil), ("ks-apiserver:v99999999999999999999.1", nil),
        ]
        for (image, version) in versions { #expect(WorkloadFacts.version(image: image) == version, "\(image)") }
    }
}
