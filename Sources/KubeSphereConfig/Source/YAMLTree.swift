package import Fleet
package import GoReading
import Kubeconfig
package import Yams

/// The first document of a kubesphere.yaml: as it is written, and as Go reads it.
package struct YAMLTree {
    package let root: Node
    package let settings: GoSettings
    /// Keys that stand twice in one mapping, where that matters (yaml.v3).
    package let duplicates: [(first: Node, second: Node)]

    package init(parsing text: String, rules: YAMLRules) throws(Fault) {
        let (root, texts) = try Self.compose(text)
        var decoder = GoDecoder(rules: rules, texts: texts)
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

    /// A tree, and what its scalars are where Yams' nodes do not have it.
    private typealias Composed = (root: Node, texts: [YAMLPlace: String])

    private static func compose(_ text: String) throws(Fault) -> Composed {
        if let line = incompatibleLine(text) {
            throw Fault(.invalidDocument, "kubesphere.yaml is not valid YAML: line \(line): Go reads %YAML 1.1 only")
        }
        if let refusal = GoScanner.refusal(text) { throw refusal }
        let composed: Composed?
        do {
            composed = try composeFirst(GoScanner.source(text))
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
        guard let composed else { throw Fault(.invalidDocument, "kubesphere.yaml is empty") }
        return composed
    }

    private static func composeFirst(_ source: GoScanner.Source) throws -> Composed? {
        do {
            return try BoundedYAML.composeFirst(source.text).map { ($0, source.texts(in: source.text)) }
        } catch let error as YamlError {
            guard let other = GoScanner.withoutEscapedQuotes(source.text),
                let node = try? BoundedYAML.composeFirst(other)
            else { throw error }
            return (node, source.texts(in: other))
        }
    }

    /// Only the place: the error's own text quotes the line, which may hold a secret.
    private static func place(of error: YamlError) -> String {
        guard let place = error.place else { return "" }
        return ": line \(place.line), column \(place.column): \(error.problem)"
    }

    /// libyaml takes `%YAML 1.2` as well; Go's readers do not.
    private static func incompatibleLine(_ text: String) -> Int? {
        var number = 0
        var rest = text.drop { $0 == "\u{FEFF}" }
        // One after the other: nearly always the first one tells.
        while !rest.isEmpty {
            let line = rest.prefix { $0 != "\n" }
            rest = rest[line.endIndex...].dropFirst()
            number += 1
            let words = line.split(whereSeparator: \.isWhitespace)
            guard let first = words.first, !first.hasPrefix("#") else { continue }
            guard line.hasPrefix("%") else { return nil }
            if first == "%YAML", words.count > 1, words[1] != "1.1" { return number }
        }
        return nil
    }

    /// The entry that counts, wherever it stands: in its parent, in a mapping that is merged into it, behind an alias.
    package func entry(_ path: [String]) -> GoEntry? {
        guard case .entry(let entry) = settings.find(path) else { return nil }
        return entry
    }
}

extension GoScanner.Source {
    /// The texts of scalars with byte order marks, by place.
    fileprivate func texts(in text: String) -> [YAMLPlace: String] {
        guard mayHoldMarks else { return [:] }
        let texts = BoundedYAML.texts(in: text, with: standIn)
        guard let standIn else { return texts }
        return texts.mapValues { $0.replacing(String(standIn), with: "\u{FEFF}") }
    }
}
