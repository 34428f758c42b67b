/// What a user may do in a cluster.
package enum AccessRights: String, Sendable, Hashable {
    /// Everything, as `cluster-admin`.
    case all
    /// To read what an observer needs of `kubesphere-system`, and nothing else.
    case observe
    /// What every authenticated user may: discovery and asking what else is allowed.
    case none

    func allow(_ attributes: RequestAttributes) -> Bool {
        if attributes.resource.group == "authorization.k8s.io" { return true }
        switch self {
        case .all: return true
        case .none: return false
        case .observe: return observable(attributes)
        }
    }

    // The observe role: named objects only by get, pods and ReplicaSets also by list.
    private func observable(_ attributes: RequestAttributes) -> Bool {
        let name = attributes.name
        if attributes.resource.plural == "namespaces" {
            return attributes.verb == "get" && (name == "kube-system" || name == "kubesphere-system")
        }
        guard attributes.namespace == "kubesphere-system" else { return false }
        switch (attributes.resource.qualified, attributes.subresource) {
        case ("configmaps", nil): return attributes.verb == "get" && name == "kubesphere-config"
        case ("pods", nil), ("replicasets.apps", nil): return ["get", "list"].contains(attributes.verb)
        case ("pods", "log"): return attributes.verb == "get"
        case ("services", nil): return attributes.verb == "get" && name == "ks-apiserver"
        case ("services", "proxy"):
            return attributes.verb == "get" && [":ks-apiserver:", "https:ks-apiserver:"].contains(name ?? "")
        case ("deployments.apps", nil):
            return attributes.verb == "get" && ["ks-apiserver", "ks-agent", "cluster-agent"].contains(name ?? "")
        case ("clusterconfigurations.installer.kubesphere.io", nil):
            return attributes.verb == "get" && name == "ks-installer"
        default: return false
        }
    }
}

/// Somebody whom kube-apiserver knows.
struct KubernetesUser: Hashable, Sendable {
    var name: String
    var groups: [String]
    var rights: AccessRights

    static let anonymous = KubernetesUser(name: "system:anonymous", groups: ["system:unauthenticated"], rights: .none)

    var isAnonymous: Bool { self == .anonymous }
}

/// The credentials that a cluster's kube-apiserver accepts.
struct Authenticator {
    /// The users that bearer tokens stand for.
    var tokens: [String: KubernetesUser] = [:]
    /// Common names of client certificates that are no longer accepted.
    var revokedNames: Set<String> = []
    /// Rights of users of client certificates who are not in `system:masters`.
    var certificateRights: [String: AccessRights] = [:]

    /// Who sends the request; nil is a 401.
    /// - Parameter certificate: the client certificate's user, if the connection has one that the cluster's CA signed.
    func user(certificate: ClientCertificate?, authorization: String?) -> KubernetesUser? {
        switch certificate {
        case .trusted(let name, let groups):
            guard !revokedNames.contains(name) else { return nil }
            let rights = groups.contains("system:masters") ? .all : certificateRights[name] ?? .none
            return KubernetesUser(name: name, groups: groups + ["system:authenticated"], rights: rights)
        case .untrusted: return nil
        case nil: break
        }
        guard let authorization else { return .anonymous }
        guard let token = ServerProcess.bearerToken(authorization) else { return .anonymous }
        guard let user = tokens[token], !revokedNames.contains(user.name) else { return nil }
        return user
    }
}

/// Whom a TLS client certificate names.
enum ClientCertificate: Hashable, Sendable {
    case trusted(name: String, groups: [String])
    case untrusted
}
