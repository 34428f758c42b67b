import Yams

/// One kubeconfig file: its named entries, unread beyond their names, so that a broken entry stops only the contexts
/// that use it.
struct KubeconfigFile: Sendable {
    /// An entry of `clusters`, `users` or `contexts`, with where it stands.
    struct Entry: Sendable {
        let name: String
        /// The entry's own mapping (`cluster:`, `user:`, `context:`); an empty one where it is absent.
        let body: KubeconfigNode
        let place: KubeconfigPlace
    }

    let path: String
    let clusters: [Entry]
    let users: [Entry]
    let contexts: [Entry]
    let currentContext: String?
    /// Whether something stands behind the first document, which alone is read.
    let isFollowed: Bool

    /// A kubeconfig of 1,000 contexts with inline certificates has about 10 MB.
    static let maximumBytes = 64 << 20

    init(path: String) throws(KubeconfigError) {
        let bytes = try FileContents.read(path, limit: Self.maximumBytes, place: KubeconfigPlace(file: path))
        let (root, isFollowed) = try Self.parse(bytes, path: path)
        let place = KubeconfigPlace(file: path)
        // An empty one is one that is absent, to kubectl as well.
        if let kind = try root["kind"]?.string(at: place.field("kind")), !kind.isEmpty, kind != "Config" {
            throw KubeconfigError(
                .wrongType, "this is a \(kind), not a kubeconfig (kind: Config); give the path of a kubeconfig",
                file: path, field: "kind")
        }
        self.path = path
        self.isFollowed = isFollowed
        clusters = try Self.entries("clusters", "cluster", of: root, in: path)
        users = try Self.entries("users", "user", of: root, in: path)
        contexts = try Self.entries("contexts", "context", of: root, in: path)
        let current = try root["current-context"]?.string(at: place.field("current-context"))
        currentContext = current == "" ? nil : current
    }

    private static func parse(_ bytes: [UInt8], path: String) throws(KubeconfigError) -> (
        root: KubeconfigNode, isFollowed: Bool
    ) {
        guard !YAMLText.isUnmarkedUTF16(bytes) else {
            throw KubeconfigError(
                .notYAML,
                """
                this is UTF-16 without a byte order mark, which kubectl does not read either; save it as UTF-8 (iconv \
                -f utf-16le -t utf-8)
                """,
                file: path)
        }
        do {
            let (root, isFollowed) = try KubeconfigNodeReader.read(YAMLText.decode(bytes))
            guard let root, !root.isNull else { return (KubeconfigNode(content: .mapping([]), line: nil), isFollowed) }
            guard case .mapping = root.content else {
                throw KubeconfigError(
                    .wrongType,
                    "a kubeconfig is a mapping with clusters, users and contexts, and this file is \(root.kind)",
                    file: path)
            }
            return (root, isFollowed)
        } catch let error as KubeconfigError {
            throw error
        } catch let error as BoundedYAML.TooDeep {
            throw KubeconfigError(.notYAML, error.problem, file: path, line: error.line)
        } catch let error as YamlError {
            throw KubeconfigError(notYAML: error, file: path)
        } catch {
            throw KubeconfigError(
                .fileTooLarge, "the YAML holds more values than a kubeconfig can need; check it for aliases", file: path
            )
        }
    }

    /// A duplicate name in one file is an error there for kubectl too (clientcmd: `duplicate name ... in list`). An
    /// entry without a name has an empty one there, and a context without a cluster or a user leads to it; more than
    /// one of them is not worth an error.
    private static func entries(
        _ list: String, _ item: String, of root: KubeconfigNode, in path: String
    ) throws(KubeconfigError) -> [Entry] {
        guard let node = root[list] else { return [] }
        guard case .sequence(let items) = node.content else {
            throw KubeconfigError(
                .wrongType, "must be a list, and is \(node.kind)", file: path, line: node.line, field: list)
        }
        var seen: [String: Int?] = [:]
        var entries: [Entry] = []
        for (index, element) in items.enumerated() {
            let place = KubeconfigPlace(file: path, line: element.line, path: "\(list)[\(index)]")
            let entry = try Self.entry(element, item, at: place, list: list)
            if let first = seen[entry.name], !entry.name.isEmpty {
                let earlier = first.map { " (first on line \($0))" } ?? ""
                throw KubeconfigError(
                    .duplicateName, "the name \(entry.name) stands twice in \(list)\(earlier); rename or remove one",
                    file: path,
                    line: element.line, field: list)
            }
            if seen.updateValue(element.line, forKey: entry.name) == nil { entries.append(entry) }
        }
        return entries
    }

    private static func entry(_ element: KubeconfigNode, _ item: String, at place: KubeconfigPlace, list: String)
        throws(KubeconfigError) -> Entry
    {
        switch element.content {
        case .null, .mapping: break
        case .scalar, .sequence:
            throw place.error(.wrongType, "must be a mapping with name and \(item), and is \(element.kind)")
        }
        let name = try element["name"]?.string(at: place.field("name")) ?? ""
        let body = element[item] ?? KubeconfigNode(content: .mapping([]), line: element.line)
        let path = name.isEmpty ? "\(place.path).\(item)" : "\(list)[\(name)].\(item)"
        return Entry(name: name, body: body, place: KubeconfigPlace(file: place.file, line: body.line, path: path))
    }
}

extension KubeconfigError {
    /// Only libyaml's own words and the position: Yams' description quotes the line, which may hold a token.
    init(notYAML error: YamlError, file: String) {
        let column = error.place.map { " (column \($0.column))" } ?? ""
        self.init(.notYAML, "not valid YAML\(column): \(error.problem)", file: file, line: error.place?.line)
    }
}
