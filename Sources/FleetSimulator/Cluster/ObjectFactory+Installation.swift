import FoundationEssentials

/// What stands beside ks-apiserver in a 3.x installation: ks-installer's own document, and the Redis that holds the
/// sessions.
extension ObjectFactory {
    static let redisPod = "redis-5c9cb9c5f-x8wkz"

    /// ClusterConfiguration `ks-installer`: where a 3.0 to 3.2 member's role stands (ks-installer v3.0.0 to v3.4.1).
    func clusterConfiguration() -> JSON {
        var metadata = metadata("ks-installer")
        metadata["labels"] = ["version": .string(version.tag)]
        return [
            "kind": "ClusterConfiguration", "apiVersion": "installer.kubesphere.io/v1alpha1", "metadata": metadata,
            "spec": ["authentication": ["jwtSecret": ""], "multicluster": ["clusterRole": .string(role.rawValue)]],
        ]
    }

    /// Secret `kubesphere-secret`: what ks-installer renders jwtSecret from where its ClusterConfiguration names none.
    func installerSecret(_ secret: String) -> JSON {
        let encoded = Data(secret.utf8).base64EncodedString()
        return [
            "kind": "Secret", "apiVersion": "v1", "metadata": metadata("kubesphere-secret"),
            "data": ["secret": .string(encoded)], "type": "Opaque",
        ]
    }

    /// The users of a fleet: kubefed brings the host's to every 3.x member.
    static let users = ["admin", "operator"]

    /// A User as 3.x and 4.x keep it, with the hash of a password.
    func user(_ name: String) -> JSON {
        [
            "kind": "User", "apiVersion": "iam.kubesphere.io/v1alpha2", "metadata": metadata(name, namespace: nil),
            "spec": [
                "email": .string("\(name)@example.com"),
                "password": "$2a$10$plantedpasswordhashplantedpasswordhashplantedpa",
            ],
            "status": ["state": "Active"],
        ]
    }

    /// Deployment `redis` of 3.x, one pod.
    func redisPod(ready: Bool) -> JSON {
        var metadata = metadata(ObjectFactory.redisPod)
        metadata["labels"] = ["app": "redis", "tier": "database", "version": "redis-4.0"]
        let started: JSON = ["running": ["startedAt": .string(created.rfc3339)]]
        let waiting: JSON = ["waiting": ["reason": "CrashLoopBackOff"]]
        let status: JSON = [
            "name": "redis", "ready": .bool(ready), "restartCount": .int(ready ? 0 : 3), "image": "redis:5.0.14-alpine",
            "state": ready ? started : waiting,
        ]
        return [
            "kind": "Pod", "apiVersion": "v1", "metadata": metadata,
            "spec": ["containers": [["name": "redis", "image": "redis:5.0.14-alpine"]]],
            "status": ["phase": "Running", "startTime": .string(created.rfc3339), "containerStatuses": [status]],
        ]
    }
}
