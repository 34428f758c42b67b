import Fleet
import Kubernetes
import Yams

/// A parsed YAML document whose keys are found as viper finds them: without regard to case, the last of equal keys winning.
struct YAMLTree {
    let root: Node

    init(parsing text: String) throws(Fault) {
        let node: Node?
        do {
            node = try BoundedYAML.compose(text)
        } catch let error as BoundedYAML.TooDeep {
            throw Fault(.invalidDocument, "kubesphere.yaml is \(error.problem): line \(error.line)")
        } catch let error as YamlError {
            throw Fault(.invalidDocument, "kubesphere.yaml is not valid YAML" + Self.place(of: error))
        } catch {
            throw Fault(.invalidDocument, "kubesphere.yaml is not valid YAML")
        }
        guard let node, node.mapping != nil else { throw Fault(.invalidDocument, "kubesphere.yaml is not a mapping") }
        root = node
    }

    /// Only the place: the error's own text quotes the line, which may hold a secret.
    private static func place(of error: YamlError) -> String {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _), .composer(_, let problem, let mark, _):
            ": line \(mark.line), column \(mark.column): \(problem)"
        default: ""
        }
    }

    func node(at path: [String]) -> Node? {
        path.reduce(Optional(root)) { node, key in node.flatMap { Self.entry(key, of: $0)?.value } }
    }

    /// The entry that counts: the last whose key is `key`.
    static func entry(_ key: String, of node: Node) -> (key: Node, value: Node)? {
        guard let mapping = node.mapping else { return nil }
        let wanted = key.lowercased()
        return Array(mapping).last { $0.key.scalar?.string.lowercased() == wanted }.map { (key: $0.key, value: $0.value) }
    }

    /// A scalar's text; nil for an absent or null one.
    func text(at path: [String]) -> String? {
        guard let node = node(at: path), let scalar = node.scalar, !(scalar.style == .plain && node.null != nil) else { return nil }
        return scalar.string
    }
}
