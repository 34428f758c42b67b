import Yams

/// One YAML value of a kubeconfig with the line it stands on. Its description and mirror are empty, for it may hold a secret.
struct KubeconfigNode: Sendable {
    indirect enum Content: Sendable {
        case null
        case scalar(String)
        case sequence([KubeconfigNode])
        case mapping([(key: String, value: KubeconfigNode)])
    }

    let content: Content
    let line: Int?

    /// The value of a key; the last of two equal ones, as Go's YAML reader has it. A null value counts as absent.
    subscript(key: String) -> KubeconfigNode? {
        guard case .mapping(let pairs) = content, let value = pairs.last(where: { $0.key == key })?.value else { return nil }
        return value.isNull ? nil : value
    }

    var isNull: Bool { if case .null = content { true } else { false } }

    var kind: String {
        switch content {
        case .null: "nothing"
        case .scalar: "a single value"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}

extension KubeconfigNode: CustomStringConvertible, CustomReflectable {
    var description: String { "<kubeconfig value>" }
    var customMirror: Mirror { Mirror(self, children: []) }
}

/// Turns Yams' tree into ours. Aliases are expanded, so the number of values is bounded: a few lines of YAML can stand for billions.
struct KubeconfigNodeReader {
    struct TooLarge: Error {}

    private var remaining = 2_000_000
    private let maximumDepth = 64

    static func read(_ yaml: String) throws -> KubeconfigNode? {
        guard let root = try BoundedYAML.compose(yaml) else { return nil }
        var reader = KubeconfigNodeReader()
        return try reader.convert(root, depth: 0)
    }

    private mutating func convert(_ node: Node, depth: Int) throws -> KubeconfigNode {
        remaining -= 1
        guard remaining > 0, depth < maximumDepth else { throw TooLarge() }
        let line = node.mark?.line
        switch node {
        case .scalar(let scalar):
            return KubeconfigNode(content: Self.isNull(scalar) ? .null : .scalar(scalar.string), line: line)
        case .sequence(let sequence):
            var items: [KubeconfigNode] = []
            for item in sequence { items.append(try convert(item, depth: depth + 1)) }
            return KubeconfigNode(content: .sequence(items), line: line)
        case .mapping(let mapping):
            var pairs: [(key: String, value: KubeconfigNode)] = []
            for (key, value) in mapping {
                guard case .scalar(let name) = key else { continue }
                pairs.append((name.string, try convert(value, depth: depth + 1)))
            }
            return KubeconfigNode(content: .mapping(pairs), line: line)
        }
    }

    private static func isNull(_ scalar: Node.Scalar) -> Bool {
        scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string)
    }
}
