import Fleet
import Kubernetes
import Yams

/// What the readers of agent.yaml and policy.yaml share: an unknown key is a mistake, with the known key it resembles,
/// and every mistake is collected with its place.
protocol StrictReader {
    var mistakes: [ConfigurationError.Mistake] { get set }
}

extension StrictReader {
    /// The document's mapping; nil where it is empty, or no YAML, which is a mistake then.
    mutating func root(of text: String) -> Node? {
        do {
            guard let root = try BoundedYAML.compose(text), root.null == nil || root.mapping != nil else { return nil }
            return root
        } catch let error as BoundedYAML.TooDeep {
            add(error.problem, line: error.line, column: 1)
        } catch let error as YamlError {
            let place = error.place
            add("not valid YAML: \(error.problem)", line: place?.line ?? 0, column: place?.column ?? 0)
        } catch {
            add("not valid YAML", line: 0, column: 0)
        }
        return nil
    }

    mutating func entries(_ node: Node, known: [String]?, of place: String) -> [(String, Node)] {
        if node.mapping == nil, node.null != nil { return [] }
        guard let mapping = node.mapping else {
            add("\(place) must be a mapping", at: node)
            return []
        }
        var seen: Set<String> = []
        return Array(mapping).compactMap { pair in
            guard let key = pair.key.scalar?.string else { return reject("a key must be a text", at: pair.key) }
            guard seen.insert(key).inserted else { return reject("\(key) is given twice", at: pair.key) }
            guard let known, !known.contains(key) else { return (key, pair.value) }
            let near =
                Spelling.nearest(to: key, among: known).map { "; did you mean \($0)?" }
                ?? "; known keys: \(known.joined(separator: ", "))"
            return reject("unknown key \(printable(key, limit: 60)) in \(place)\(near)", at: pair.key)
        }
    }

    mutating func reject(_ message: String, at node: Node) -> (String, Node)? {
        add(message, at: node)
        return nil
    }

    /// A plain scalar that YAML reads as a number, a truth value or nothing is more often a slip than a name.
    mutating func text(_ node: Node) -> String? {
        guard let scalar = node.scalar, !scalar.string.isEmpty else {
            add("expected a string", at: node)
            return nil
        }
        let isPlain = scalar.style == .plain || scalar.style == .any
        // Not what YAML 1.1 calls a number: 22:00 would be one.
        let isNumber = Double(scalar.string) != nil && scalar.string.contains(where: \.isNumber)
        if isPlain, isNumber || ["true", "false", "null", "~"].contains(scalar.string.lowercased()) {
            add("expected a string; if \(printable(scalar.string, limit: 60)) is meant as one, quote it", at: node)
            return nil
        }
        return scalar.string
    }

    mutating func strings(_ node: Node) -> [String] {
        guard let sequence = node.sequence else {
            add("a list is expected, such as [a, b]", at: node)
            return []
        }
        return Array(sequence).compactMap { text($0) }
    }

    mutating func integer(_ node: Node, _ range: ClosedRange<Int>) -> Int? {
        guard let value = node.int, range.contains(value) else {
            add("a whole number from \(range.lowerBound) to \(range.upperBound) is expected", at: node)
            return nil
        }
        return value
    }

    /// `30s`, `5m`, `1h30m`, or a bare number of seconds.
    mutating func seconds(_ node: Node, _ range: ClosedRange<Double>) -> Double? {
        let value = node.float ?? node.scalar.flatMap { Spelling.duration($0.string) }
        guard let value, range.contains(value) else {
            add(
                """
                a duration from \(Self.bare(range.lowerBound))s to \(Self.bare(range.upperBound))s is expected, such \
                as 30s or 5m
                """,
                at: node)
            return nil
        }
        return value
    }

    private static func bare(_ seconds: Double) -> String { Int(exactly: seconds).map(String.init) ?? String(seconds) }

    /// A mapping of names to texts.
    mutating func labels(_ node: Node, of place: String) -> [String: String] {
        var labels: [String: String] = [:]
        for (key, value) in entries(node, known: nil, of: place) { labels[key] = text(value) }
        return labels
    }

    mutating func add(_ message: String, at node: Node) {
        add(message, line: node.mark?.line ?? 0, column: node.mark?.column ?? 0)
    }

    mutating func add(_ message: String, line: Int, column: Int) {
        mistakes.append(.init(line: line, column: column, message: message))
    }
}
