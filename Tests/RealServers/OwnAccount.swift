import Foundation
import Yams

/// A service account of the suite's own on the member, with the Roles of docs/rbac.yaml and no others: what is revoked
/// is its own.
struct OwnAccount {
    let kubectl: Kubectl

    static let name = "ksfleet-real-test"
    private static let label = JSONValue.object(["app.kubernetes.io/managed-by": .text(name)])
    private static let kinds = "serviceaccounts,secrets,roles,rolebindings"

    /// Makes it, and writes a kubeconfig whose context `member` is this account.
    func make(host: Kubectl, into path: String) async throws {
        try await kubectl.apply([account, secret] + roles() + bindings())
        try await Deadline.wait(for: "the token of service account \(Self.name)", seconds: 60) {
            try await token() == nil ? "none" : nil
        }
        guard let token = try await token() else { throw Trouble("the token of service account \(Self.name) is gone") }
        let member = try await view(kubectl)
        let others = try await view(host)
        let config = Self.kubeconfig(host: others, member: member, token: token)
        let data = try JSONValue.encoder.encode(config)
        guard FileManager.default.createFile(atPath: path, contents: data, attributes: [.posixPermissions: 0o600])
        else {
            throw Trouble("\(path) could not be written")
        }
    }

    func revokeToken() async throws {
        try await kubectl.run("-n", Kubectl.namespace, "delete", "secret", Self.name)
    }

    func removeBindings() async throws {
        try await kubectl.run("-n", Kubectl.namespace, "delete", "rolebindings", "-l", selector)
        try await kubectl.run("delete", "clusterrolebindings", "-l", selector)
    }

    func remove() async throws {
        try await kubectl.run("-n", Kubectl.namespace, "delete", Self.kinds, "-l", selector, "--ignore-not-found")
        try await kubectl.run("delete", "clusterroles,clusterrolebindings", "-l", selector, "--ignore-not-found")
    }

    private var selector: String { "app.kubernetes.io/managed-by=\(Self.name)" }

    private func token() async throws -> String? {
        let secret = try await kubectl.get(JSONValue.self, "secret", Self.name)
        return secret["data"]?["token"]?.string.flatMap { Data(base64Encoded: $0) }.map {
            String(decoding: $0, as: UTF8.self)
        }
    }

    private func view(_ kubectl: Kubectl) async throws -> JSONValue {
        let text = try await kubectl.run("config", "view", "--raw", "--flatten", "--minify", "-o", "json")
        return try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    }

    // MARK: Its objects

    private static func metadata(_ name: String, namespaced: Bool = true) -> JSONValue {
        var fields: [String: JSONValue] = ["name": .text(name), "labels": label]
        if namespaced { fields["namespace"] = .text(Kubectl.namespace) }
        return .object(fields)
    }

    private var account: JSONValue {
        .object(["apiVersion": .text("v1"), "kind": .text("ServiceAccount"), "metadata": Self.metadata(Self.name)])
    }

    /// A token that lasts until its Secret goes, on every version of Kubernetes.
    private var secret: JSONValue {
        let annotations = JSONValue.object(["kubernetes.io/service-account.name": .text(Self.name)])
        let metadata = JSONValue.object([
            "name": .text(Self.name), "namespace": .text(Kubectl.namespace), "labels": Self.label,
            "annotations": annotations,
        ])
        return .object([
            "apiVersion": .text("v1"), "kind": .text("Secret"), "type": .text("kubernetes.io/service-account-token"),
            "metadata": metadata,
        ])
    }

    /// Those of docs/rbac.yaml that are not optional, under names of the suite's own.
    private func roles() throws -> [JSONValue] {
        try Self.documented().map { role in
            let isNamespaced = role.kind == "Role"
            return .object([
                "apiVersion": .text("rbac.authorization.k8s.io/v1"), "kind": .text(role.kind),
                "rules": .list(role.rules.map(\.json)),
                "metadata": Self.metadata("\(Self.name)-\(role.metadata.name)", namespaced: isNamespaced),
            ])
        }
    }

    private func bindings() throws -> [JSONValue] {
        try Self.documented().map { role in
            let subject = JSONValue.object([
                "kind": .text("ServiceAccount"), "name": .text(Self.name), "namespace": .text(Kubectl.namespace),
            ])
            let name = "\(Self.name)-\(role.metadata.name)"
            let reference = JSONValue.object([
                "apiGroup": .text("rbac.authorization.k8s.io"), "kind": .text(role.kind), "name": .text(name),
            ])
            return .object([
                "apiVersion": .text("rbac.authorization.k8s.io/v1"), "kind": .text("\(role.kind)Binding"),
                "roleRef": reference,
                "subjects": .list([subject]), "metadata": Self.metadata(name, namespaced: role.kind == "Role"),
            ])
        }
    }

    private static func kubeconfig(host: JSONValue, member: JSONValue, token: String) -> JSONValue {
        func entry(_ view: JSONValue, _ list: String, _ key: String) -> JSONValue {
            view[list]?.items.first?[key] ?? .null
        }
        func named(_ name: String, _ key: String, _ value: JSONValue) -> JSONValue {
            .object(["name": .text(name), key: value])
        }
        func context(_ name: String) -> JSONValue {
            named(name, "context", .object(["cluster": .text(name), "user": .text(name)]))
        }
        return .object([
            "apiVersion": .text("v1"), "kind": .text("Config"),
            "contexts": .list([context("host"), context("member")]),
            "clusters": .list([
                named("host", "cluster", entry(host, "clusters", "cluster")),
                named("member", "cluster", entry(member, "clusters", "cluster")),
            ]),
            "users": .list([
                named("host", "user", entry(host, "users", "user")),
                named("member", "user", .object(["token": .text(token)])),
            ]),
        ])
    }
}

extension OwnAccount {
    struct DocumentedRole: Decodable {
        struct Metadata: Decodable { let name: String }

        struct Rule: Decodable {
            let apiGroups: [String]
            let resources: [String]
            var resourceNames: [String]?
            let verbs: [String]

            var json: JSONValue {
                func list(_ words: [String]) -> JSONValue { .list(words.map(JSONValue.text)) }
                var fields = ["apiGroups": list(apiGroups), "resources": list(resources), "verbs": list(verbs)]
                if let resourceNames { fields["resourceNames"] = list(resourceNames) }
                return .object(fields)
            }
        }

        let kind: String
        let metadata: Metadata
        let rules: [Rule]
    }

    /// The roles that ksfleet needs on a member: to look, to repair, to tell clusters apart.
    static func documented() throws -> [DocumentedRole] {
        let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/rbac.yaml")
        let text = try String(contentsOf: file.standardizedFileURL, encoding: .utf8)
        let needed = ["ksfleet-observe", "ksfleet-repair", "ksfleet-identify"]
        return try Yams.load_all(yaml: text).compactMap { document in
            let data = try JSONSerialization.data(withJSONObject: document)
            let role = try JSONDecoder().decode(DocumentedRole.self, from: data)
            return needed.contains(role.metadata.name) ? role : nil
        }
    }
}
