import FoundationEssentials
import Yams

/// Turns Yams' tree into ours, as Go's yaml.v2 reads it, and so kubectl: merge keys and `!!binary` are resolved, and of
/// equal keys the last counts.
///
/// Aliases are expanded, so the number of values is bounded: a few lines of YAML can stand for billions.
package struct KubeconfigNodeReader {
    /// A kubeconfig of 1,000 contexts has some 25,000.
    package static let mostValues = 500_000

    private var remaining = Self.mostValues
    private let maximumDepth = 64

    /// The first document.
    ///
    /// - Returns: no root where the text holds nothing.
    /// - Throws: `BoundedYAML.TooDeep`, `BoundedYAML.TooLarge` or a `YamlError`.
    package static func read(_ yaml: String) throws -> (root: KubeconfigNode?, isFollowed: Bool) {
        let document = try BoundedYAML.firstDocument(yaml, most: mostValues)
        var reader = KubeconfigNodeReader()
        return (try document.root.map { try reader.convert($0, depth: 0) }, document.isFollowed)
    }

    private mutating func convert(_ node: Node, depth: Int) throws -> KubeconfigNode {
        remaining -= 1
        guard remaining > 0, depth < maximumDepth else { throw BoundedYAML.TooLarge() }
        let line = node.mark?.line
        switch node {
        case .scalar(let scalar): return KubeconfigNode(content: Self.content(of: scalar), line: line)
        case .sequence(let sequence):
            var items: [KubeconfigNode] = []
            for item in sequence { items.append(try convert(item, depth: depth + 1)) }
            return KubeconfigNode(content: .sequence(items), line: line)
        case .mapping(let mapping):
            var pairs = Pairs()
            for (key, value) in mapping { try add(key, value, to: &pairs, depth: depth + 1) }
            return KubeconfigNode(content: .mapping(pairs.all), line: line)
        }
    }

    private mutating func add(_ key: Node, _ value: Node, to pairs: inout Pairs, depth: Int) throws {
        guard case .scalar(let name) = key else { return }
        guard Self.isMerge(name) else { return pairs.set(name.string, try convert(value, depth: depth)) }
        // yaml.v2, decode.go, merge: where it stands, over what stands before it; the first of a list is set last.
        let merged: [Node] = if case .sequence(let list) = value { list.reversed() } else { [value] }
        for one in merged {
            guard case .mapping(let pairsOfOne) = try convert(one, depth: depth).content else { continue }
            for pair in pairsOfOne { pairs.set(pair.key, pair.value) }
        }
    }

    private static func isMerge(_ key: Node.Scalar) -> Bool {
        key.string == "<<" && (key.style == .plain || key.tag.description == "tag:yaml.org,2002:merge")
    }

    private static func content(of scalar: Node.Scalar) -> KubeconfigNode.Content {
        switch scalar.tag.description {
        case "tag:yaml.org,2002:null": .null
        case "tag:yaml.org,2002:binary":
            .scalar(
                Data(base64Encoded: scalar.string.filter { !$0.isWhitespace }).map {
                    String(decoding: $0, as: UTF8.self)
                } ?? scalar.string)
        case "" where scalar.style == .plain && ["", "~", "null", "Null", "NULL"].contains(scalar.string): .null
        default: .scalar(scalar.string)
        }
    }
}

/// Keys in the order in which they first stand, each with its last value.
private struct Pairs {
    private(set) var all: [(key: String, value: KubeconfigNode)] = []
    private var places: [String: Int] = [:]

    mutating func set(_ key: String, _ value: KubeconfigNode) {
        if let place = places[key] {
            all[place].value = value
        } else {
            places[key] = all.count
            all.append((key, value))
        }
    }
}
