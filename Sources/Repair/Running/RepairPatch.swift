import Fleet
import FoundationEssentials
import KubeSphere
import Kubernetes

/// The bodies of the two writes of a repair, with what makes them recognisable afterwards.
struct RepairPatch {
    /// Names ksfleet in managedFields, whatever the credentials are called.
    static let fieldManager = "ksfleet"
    /// Which run wrote last, which of its steps it was, and why: kept on the object, so that the cluster's own audit
    /// log and the journal join.
    static let runAnnotation = "ksfleet.io/run-id"
    static let stepAnnotation = "ksfleet.io/step"
    static let reasonAnnotation = "ksfleet.io/reason"
    static let restartedAtAnnotation = "kubectl.kubernetes.io/restartedAt"

    let run: String
    let step: RepairStep
    let reason: String

    private var annotations: [String: String] {
        [Self.runAnnotation: run, Self.stepAnnotation: step.rawValue, Self.reasonAnnotation: reason]
    }

    private struct Operation: Encodable {
        enum Value: Encodable {
            case text(String)
            case object([String: String])

            func encode(to encoder: any Encoder) throws {
                switch self {
                case .text(let text): try text.encode(to: encoder)
                case .object(let object): try object.encode(to: encoder)
                }
            }
        }

        let op: String
        let path: String
        let value: Value
    }

    /// RFC 6902. `test` comes first, because `replace` alone would ADD a missing key (kubesphere.md M15).
    ///
    /// What is tested moves with anything in the object. The text itself is not: an API server compares a tested value
    /// with its own encoding of the object byte by byte, so that the same text written another way is refused
    /// (kubesphere.md G1).
    ///
    /// - Parameter metadata: of the ConfigMap as it was just read: its resourceVersion and uid are tested, and whether
    ///   it has annotations decides how they are added (`add` below a missing parent fails).
    func document(_ new: String, metadata: ObjectMeta) -> [UInt8] {
        let replace = Operation(op: "replace", path: "/data/" + Names.configKey, value: .text(new))
        return Self.encode(Self.guarding(metadata) + [replace] + annotating(metadata))
    }

    /// Annotations alone: they change nothing that anybody reads, and move the resourceVersion.
    func mark(_ metadata: ObjectMeta) -> [UInt8] { Self.encode(Self.guarding(metadata) + annotating(metadata)) }

    /// An object whose version was not read is tested for an empty one, which none has: without a guard nothing is
    /// written.
    private static func guarding(_ metadata: ObjectMeta) -> [Operation] {
        [
            Operation(op: "test", path: "/metadata/uid", value: .text(metadata.uid ?? "")),
            Operation(op: "test", path: "/metadata/resourceVersion", value: .text(metadata.resourceVersion ?? "")),
        ]
    }

    private func annotating(_ metadata: ObjectMeta) -> [Operation] {
        guard metadata.annotations?.isEmpty == false else {
            return [Operation(op: "add", path: "/metadata/annotations", value: .object(annotations))]
        }
        return annotations.sorted { $0.key < $1.key }.map { key, value in
            // RFC 6901, section 3: `/` inside a name is `~1`.
            Operation(op: "add", path: "/metadata/annotations/" + key.replacing("/", with: "~1"), value: .text(value))
        }
    }

    /// What `kubectl rollout restart` sends, with the resourceVersion so that a changed Deployment answers 409.
    func restart(at time: String, resourceVersion: String) -> [UInt8] {
        Self.encode([
            "metadata": Level.branch([
                "resourceVersion": .leaf(resourceVersion), "annotations": .branch(annotations.mapValues(Level.leaf)),
            ]),
            "spec": .branch([
                "template": .branch([
                    "metadata": .branch(["annotations": .branch([Self.restartedAtAnnotation: .leaf(time)])])
                ])
            ]),
        ])
    }

    /// Whether an object carries this very write.
    func stands(on metadata: ObjectMeta) -> Bool {
        metadata.annotations?[Self.runAnnotation] == run && metadata.annotations?[Self.stepAnnotation] == step.rawValue
    }

    private indirect enum Level: Encodable {
        case leaf(String)
        case branch([String: Level])

        func encode(to encoder: any Encoder) throws {
            switch self {
            case .leaf(let value): try value.encode(to: encoder)
            case .branch(let levels): try levels.encode(to: encoder)
            }
        }
    }

    private static func encode(_ value: some Encodable) -> [UInt8] {
        guard let data = try? JSONEncoder().encode(value) else { preconditionFailure("strings always encode") }
        return Array(data)
    }
}
