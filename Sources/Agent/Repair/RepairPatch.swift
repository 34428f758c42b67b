import Fleet
import FoundationEssentials
import KubeSphere

/// The bodies of the two writes of a repair.
enum RepairPatch {
    /// Names ksfleet in managedFields, whatever the credentials are called.
    static let fieldManager = "ksfleet"

    private struct Operation: Encodable {
        let op: String
        let path: String
        let value: String
    }

    /// RFC 6902. `test` comes first, because `replace` alone would ADD a missing key (kubesphere.md M15).
    static func document(from old: String, to new: String, resourceVersion: String?) -> [UInt8] {
        let path = "/data/" + Names.configKey
        let guards = resourceVersion.map { [Operation(op: "test", path: "/metadata/resourceVersion", value: $0)] } ?? []
        return encode(guards + [Operation(op: "test", path: path, value: old), Operation(op: "replace", path: path, value: new)])
    }

    /// What `kubectl rollout restart` sends, with the resourceVersion so that a changed Deployment answers 409.
    static func restart(at time: Date, resourceVersion: String) -> [UInt8] {
        encode([
            "metadata": Level.leaf(["resourceVersion": resourceVersion]),
            "spec": .branch(["template": .branch(["metadata": .branch(["annotations": .leaf(["kubectl.kubernetes.io/restartedAt": time.rfc3339])])])]),
        ])
    }

    private indirect enum Level: Encodable {
        case leaf([String: String])
        case branch([String: Level])

        func encode(to encoder: any Encoder) throws {
            switch self {
            case .leaf(let values): try values.encode(to: encoder)
            case .branch(let levels): try levels.encode(to: encoder)
            }
        }
    }

    private static func encode(_ value: some Encodable) -> [UInt8] {
        guard let data = try? JSONEncoder().encode(value) else { preconditionFailure("strings always encode") }
        return Array(data)
    }
}
