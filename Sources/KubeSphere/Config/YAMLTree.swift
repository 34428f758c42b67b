import Fleet
import Kubernetes
import Yams

/// The first document of a kubesphere.yaml: as it is written, and as Go reads it.
struct YAMLTree {
    let root: Node
    let settings: GoSettings
    /// Keys that stand twice in one mapping, where that matters (yaml.v3).
    let duplicates: [(first: Node, second: Node)]

    init(parsing text: String, rules: YAMLRules) throws(Fault) {
        let root = try Self.compose(text)
        var decoder = GoDecoder(rules: rules)
        settings = GoSettings(root: try decoder.decode(root))
        duplicates = decoder.duplicates
        self.root = root
        // Last: what aliases make of a document is bounded by then.
        if text.contains("\\/"), let line = SourceLines(text).lineOfEscapedSlash(in: root) {
            throw Fault(
                .invalidDocument,
                """
                kubesphere.yaml is not valid YAML to ks-apiserver: line \(line): \\/ in double quotes is no escape, \
                write /
                """
            )
        }
        if text.utf8.contains(UInt8(ascii: "?")), let line = SourceLines(text).lineOfQuestion(in: root) {
            throw Fault(
                .invalidDocument,
                """
                kubesphere.yaml is not valid YAML to ks-apiserver: line \(line): ? within braces or brackets needs \
                quotes
                """
            )
        }
    }

    private static func compose(_ text: String) throws(Fault) -> Node {
        if let line = incompatibleLine(text) {
            throw Fault(.invalidDocument, "kubesphere.yaml is not valid YAML: line \(line): Go reads %YAML 1.1 only")
        }
        if let refusal = GoScanner.refusal(text) { throw refusal }
        let node: Node?
        do {
            node = try composeFirst(GoScanner.text(text))
        } catch let error as BoundedYAML.TooDeep {
            throw Fault(.documentNotRead, "kubesphere.yaml is \(error.problem): line \(error.line)")
        } catch let error as YamlError {
            if let line = GoScanner.lineOfColon(error) {
                throw Fault(
                    .documentNotRead,
                    """
                    kubesphere.yaml, line \(line): ksfleet reads no value that ends with a colon within braces or \
                    brackets, as Go does
                    """
                )
            }
            throw Fault(.invalidDocument, "kubesphere.yaml is not valid YAML" + Self.place(of: error))
        } catch {
            throw Fault(.invalidDocument, "kubesphere.yaml is not valid YAML")
        }
        guard let node else { throw Fault(.invalidDocument, "kubesphere.yaml is empty") }
        return node
    }

    private static func composeFirst(_ text: String) throws -> Node? {
        do {
            return try BoundedYAML.composeFirst(text)
        } catch let error as YamlError {
            guard let other = GoScanner.withoutEscapedQuotes(text), let node = try? BoundedYAML.composeFirst(other)
            else { throw error }
            return node
        }
    }

    /// Only the place: the error's own text quotes the line, which may hold a secret.
    private static func place(of error: YamlError) -> String {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            ": line \(mark.line), column \(mark.column): \(problem)"
        default: ""
        }
    }

    /// libyaml takes `%YAML 1.2` as well; Go's readers do not.
    private static func incompatibleLine(_ text: String) -> Int? {
        var number = 0
        for line in text.drop(while: { $0 == "\u{FEFF}" }).split(separator: "\n", omittingEmptySubsequences: false) {
            number += 1
            let words = line.split(whereSeparator: \.isWhitespace)
            guard let first = words.first, !first.hasPrefix("#") else { continue }
            guard line.hasPrefix("%") else { return nil }
            if first == "%YAML", words.count > 1, words[1] != "1.1" { return number }
        }
        return nil
    }

    /// The entry that counts, wherever it stands: in its parent, in a mapping that is merged into it, behind an alias.
    func entry(_ path: [String]) -> GoEntry? {
        guard case .entry(let entry) = settings.find(path) else { return nil }
        return entry
    }
}
