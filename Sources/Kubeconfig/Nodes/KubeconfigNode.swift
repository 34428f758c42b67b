/// One YAML value of a kubeconfig with the line it stands on. Its description and mirror are empty, for it may hold a
/// secret.
package struct KubeconfigNode: Sendable {
    indirect enum Content: Sendable {
        case null
        case scalar(String)
        case sequence([KubeconfigNode])
        case mapping([(key: String, value: KubeconfigNode)])
    }

    let content: Content
    let line: Int?

    /// The value of a key. A null value counts as absent.
    subscript(key: String) -> KubeconfigNode? {
        guard case .mapping(let pairs) = content, let value = pairs.first(where: { $0.key == key })?.value else {
            return nil
        }
        return value.isNull ? nil : value
    }

    var isNull: Bool { if case .null = content { true } else { false } }

    /// nil for what is no single value.
    var scalar: String? { if case .scalar(let text) = content { text } else { nil } }

    /// Of a list; none for what is no list.
    var items: [KubeconfigNode] { if case .sequence(let items) = content { items } else { [] } }

    var isEmptyMapping: Bool { if case .mapping(let pairs) = content { pairs.isEmpty } else { false } }

    var kind: String {
        switch content {
        case .null: "nothing"
        case .scalar: "a single value"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}

extension KubeconfigNode {
    /// Whether the values are the same, wherever they stand; in mappings the order does not matter.
    func isEqual(to other: KubeconfigNode) -> Bool {
        switch (content, other.content) {
        case (.null, .null): true
        case (.scalar(let one), .scalar(let two)): one == two
        case (.sequence(let one), .sequence(let two)):
            one.count == two.count && zip(one, two).allSatisfy { $0.isEqual(to: $1) }
        case (.mapping(let one), .mapping(let two)):
            one.count == two.count
                && one.allSatisfy { pair in
                    two.first { $0.key == pair.key }.map { $0.value.isEqual(to: pair.value) } ?? false
                }
        default: false
        }
    }
}

extension KubeconfigNode: CustomStringConvertible, CustomReflectable {
    package var description: String { "<kubeconfig value>" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
