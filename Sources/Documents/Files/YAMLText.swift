import Fleet
import Yams

/// One value as YAML: the same keys, in the same order, and the same values as `jsonText` has.
///
/// It is fit for a terminal: what a terminal obeys is escaped, and stands in quotation marks for it.
package func yamlText(_ value: some Encodable) throws -> String {
    // JSON is YAML; what is left to do is to write it as people do.
    guard let node = try compose(yaml: try jsonText(value)) else { return "" }
    return escapingUnsafe(try serialize(node: inBlockStyle(node), width: -1, allowUnicode: true))
}

private func inBlockStyle(_ node: Node) throws -> Node {
    switch node {
    case .mapping(let mapping):
        return Node(
            try mapping.map { (try inBlockStyle($0.key), try inBlockStyle($0.value)) }, Tag(.map),
            mapping.isEmpty ? .flow : .block)
    case .sequence(let sequence):
        return Node(try sequence.map(inBlockStyle), Tag(.seq), sequence.isEmpty ? .flow : .block)
    case .scalar(let scalar):
        guard scalar.style == .doubleQuoted else { return node }
        guard printable(scalar.string, limit: .max) == scalar.string else {
            return Node(scalar.string, Tag(.str), .doubleQuoted)
        }
        // Quoted only where it would be read as something else.
        return .scalar(scalar.string.represented())
    }
}

/// Only in quoted strings: everything else has no such character.
private func escapingUnsafe(_ yaml: String) -> String {
    if yaml.utf8.allSatisfy({ $0 < 0x7F }) { return yaml }
    var result = ""
    for scalar in yaml.unicodeScalars {
        let text = String(scalar)
        if scalar == "\n" || printable(text) == text {
            result.unicodeScalars.append(scalar)
        } else {
            let digits = String(scalar.value, radix: 16)
            result += "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
        }
    }
    return result
}
