import Fleet
import Foundation
import Kubernetes
import Testing

@testable import KubeSphere

@Suite("A host's Cluster object")
struct ClusterObjectTests {
    private func object(_ text: String) throws -> RegisteredCluster {
        try JSONDecoder.kubernetes.decode(ClusterObject.self, from: Data(text.utf8)).cluster
    }

    private static let secret = "planted-token-of-a-member"

    private func kubeconfig(_ user: String) -> String {
        let text = """
            apiVersion: v1
            kind: Config
            current-context: second
            contexts:
            - {name: first, context: {cluster: c, user: somebody}}
            - {name: second, context: {cluster: c, user: admin}}
            clusters:
            - {name: c, cluster: {server: "https://127.0.0.1:6443"}}
            users:
            - {name: somebody, user: {username: a, password: b}}
            - {name: admin, user: \(user)}
            """
        return Data(text.utf8).base64EncodedString()
    }

    @Test("name, label, connection, UID and conditions are read, an empty status among them")
    func reads() throws {
        let cluster = try object(
            """
            {"metadata": {"name": "edge", "labels": {"cluster-role.kubesphere.io/host": ""}},
             "spec": {"connection": {"type": "proxy"}},
             "status": {"uid": "u", "conditions": [
               {"type": "Ready", "status": "True", "lastUpdateTime": "2026-11-24T12:00:00Z"},
               {"type": "KubeConfigCertExpiresInSevenDays", "message": "2026-12-01 10:00:00 +0000 UTC"}]}}
            """)
        #expect(
            cluster.name == "edge" && cluster.isHost && cluster.connection == .proxy && cluster.uid == "u"
                && cluster.credential == nil)
        #expect(cluster.condition("Ready")?.updatedAt == Date(timeIntervalSince1970: 1_795_521_600))
        #expect(cluster.condition("KubeConfigCertExpiresInSevenDays")?.status == "")
        let bare = try object(#"{"metadata": {"name": "old"}}"#)
        #expect(bare.connection == nil && bare.uid == nil && bare.conditions.isEmpty && !bare.awaitsRender)
    }

    @Test("of the kubeconfig only the kind and the end of its credential are kept, and none of its text")
    func credentials() throws {
        let claims = Data(#"{"exp": 1800000000}"#.utf8).base64EncodedString().replacing("=", with: "")
        func credential(_ user: String) throws -> RegisteredCluster.Credential? {
            try object(
                #"""
                {"metadata": {"name": "e"}, "spec": {"connection": {"type": "direct", "kubeconfig": \#
                "\#(kubeconfig(user))"}}}
                """#
            ).credential
        }
        #expect(try credential("{token: \(Self.secret)}") == .token(notAfter: nil))
        #expect(
            try credential("{token: a.\(claims).c}") == .token(notAfter: Date(timeIntervalSince1970: 1_800_000_000)))
        #expect(try credential("{client-certificate-data: bm8=}") == .certificate(notAfter: nil))
        #expect(try credential("{exec: {command: x}}") == .other)
        let cluster = try object(
            #"""
            {"metadata": {"name": "e"}, "spec": {"connection": {"kubeconfig": \#
            "\#(kubeconfig("{token: \(Self.secret)}"))"}}}
            """#
        )
        var text = ""
        dump(cluster, to: &text)
        #expect(!text.contains(Self.secret) && !"\(cluster)".contains(Self.secret))
        let junk = try object(#"{"metadata": {"name": "e"}, "spec": {"connection": {"kubeconfig": "not base64!"}}}"#)
        #expect(junk.credential == .unreadable)
    }

    @Test("a kubeconfig is read in any encoding that kubectl reads, and one that is encoded twice is told")
    func encodings() throws {
        let text = String(decoding: Data(base64Encoded: kubeconfig("{token: \(Self.secret)}")) ?? Data(), as: UTF8.self)
        func credential(_ bytes: Data) throws -> RegisteredCluster.Credential? {
            try object(
                #"""
                {"metadata": {"name": "e"}, "spec": {"connection": {"type": "direct", "kubeconfig": \#
                "\#(bytes.base64EncodedString())"}}}
                """#
            ).credential
        }
        let token = RegisteredCluster.Credential.token(notAfter: nil)
        #expect(try credential(Data("\u{FEFF}\(text)".utf8)) == token)
        #expect(
            try credential(Data([0xFF, 0xFE] + text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })) == token)
        #expect(try credential(Data((text + "\n---\n").utf8)) == token)
        let once = Data(text.utf8).base64EncodedString()
        #expect(try credential(Data(once.utf8)) == .encodedOnceMore)
        #expect(try credential(Data((once + "\n").utf8)) == .encodedOnceMore)
        #expect(try credential(Data(Data(once.utf8).base64EncodedString().utf8)) == .encodedOnceMore)
        #expect(try credential(Data("hello".utf8)) == .unreadable)
    }

    @Test("a render is due where spec.config is not what the controller has noted, or was never rendered")
    func awaitsRender() throws {
        func isDue(noted: String, config: String?, ready: String) throws -> Bool {
            let spec = config.map { #""config": "\#(Data($0.utf8).base64EncodedString())""# } ?? ""
            return try object(
                """
                {"metadata": {"name": "e", "annotations": {"kubesphere.io/config-hash": "\(noted)"}}, "spec": {\(spec)},
                 "status": {"conditions": [{"type": "KSCoreReady", "status": "\(ready)"}]}}
                """
            ).awaitsRender
        }
        // cbf29ce484222325 is what KubeSphere's own upgrade job writes for an empty configuration.
        #expect(try !isDue(noted: "cbf29ce484222325", config: nil, ready: "True"))
        #expect(try isDue(noted: "cbf29ce484222325", config: "a: b", ready: "True"))
        #expect(try !isDue(noted: ClusterObject.fnv1a("a: b".utf8), config: "a: b", ready: "True"))
        #expect(try isDue(noted: "cbf29ce484222325", config: nil, ready: "False"))
        // Reference value of FNV-1a, 64 bits (draft-eastlake-fnv, "a").
        #expect(ClusterObject.fnv1a("a".utf8) == "af63dc4c8601ec8c")
    }
}
