/// The kinds of object that the simulated API serves from its store.
enum ObjectKind: String, CaseIterable, Sendable {
    case namespaces, configmaps, secrets, services, pods, deployments, replicasets, clusterconfigurations, clusters,
        users

    var resource: ResourceType { ResourceType(group: group, plural: rawValue) }

    private var group: String {
        switch self {
        case .namespaces, .configmaps, .secrets, .services, .pods: ""
        case .deployments, .replicasets: "apps"
        case .clusterconfigurations: "installer.kubesphere.io"
        case .clusters: "cluster.kubesphere.io"
        case .users: "iam.kubesphere.io"
        }
    }

    var apiVersion: String {
        switch group {
        case "": "v1"
        case "apps": "apps/v1"
        case "iam.kubesphere.io": "\(group)/v1alpha2"
        default: "\(group)/v1alpha1"
        }
    }

    var isNamespaced: Bool { ![.namespaces, .clusters, .users].contains(self) }

    /// Kinds that exist without their CRD being asked for; the others are served where KubeSphere brings their CRD.
    var isCustom: Bool { [.clusterconfigurations, .clusters, .users].contains(self) }

    /// Built-in kinds are served in one version here; custom ones in whichever a client asks for.
    func isServed(in version: String) -> Bool { isCustom || version == "v1" }

    /// Whether `status` is a subresource, which a write of the object leaves as it is.
    var hasStatus: Bool { ![.configmaps, .secrets, .clusters].contains(self) }

    var kind: String {
        switch self {
        case .namespaces: "Namespace"
        case .configmaps: "ConfigMap"
        case .secrets: "Secret"
        case .services: "Service"
        case .pods: "Pod"
        case .deployments: "Deployment"
        case .replicasets: "ReplicaSet"
        case .clusterconfigurations: "ClusterConfiguration"
        case .clusters: "Cluster"
        case .users: "User"
        }
    }
}

/// A change that watchers are told of.
struct WatchEvent: Sendable {
    let type: String
    let kind: ObjectKind
    let version: Int
    let object: JSON
}

/// A cluster's objects, their resource versions, and who watches them.
final class ObjectStore {
    /// Told of each event that a watch matches.
    typealias Watcher = (WatchEvent) -> Void

    private(set) var resourceVersion: Int
    /// The oldest version from which a watch can still be resumed.
    private(set) var oldestVersion: Int
    private var objects: [ObjectKind: [String: JSON]] = [:]
    private var encoded: [ObjectKind: [String: [UInt8]]] = [:]
    private var history: [WatchEvent] = []
    private var watchers: [Int: (kind: ObjectKind, filter: ObjectFilter, deliver: Watcher)] = [:]
    private var nextWatcher = 0
    private static let historyLimit = 100

    init(resourceVersion: Int) {
        self.resourceVersion = resourceVersion
        oldestVersion = resourceVersion
    }

    var watcherCount: Int { watchers.count }

    func object(_ kind: ObjectKind, _ name: String, namespace: String? = "kubesphere-system") -> JSON? {
        guard let object = objects[kind]?[name] else { return nil }
        return kind.isNamespaced && object[["metadata", "namespace"]]?.string != namespace ? nil : object
    }

    /// The object's JSON text, kept until the object changes.
    func text(_ kind: ObjectKind, _ name: String, of object: JSON) -> [UInt8] {
        if let bytes = encoded[kind]?[name] { return bytes }
        let bytes = object.bytes + [0x0A]
        encoded[kind, default: [:]][name] = bytes
        return bytes
    }

    func list(_ kind: ObjectKind, _ filter: ObjectFilter) -> [JSON] {
        let matching = (objects[kind] ?? [:]).filter { filter.matches($0.value) }
        return matching.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Stores the object under a new resource version and tells the watchers.
    @discardableResult
    func put(_ kind: ObjectKind, _ object: JSON) -> JSON {
        guard let name = object[["metadata", "name"]]?.string else { return object }
        resourceVersion += 1
        var stored = object
        stored[["metadata", "resourceVersion"]] = .string(String(resourceVersion))
        let isNew = objects[kind]?[name] == nil
        objects[kind, default: [:]][name] = stored
        encoded[kind]?[name] = nil
        publish(WatchEvent(type: isNew ? "ADDED" : "MODIFIED", kind: kind, version: resourceVersion, object: stored))
        return stored
    }

    func delete(_ kind: ObjectKind, _ name: String) {
        guard var object = objects[kind]?.removeValue(forKey: name) else { return }
        encoded[kind]?[name] = nil
        resourceVersion += 1
        object[["metadata", "resourceVersion"]] = .string(String(resourceVersion))
        publish(WatchEvent(type: "DELETED", kind: kind, version: resourceVersion, object: object))
    }

    private func publish(_ event: WatchEvent) {
        history.append(event)
        if history.count > ObjectStore.historyLimit {
            oldestVersion = history.removeFirst().version
        }
        for watcher in Array(watchers.values) where watcher.kind == event.kind && watcher.filter.matches(event.object) {
            watcher.deliver(event)
        }
    }

    /// The events after `version`, or nil where they are no longer kept.
    func events(after version: Int, _ kind: ObjectKind, _ filter: ObjectFilter) -> [WatchEvent]? {
        guard version >= oldestVersion else { return nil }
        return history.filter { $0.version > version && $0.kind == kind && filter.matches($0.object) }
    }

    func watch(_ kind: ObjectKind, _ filter: ObjectFilter, _ deliver: @escaping Watcher) -> Int {
        nextWatcher += 1
        watchers[nextWatcher] = (kind, filter, deliver)
        return nextWatcher
    }

    func cancelWatch(_ token: Int) { watchers[token] = nil }

    /// Forgets past events, as a restarted kube-apiserver has: watches from before get 410.
    func expireHistory() {
        history = []
        oldestVersion = resourceVersion
    }
}
