import Testing

@testable import FleetSimulator

@Suite("Who may do what", .timeLimit(.minutes(10)))
struct AccessTests {
    static let cases: [(rights: AccessRights, verb: String, path: String, isAllowed: Bool)] = [
        (.all, "PATCH", Path.configMap, true),
        (.observe, "GET", Path.configMap, true),
        (.observe, "PATCH", Path.configMap, false),
        (.observe, "GET", Path.system + "/configmaps", false),
        (.observe, "GET", Path.system + "/pods", true),
        (.observe, "GET", Path.system + "/pods/x/log", true),
        (.observe, "GET", Path.system + "/services/:ks-apiserver:/proxy/version", true),
        (.observe, "GET", Path.system + "/services/ks-apiserver/proxy/version", false),
        (.observe, "GET", "/api/v1/namespaces/kube-system", true),
        (.observe, "GET", "/api/v1/namespaces/default", false),
        (.none, "GET", Path.system + "/pods", false),
        (.none, "POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", true),
    ]

    @Test("rights allow what their role holds, by name", arguments: cases)
    func rights(_ rights: AccessRights, _ verb: String, _ path: String, _ isAllowed: Bool) throws {
        let attributes = try #require(ResourcePath(path)).attributes(method: verb, query: [:])
        #expect(rights.allow(attributes) == isAllowed)
    }

    @Test("a certificate of another authority is a 401, like a revoked user")
    func certificates() {
        var authenticator = Authenticator(tokens: ["t": KubernetesUser(name: "fleet", groups: [], rights: .all)])
        #expect(authenticator.user(certificate: .untrusted, authorization: nil) == nil)
        #expect(authenticator.user(certificate: nil, authorization: nil)?.name == "system:anonymous")
        #expect(
            authenticator.user(certificate: .trusted(name: "fleet", groups: ["system:masters"]), authorization: nil)?
                .rights == .all)
        authenticator.revokedNames = ["fleet"]
        #expect(
            authenticator.user(certificate: .trusted(name: "fleet", groups: ["system:masters"]), authorization: nil)
                == nil)
        #expect(authenticator.user(certificate: nil, authorization: "Bearer t") == nil)
    }

    @Test("lists that are forbidden name the group and the scope")
    func messages() throws {
        let attributes = try #require(ResourcePath("/apis/apps/v1/deployments")).attributes(method: "GET", query: [:])
        let status = try JSON(parsing: attributes.forbidden(to: "nobody").body)
        #expect(
            status["message"]?.string
                == "deployments.apps is forbidden: User \"nobody\" cannot list resource \"deployments\" "
                + "in API group \"apps\" at the cluster scope")
        #expect(status["details"] == ["group": "apps", "kind": "deployments"])
    }

    @Test("kubectl's reviews come as protobuf")
    func protobuf() throws {
        let resource: [UInt8] =
            [0x0A, 2] + Array("ns".utf8) + [0x12, 3] + Array("get".utf8) + [0x2A, 4] + Array("pods".utf8)
        let spec: [UInt8] = [0x0A, UInt8(resource.count)] + resource
        let review: [UInt8] = [0x0A, 0, 0x12, UInt8(spec.count)] + spec
        let message: [UInt8] = [0x6B, 0x38, 0x73, 0x00, 0x0A, 0, 0x12, UInt8(review.count)] + review
        let json = ProtobufReview.json(message, isRules: false)
        #expect(json == ["spec": ["resourceAttributes": ["namespace": "ns", "verb": "get", "resource": "pods"]]])
        #expect(ProtobufReview.json(Array("{}".utf8), isRules: false) == nil)
        #expect(ProtobufReview.json(Array(message.dropLast()), isRules: false) == nil)
    }
}
